"""Accounts come, change and are shut off; roles are given and taken. Each is one transaction and one audit line."""

from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.transactions import atomic, in_transaction

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.organisers.models import Organiser
from hearing.staff import mails
from hearing.staff.models import Account, LoginSession, Membership, Role, SignInLink


async def add(
    by: Actor | None,
    email: str,
    name: str,
    organiser: Organiser | None = None,
    role: Role | None = None,
    **more: Any,
) -> Account:
    """Open an account, with a role if one is given; nobody is told."""
    try:
        async with in_transaction():
            account = await Account.create(
                email=email, email_norm=email.casefold(), name=name, created_at=now(), **more
            )
            if organiser and role:
                await Membership.create(account=account, organiser=organiser, role=role, created_at=now())
            where = {"organiser": organiser.name, "role": role.value} if organiser and role else {}
            await record(by, "account.added", account, name=name, admin=account.admin, **where)
    except IntegrityError:
        raise Refusal("There is already an account with the address %(email)s.", email=email) from None
    return account


async def invite(by: Account, email: str, name: str, **more: Any) -> Account:
    """Open an account and mail its owner where to sign in."""
    async with in_transaction():
        account = await add(by, email, name, **more)
        await mails.welcome(account, by)
    return account


async def change(account: Account, by: Account, **values: Any) -> None:
    """Change name, title, telephone, language, address or whether somebody is an administrator."""
    if "email" in values:
        values["email_norm"] = values["email"].casefold()
    changed = sorted(name for name, value in values.items() if getattr(account, name) != value)
    try:
        async with in_transaction():
            if account.admin and not values.get("admin", True):
                await _keep_an_administrator(account)
            account.update_from_dict(values)
            await account.save(update_fields=list(values))
            if "email_norm" in changed:
                await SignInLink.filter(account_id=account.pk, used_at=None).update(used_at=now())
            fields = [column for column in changed if column != "email_norm"]
            await record(by, "account.changed", account, name=account.name, fields=fields)
    except IntegrityError:
        raise Refusal("There is already an account with the address %(email)s.", email=values["email"]) from None


@atomic()
async def shut_off(account: Account, by: Account) -> None:
    """End an account's access at once, on every device; it can be opened again."""
    if account.pk == by.pk:
        raise Refusal("You cannot shut off your own account. Ask another administrator.")
    if account.admin:
        await _keep_an_administrator(account)
    if not await Account.filter(pk=account.pk, shut_off_at=None).update(shut_off_at=now()):
        raise Refusal("The account is already shut off.")
    account.shut_off_at = now()
    await LoginSession.filter(account_id=account.pk).delete()
    await SignInLink.filter(account_id=account.pk, used_at=None).update(used_at=now())
    await record(by, "account.shut_off", account, name=account.name)


@atomic()
async def open_again(account: Account, by: Account) -> None:
    """Let a shut-off account sign in again."""
    if not await Account.filter(pk=account.pk, shut_off_at__isnull=False).update(shut_off_at=None):
        raise Refusal("The account is already open.")
    account.update_from_dict({"shut_off_at": None})
    await record(by, "account.opened_again", account, name=account.name)


@atomic()
async def give_role(account: Account, by: Account, organiser: Organiser, role: Role) -> None:
    """Let an account work for an organiser, or change its role there."""
    here = Membership.filter(account_id=account.pk, organiser_id=organiser.pk)
    if not await here.update(role=role):
        await Membership.create(account=account, organiser=organiser, role=role, created_at=now())
    await record(
        by,
        "account.role_given",
        account,
        organiser_id=organiser.pk,
        role=role.value,
        name=f"{account.name}, {organiser.name}",
    )


@atomic()
async def take_role(account: Account, by: Account, organiser: Organiser) -> Role:
    """End an account's work for an organiser; says which role it had."""
    had = await Membership.get_or_none(account_id=account.pk, organiser_id=organiser.pk)
    if had is None:
        raise Refusal("%(name)s has no role there.", name=account.name)
    await had.delete()
    await LoginSession.filter(account_id=account.pk, organiser_id=organiser.pk).update(organiser_id=None)
    await record(
        by,
        "account.role_taken",
        account,
        organiser_id=organiser.pk,
        role=had.role.value,
        name=f"{account.name}, {organiser.name}",
    )
    return had.role


async def _keep_an_administrator(account: Account) -> None:
    """Refuse to lose the last open account that looks after the installation; the rows are held until commit."""
    open_ones = await Account.filter(admin=True, shut_off_at=None).order_by("id").select_for_update()
    if not any(other.pk != account.pk for other in open_ones):
        raise Refusal("This is the last administrator. Make somebody else administrator first.")
