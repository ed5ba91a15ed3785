"""Invitations as a directory: what a reply address, a personal page or a sender leads to."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from tortoise.queryset import QuerySet

from hearing.base.clock import now
from hearing.base.links import digest
from hearing.db import found_ids
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.mail.directory import Finds, Known, Nothing

MOST = 50
REMEMBERED = timedelta(days=365)
BY_HASH = "SELECT id FROM invitation WHERE reply_hash IN ({}) OR link_hash IN ({})"
BY_ADDRESS = "SELECT id FROM invitation WHERE email_norm IN ({}) LIMIT 1"
NOT_SENT = (InvitationStatus.DRAFT, InvitationStatus.WITHDRAWN)


class Invited(Nothing):
    """Knows every invitation that was sent."""

    async def by_tokens(self, tokens: Collection[str]) -> Finds:
        """By the address answers come back to, and by the personal page."""
        named = {digest(token): token for token in tokens}
        found: Finds = {}
        wanted = await found_ids(BY_HASH, named, named)
        for row in await Invitation.filter(id__in=wanted).select_related("event") if wanted else []:
            for mark in {row.reply_hash, row.link_hash} & set(named):
                found.setdefault(named[str(mark)], []).append(known(row))
        return found

    async def by_address(self, addresses: Collection[str]) -> Finds:
        """The latest invitations of an address."""
        asked = list(addresses)[:20]
        return _by_address(await _sent().filter(email_norm__in=asked)) if await found_ids(BY_ADDRESS, asked) else {}

    async def by_domain(self, domains: Collection[str]) -> Finds:
        """Those of a house who have not answered yet."""
        found: Finds = {}
        for domain in list(domains)[:5]:
            silent = _sent().filter(email_norm__endswith=f"@{domain}", status=InvitationStatus.INVITED)
            found[domain] = [known(row) for row in await silent]
        return {domain: rows for domain, rows in found.items() if rows}


def _sent() -> QuerySet[Invitation]:
    lately = Invitation.exclude(status__in=NOT_SENT).filter(event__starts_at__gte=now() - REMEMBERED)
    return lately.order_by("-id").limit(MOST).select_related("event")


def _by_address(rows: Iterable[Invitation]) -> Finds:
    found: Finds = {}
    for row in rows:
        found.setdefault(row.email_norm, []).append(known(row))
    return found


def known(row: Invitation) -> Known:
    """What a mail about an invitation is weighed by; needs its event."""
    waits = row.status == InvitationStatus.INVITED
    return Known(row.ref, row.email_norm, row.event.organiser_id, (row.event.title,), open=waits, name=row.name)
