"""What the administration reads: accounts, organisers, roles of the whole installation, and the log."""

from datetime import datetime

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from hearing.base.audit import AuditEntry
from hearing.base.sorting import sort_key
from hearing.organisers.models import Organiser
from hearing.staff.models import Account, LoginSession, Membership

STAFF = ("account-", "organiser-")


async def accounts() -> list[Account]:
    """All accounts with their roles, the open ones first, by name."""
    rows = await Account.all().prefetch_related("memberships__organiser")
    return sorted(rows, key=lambda row: (row.shut_off, sort_key(row.name)))


async def seen() -> dict[int, datetime]:
    """When each account was last here, of the sessions that still live."""
    return {one.account_id: one.seen_at for one in await LoginSession.all().order_by("seen_at")}


async def organisers() -> list[Organiser]:
    """All organisers by name."""
    return sorted(await Organiser.all(), key=lambda row: sort_key(row.name))


async def organiser_choices() -> list[tuple[int, str]]:
    """All organisers for a list of choices."""
    return [(one.pk, one.name) for one in await organisers()]


async def organiser(number: int) -> Organiser | None:
    """One organiser of the installation."""
    return await Organiser.get_or_none(id=number)


async def memberships(account: Account) -> list[Membership]:
    """The roles of one account."""
    return await Membership.filter(account_id=account.pk).select_related("organiser").order_by("organiser__name")


async def last_seen(account: Account) -> datetime | None:
    """When an account was last here, of its living sessions."""
    latest = await LoginSession.filter(account_id=account.pk).order_by("-seen_at").first()
    return latest.seen_at if latest else None


async def trail(account: Account) -> list[AuditEntry]:
    """The latest things done with an account."""
    return await AuditEntry.filter(trail=f"account-{account.pk}").order_by("-at", "-id").limit(20)


def of_staff() -> QuerySet[AuditEntry]:
    """What was done with accounts and organisers, whoever's they are: for administrators."""
    about_staff = Q(*(Q(trail__startswith=start) for start in STAFF), join_type="OR")
    return AuditEntry.filter(about_staff)
