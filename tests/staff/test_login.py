"""Signing in: asked for by anyone, mailed only to accounts, done only by POST, and only once."""

import re
import time
from datetime import timedelta

import httpx2
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.audit import AuditEntry
from hearing.base.clock import freeze, now
from hearing.base.limits import TooMany
from hearing.base.links import digest
from hearing.mail.models import OutgoingMail
from hearing.staff import accounts, login
from hearing.staff.models import Account, LoginSession, Role, SignInLink
from tests import make

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No waiting, except where a test is about it."""
    monkeypatch.setattr(login, "SAME_TIME", 0.0)


async def ann() -> Account:
    return await make.member(await make.organiser(), "Ann Lind", Role.PLANNER)


async def mailed_path() -> str:
    """The path of the link in the latest mail."""
    mail = await OutgoingMail.all().order_by("-id").first()
    assert mail is not None
    found = re.search(r"http://localhost:8000(/\S+)", mail.body_text)
    assert found
    return found[1]


async def test_the_walk_from_address_to_desk(client: httpx2.AsyncClient) -> None:
    await ann()

    await client.post("/sign-in", data={"email": " ANN@Egen-Rost.test ", "next": "/desk/staff/me"})
    path = await mailed_path()
    shown = await client.get(path)
    entered = await client.post(path.split("?")[0], data={"next": "/desk/staff/me", "remember": "1"})

    assert "Logga in som Ann Lind?" in shown.text and "planerare i Egen röst Dalarna" in shown.text
    assert (entered.status_code, entered.headers["location"]) == (303, "/desk/staff/me")
    assert (await client.get("/desk/staff/me")).status_code == 200


async def test_known_and_unknown_addresses_read_the_same(client: httpx2.AsyncClient) -> None:
    await ann()

    known = await client.post("/sign-in", data={"email": "ann@egen-rost.test"})
    unknown = await client.post("/sign-in", data={"email": "eva@egen-rost.test"})

    assert known.text.replace("ann@", "eva@") == unknown.text
    assert await OutgoingMail.all().count() == 1


async def test_known_and_unknown_addresses_take_equally_long(
    db: BaseDBAsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login, "SAME_TIME", 0.25)
    await ann()

    began = time.monotonic()
    await login.ask("eva@egen-rost.test", "", "192.0.2.1")
    unknown = time.monotonic() - began
    await login.ask("ann@egen-rost.test", "", "192.0.2.1")
    known = time.monotonic() - began - unknown

    assert min(known, unknown) >= 0.25
    assert abs(known - unknown) < 0.1


async def test_opening_the_link_changes_nothing(client: httpx2.AsyncClient) -> None:
    token = await login.print_link(await ann())

    for _round in range(10):
        assert (await client.get(f"/sign-in/{token}")).status_code == 200
        assert (await client.head(f"/sign-in/{token}")).status_code == 200

    assert await LoginSession.all().count() == 0
    assert (await SignInLink.get()).used_at is None


async def test_a_link_works_once(client: httpx2.AsyncClient) -> None:
    token = await login.print_link(await ann())

    first = await client.post(f"/sign-in/{token}")
    second = await client.post(f"/sign-in/{token}")

    assert (first.status_code, second.status_code) == (303, 410)
    assert await LoginSession.all().count() == 1


async def test_old_used_and_unknown_links_look_the_same(client: httpx2.AsyncClient) -> None:
    old, used = await login.print_link(await ann()), await login.print_link(await ann())
    await SignInLink.filter(token_hash=digest(old)).update(expires_at=now() - timedelta(seconds=1))
    await SignInLink.filter(token_hash=digest(used)).update(used_at=now())

    pages = [await client.get(f"/sign-in/{token}") for token in (old, used, "nothing")]

    assert [page.status_code for page in pages] == [410] * 3
    assert len({page.text.replace(token, "") for page, token in zip(pages, (old, used, "nothing"), strict=True)}) == 1


async def test_a_link_of_a_shut_off_account_is_dead(db: BaseDBAsyncClient) -> None:
    who = await ann()
    token = await login.print_link(who)

    await accounts.shut_off(who, await make.account("Cia Berg", admin=True))

    assert await login.sign_in(token, "", False, None) is None


async def test_signing_in_uses_up_all_other_links(db: BaseDBAsyncClient) -> None:
    first, second = await login.print_link(await ann()), await login.print_link(await ann())

    await login.sign_in(first, "", False, None)

    assert await login.open_link(second) is None


async def test_the_database_knows_neither_link_nor_session(db: BaseDBAsyncClient) -> None:
    token = await login.print_link(await ann())
    made = await login.sign_in(token, "Firefox", True, None)
    assert made is not None

    session, secret = made

    assert session.token_hash == digest(secret) != secret
    assert (await SignInLink.get()).token_hash == digest(token) != token
    assert len(secret) >= 43


async def test_signing_in_again_ends_the_browsers_old_session(client: httpx2.AsyncClient) -> None:
    who = await ann()
    await make.signed_in(client, who)

    await client.post(f"/sign-in/{await login.print_link(who)}")

    assert await LoginSession.all().count() == 1


async def test_the_sixth_link_in_a_quarter_is_refused_for_known_and_unknown(client: httpx2.AsyncClient) -> None:
    await ann()

    for email in ("ann@egen-rost.test", "eva@egen-rost.test"):
        answers = [await client.post("/sign-in", data={"email": email}) for _round in range(6)]

        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert int(answers[-1].headers["retry-after"]) == 900


async def test_a_limit_is_over_after_its_window(db: BaseDBAsyncClient) -> None:
    for _round in range(5):
        await login.ask("ann@egen-rost.test", "", "192.0.2.1")
    with pytest.raises(TooMany):
        await login.ask("ann@egen-rost.test", "", "192.0.2.1")

    with freeze(now() + timedelta(minutes=16)):
        await login.ask("ann@egen-rost.test", "", "192.0.2.1")


@pytest.mark.parametrize(
    "there", ["https://evil.test/", "//evil.test/desk/", "/\\evil.test", "/desk/\r\nx", "/en/", "javascript:1", ""]
)
async def test_only_a_page_of_the_desk_is_gone_on_to(client: httpx2.AsyncClient, there: str) -> None:
    token = await login.print_link(await ann())

    entered = await client.post(f"/sign-in/{token}", data={"next": there})

    assert entered.headers["location"] == "/desk/"


async def test_a_wrong_address_is_told_and_kept(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/sign-in", data={"email": "ann at home"})

    assert answer.status_code == 422
    assert 'value="ann at home"' in answer.text and "ingen e-postadress" in answer.text


async def test_signing_out_needs_a_post(client: httpx2.AsyncClient) -> None:
    await make.signed_in(client, await ann())

    got = await client.get("/sign-out")
    posted = await client.post("/sign-out")

    assert (got.status_code, posted.status_code) == (405, 303)
    assert await LoginSession.all().count() == 0
    assert "account.signed_out" in [line.what for line in await AuditEntry.all()]


async def test_the_english_page_leads_on_in_english(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/en/sign-in", data={"email": "eva@egen-rost.test"})

    assert "Look at your mail" in answer.text and 'action="/en/sign-in"' in answer.text
