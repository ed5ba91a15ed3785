"""What those who move up from the queue are told: at most one such mail for each person and hour."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from hearing.base.audit import AuditEntry
from hearing.base.clock import now
from hearing.invitations import mails, stand_ins
from hearing.invitations.log import line, write
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.invitations.seats import TOLD_ONCE_IN
from hearing.mail import outbox
from hearing.mail.outbox import Post

KIND = "promoted"


@dataclass(slots=True)
class News:
    """What is to be logged and written, together with what the caller has to say."""

    lines: list[AuditEntry] = field(default_factory=list)
    posts: list[Post | None] = field(default_factory=list)


async def tell(moved: Sequence[int]) -> None:
    """Log and write to those who were seated, or offered a seat, in the caller's transaction."""
    news = await about(moved)
    await write(news.lines)
    await mails.put(news.posts)


async def about(moved: Sequence[int]) -> News:
    """The log lines and mails of those who were seated, or offered a seat."""
    if not moved:
        return News()
    related = ("event__organiser", "event__venue", "person")
    found = await Invitation.filter(pk__in=list(moved)).order_by("queue_number", "id").select_related(*related)
    await stand_ins.load(found)
    offered = [row for row in found if row.status == InvitationStatus.WAITING]
    seated = [row for row in found if row.status != InvitationStatus.WAITING]
    lines = [line(None, "invitation.promoted", row) for row in seated]
    lines += [line(None, "invitation.offered", row, until=row.offered_until) for row in offered]
    posts: list[Post | None] = [mails.offered(row) for row in offered]
    return News(lines, posts + [_seated(row) for row in seated])


def _seated(row: Invitation) -> Post | None:
    post = mails.promoted(row)
    return replace(post, leaves_at=row.place_told_at) if post else None


def told_at(row: Invitation) -> datetime:
    """When a mail about a seat may leave: now, or an hour after the last one. As seats.PROMOTE has it."""
    moment, last = now(), row.place_told_at
    if last is None or last <= moment - TOLD_ONCE_IN:
        return moment
    return last if last > moment else moment + TOLD_ONCE_IN


async def take_back(invitation: Invitation) -> None:
    """A mail about a seat that is given up again need not leave."""
    if invitation.place_told_at:
        await outbox.drop(invitation.ref, KIND)
