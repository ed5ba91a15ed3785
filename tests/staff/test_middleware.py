"""The session cookie: who it makes the reader, how long it lives, and that it can be ended."""

from datetime import timedelta

import httpx2
import pytest
from starlette.applications import Starlette

from hearing.base.clock import freeze, now
from hearing.base.links import digest
from hearing.settings import settings, using
from hearing.staff import login
from hearing.staff.models import Account, LoginSession, Membership, Role
from hearing.staff.rights import rights_of
from tests import make

pytestmark = pytest.mark.anyio


async def test_a_session_ends_after_thirty_idle_days(ann: httpx2.AsyncClient) -> None:
    with freeze(now() + timedelta(days=29)):
        early = await ann.get("/desk/staff/me")
    with freeze(now() + timedelta(days=58)):
        renewed = await ann.get("/desk/staff/me")
    with freeze(now() + timedelta(days=89)):
        late = await ann.get("/desk/staff/me")

    assert [early.status_code, renewed.status_code, late.status_code] == [200, 200, 303]


async def test_use_is_noted_at_most_every_ten_minutes(ann: httpx2.AsyncClient) -> None:
    seen = []
    for minutes in (0, 9, 11):
        with freeze(now() + timedelta(minutes=minutes)):
            await ann.get("/desk/staff/me")
            seen.append((await LoginSession.get()).seen_at - now())

    assert seen == [timedelta(0), timedelta(minutes=-9), timedelta(0)]


async def test_a_session_that_is_not_remembered_ends_after_twelve_hours(client: httpx2.AsyncClient) -> None:
    token = await login.print_link(await make.account("Bo Ek"))

    entered = await client.post(f"/sign-in/{token}")

    assert "max-age" not in entered.headers["set-cookie"].lower()
    assert (await LoginSession.get()).idle == timedelta(hours=12)


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: httpx2.AsyncClient) -> None:
    with using(settings().model_copy(update={"base_url": "https://hearing.test"})):
        token = await login.print_link(await make.account("Bo Ek"))
        entered = await client.post(f"/sign-in/{token}", data={"remember": "1"})

    said = entered.headers["set-cookie"]
    assert said.startswith("__Host-session=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=2592000"} <= set(said.split("; "))


async def test_a_shut_off_account_is_a_stranger_at_once(ann: httpx2.AsyncClient) -> None:
    await Account.all().update(shut_off_at=now())

    assert (await ann.get("/desk/staff/me")).status_code == 303


async def test_a_role_taken_is_gone_at_once(bo: httpx2.AsyncClient) -> None:
    before = await bo.get("/desk/staff/log")
    await Membership.all().delete()

    assert (before.status_code, (await bo.get("/desk/staff/log")).status_code) == (200, 403)


async def test_the_desk_speaks_the_accounts_language(ann: httpx2.AsyncClient) -> None:
    await Account.all().update(language="en")

    page, missing = await ann.get("/desk/staff/me"), await ann.get("/desk/nothing")

    assert "My account" in page.text and '<html lang="en">' in page.text
    assert "The page does not exist" in missing.text


async def test_one_of_several_devices_is_signed_out(app: Starlette, ann: httpx2.AsyncClient) -> None:
    other = await make.session(await Account.get())
    there = await LoginSession.get(token_hash=digest(other))

    answer = await ann.post(f"/desk/staff/me/sessions/{there.pk}/revoke")

    assert answer.status_code == 303
    assert not await LoginSession.filter(id=there.pk).exists()


async def test_somebody_elses_device_cannot_be_signed_out(ann: httpx2.AsyncClient, bo: httpx2.AsyncClient) -> None:
    anns = await LoginSession.get(account__name="Ann Lind")

    answer = await bo.post(f"/desk/staff/me/sessions/{anns.pk}/revoke")

    assert answer.status_code == 404
    assert await LoginSession.filter(id=anns.pk).exists()


async def test_all_other_devices_are_signed_out(ann: httpx2.AsyncClient) -> None:
    for _round in range(2):
        await make.session(await Account.get())

    await ann.post("/desk/staff/me/sessions/revoke-others")

    assert await LoginSession.all().count() == 1
    assert (await ann.get("/desk/staff/me")).status_code == 200


async def test_another_organiser_can_be_worked_for(ann: httpx2.AsyncClient) -> None:
    other = await make.organiser("tallen", "Klubbhuset Tallen")
    await make.member(other, "Ann Lind", Role.READER)

    answer = await ann.post("/desk/organiser", data={"organiser": str(other.pk)})

    assert answer.status_code == 303
    assert "<span>Klubbhuset Tallen</span>" in (await ann.get("/desk/staff/me")).text


async def test_an_organiser_without_a_role_cannot_be_worked_for(bo: httpx2.AsyncClient) -> None:
    other = await make.organiser("tallen", "Klubbhuset Tallen")

    answer = await bo.post("/desk/organiser", data={"organiser": str(other.pk)})

    assert answer.status_code == 404


def test_every_role_has_its_rights() -> None:
    may = {role: rights_of(Account(admin=False), role) for role in Role}

    assert all(right.endswith(".read") for right in may[Role.READER] | may[Role.MODERATOR])
    assert may[Role.READER] < may[Role.PLANNER]
    assert may[Role.DOOR] == {"door.read", "door.write"}
    assert rights_of(Account(admin=True), None) == {"staff.read", "staff.write", "organiser.write", "audit.read"}
