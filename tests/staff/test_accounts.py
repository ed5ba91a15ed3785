"""Accounts and roles come and go, and somebody always stays to look after them."""

import asyncio

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.audit import AuditEntry
from hearing.base.errors import Refusal
from hearing.base.lang import use
from hearing.mail.models import OutgoingMail
from hearing.staff import accounts
from hearing.staff.models import Account, LoginSession, Membership, Role
from tests import make

pytestmark = pytest.mark.anyio


async def admin() -> Account:
    return await make.account("Ann Lind", admin=True)


async def done() -> list[str]:
    """What the log says."""
    return [line.what for line in await AuditEntry.all().order_by("id")]


async def test_an_invited_account_gets_a_role_and_a_mail(db: BaseDBAsyncClient) -> None:
    by, here = await admin(), await make.organiser()

    await accounts.invite(by, "Bo@egen-rost.test", "Bo Ek", organiser=here, role=Role.READER)

    membership = await Membership.get(account__email_norm="bo@egen-rost.test")
    mail = await OutgoingMail.get()
    assert membership.role is Role.READER
    assert (mail.to_address, mail.subject) == ("Bo@egen-rost.test", "Du har fått ett konto i Hearing")
    assert "http://localhost:8000/sign-in" in mail.body_text
    assert await done() == ["account.added"]


async def test_one_address_has_one_account(db: BaseDBAsyncClient) -> None:
    await admin()

    with use("en"), pytest.raises(Refusal, match="already an account"):
        await accounts.add(None, "ANN@egen-rost.test", "Ann Two")

    assert await Account.all().count() == 1


async def test_the_last_administrator_stays(db: BaseDBAsyncClient) -> None:
    by = await admin()
    other = await make.account("Cia Berg", admin=True)

    await accounts.change(by, by, admin=False)
    with use("en"), pytest.raises(Refusal, match="last administrator"):
        await accounts.change(other, by, admin=False)
    with use("en"), pytest.raises(Refusal, match="last administrator"):
        await accounts.shut_off(other, by)

    assert await Account.filter(admin=True, shut_off_at=None).count() == 1


async def test_two_administrators_who_demote_each_other_at_once_leave_one(db: BaseDBAsyncClient) -> None:
    one, two = await admin(), await make.account("Cia Berg", admin=True)

    await asyncio.gather(
        accounts.change(two, one, admin=False), accounts.change(one, two, admin=False), return_exceptions=True
    )

    assert await Account.filter(admin=True).count() == 1


async def test_nobody_shuts_off_themselves(db: BaseDBAsyncClient) -> None:
    by = await admin()

    with use("en"), pytest.raises(Refusal, match="your own"):
        await accounts.shut_off(by, by)


async def test_shutting_off_ends_every_session(db: BaseDBAsyncClient) -> None:
    by, who = await admin(), await make.account("Bo Ek")
    await make.session(who)
    await make.session(by)

    await accounts.shut_off(who, by)

    assert [row.account_id for row in await LoginSession.all()] == [by.pk]
    assert await done() == ["account.shut_off"]


async def test_shutting_off_twice_is_refused_and_can_be_undone(db: BaseDBAsyncClient) -> None:
    by, who = await admin(), await make.account("Bo Ek")

    await accounts.shut_off(who, by)
    with use("en"), pytest.raises(Refusal, match="already shut off"):
        await accounts.shut_off(who, by)
    await accounts.open_again(who, by)

    assert (await Account.get(id=who.pk)).shut_off_at is None
    assert await done() == ["account.shut_off", "account.opened_again"]


async def test_a_role_is_given_changed_and_taken(db: BaseDBAsyncClient) -> None:
    by, who, here = await admin(), await make.account("Bo Ek"), await make.organiser()

    await accounts.give_role(who, by, here, Role.READER)
    await accounts.give_role(who, by, here, Role.PLANNER)
    had = await accounts.take_role(who, by, here)

    assert had is Role.PLANNER
    assert await Membership.all().count() == 0
    assert await done() == ["account.role_given", "account.role_given", "account.role_taken"]


async def test_a_taken_role_is_no_longer_worked_in(db: BaseDBAsyncClient) -> None:
    by, here = await admin(), await make.organiser()
    who = await make.member(here, "Bo Ek", Role.READER)
    await make.session(who, here)

    await accounts.take_role(who, by, here)

    assert (await LoginSession.get()).organiser_id is None


async def test_a_change_names_the_columns(db: BaseDBAsyncClient) -> None:
    by, who = await admin(), await make.account("Bo Ek")

    await accounts.change(who, by, name="Bo Alm", email="bo.alm@egen-rost.test")

    line = await AuditEntry.get()
    assert (line.what, line.by_name) == ("account.changed", "Ann Lind")
    assert line.facts == {"name": "Bo Alm", "fields": ["email", "name"]}
