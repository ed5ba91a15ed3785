"""The administration's pages: every form says what is wrong and keeps what was typed."""

import httpx2
import pytest

from hearing.base.audit import AuditEntry
from hearing.staff.models import Account, Membership, Role
from tests import make

pytestmark = pytest.mark.anyio


async def test_an_account_is_opened(ann: httpx2.AsyncClient) -> None:
    here = await make.organiser()
    typed = {"email": "ulla@egen-rost.test", "name": "Ulla  Rask", "organiser": str(here.pk), "role": "moderator"}

    answer = await ann.post("/desk/staff/", data=typed)

    made = await Account.get(email="ulla@egen-rost.test").prefetch_related("memberships")
    assert (made.name, made.language, made.admin) == ("Ulla Rask", "sv", False)
    assert [one.role for one in made.memberships] == [Role.MODERATOR]
    assert answer.headers["location"] == f"/desk/staff/{made.pk}"
    assert "ulla@egen-rost.test är på väg" in (await ann.get(answer.headers["location"])).text


async def test_a_wrong_account_is_told_and_kept(ann: httpx2.AsyncClient) -> None:
    answer = await ann.post("/desk/staff/", data={"email": "ulla", "name": "", "title": "<b>chef</b>", "role": "king"})

    assert answer.status_code == 422
    assert 'value="&lt;b&gt;chef&lt;/b&gt;"' in answer.text
    assert answer.text.count('class="field__error"') == 3


async def test_an_address_taken_is_refused(ann: httpx2.AsyncClient) -> None:
    answer = await ann.post("/desk/staff/", data={"email": "ANN@egen-rost.test", "name": "Ann", "role": "reader"})

    assert answer.status_code == 409
    assert "Det finns redan ett konto" in answer.text


async def test_an_account_is_changed(ann: httpx2.AsyncClient) -> None:
    who = await make.account("Bo Ek")
    typed = {"email": who.email, "name": "Bo Alm", "title": "sekreterare", "language": "en", "admin": "1"}

    await ann.post(f"/desk/staff/{who.pk}", data=typed)

    fresh = await Account.get(id=who.pk)
    assert (fresh.name, fresh.title, fresh.language, fresh.admin) == ("Bo Alm", "sekreterare", "en", True)


async def test_the_form_shows_what_stands_there(ann: httpx2.AsyncClient) -> None:
    who = await make.account("Bo Ek", admin=True, title="sekreterare")

    shown = (await ann.get(f"/desk/staff/{who.pk}/edit")).text

    assert 'value="sekreterare"' in shown
    assert 'name="admin" value="on" checked' in shown


async def test_shutting_off_offers_the_way_back(ann: httpx2.AsyncClient) -> None:
    who = await make.account("Bo Ek")

    answer = await ann.post(f"/desk/staff/{who.pk}/shut-off")
    shown = await ann.get(answer.headers["location"])

    assert f'action="/desk/staff/{who.pk}/open-again"' in shown.text
    assert "Bo Ek kan inte längre logga in." in shown.text


async def test_roles_are_given_and_taken(ann: httpx2.AsyncClient) -> None:
    who, here = await make.account("Bo Ek"), await make.organiser()

    await ann.post(f"/desk/staff/{who.pk}/roles", data={"organiser": str(here.pk), "role": "door"})
    given = [one.role for one in await Membership.filter(account_id=who.pk)]
    await ann.post(f"/desk/staff/{who.pk}/roles/{here.pk}/take")

    assert given == [Role.DOOR]
    assert not await Membership.filter(account_id=who.pk).exists()


async def test_only_administrators_administrate(eve: httpx2.AsyncClient) -> None:
    assert (await eve.get("/desk/staff/")).status_code == 403
    assert (await eve.post("/desk/staff/", data={"email": "x@y.test", "name": "X"})).status_code == 403


async def test_the_log_shows_ones_own_organiser_only(ann: httpx2.AsyncClient, eve: httpx2.AsyncClient) -> None:
    here = await make.organiser()
    await ann.post(
        "/desk/staff/organiser",
        data={"name": "Egen röst", "sender_name": "X", "email": "a@b.test", "colour": "#5a2a5f"},
    )

    mine, theirs = await ann.get("/desk/staff/log"), await eve.get("/desk/staff/log?of=staff")

    assert (await AuditEntry.get(what="organiser.changed")).organiser_id == here.pk
    assert "Ändrade arrangören" in mine.text
    assert "Ändrade arrangören" not in theirs.text


async def test_administrators_see_the_log_of_all_accounts(ann: httpx2.AsyncClient) -> None:
    who = await make.account("Bo Ek")
    await ann.post(f"/desk/staff/{who.pk}/shut-off")

    assert "Stängde av kontot" in (await ann.get("/desk/staff/log?of=staff")).text
    assert "Stängde av kontot" not in (await ann.get("/desk/staff/log")).text


async def test_ones_own_account_is_changed(bo: httpx2.AsyncClient) -> None:
    answer = await bo.post("/desk/staff/me", data={"name": "Bo Alm", "language": "en", "admin": "1"})

    fresh = await Account.get(name="Bo Alm")
    assert (fresh.language, fresh.admin) == ("en", False)
    assert "Your account is saved." in (await bo.get(answer.headers["location"])).text
