"""What those who move up from the queue are told: at most one such mail for each person and hour."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hearing.base.clock import now
from hearing.invitations import mails, stand_ins
from hearing.invitations.log import line, write
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.mail import outbox
from hearing.mail.outbox import Post

PAUSE = timedelta(hours=1)
KIND = "promoted"


async def tell(moved: Sequence[int]) -> None:
    """Log and write to those who were seated, or offered a seat, in the caller's transaction."""
    if not moved:
        return
    related = ("event__organiser", "event__venue", "person")
    found = await Invitation.filter(pk__in=list(moved)).order_by("queue_number", "id").select_related(*related)
    await stand_ins.load(found)
    offered = [row for row in found if row.status == InvitationStatus.WAITING]
    seated = [row for row in found if row.status != InvitationStatus.WAITING]
    lines = [line(None, "invitation.promoted", row) for row in seated]
    await write(lines + [line(None, "invitation.offered", row, until=row.offered_until) for row in offered])
    posts: list[Post | None] = [mails.offered(row) for row in offered]
    await mails.put(posts + [await _seated(row) for row in seated])


async def _seated(row: Invitation) -> Post | None:
    leaves = _when(row.place_told_at)
    await Invitation.filter(pk=row.pk).update(place_told_at=leaves)
    post = mails.promoted(row)
    return replace(post, leaves_at=leaves) if post else None


def _when(told_at: datetime | None) -> datetime:
    """Now, or an hour after the last one; one still to come was taken back, so its hour is free."""
    if told_at is None or told_at + PAUSE <= now():
        return now()
    return told_at if told_at > now() else told_at + PAUSE


async def take_back(invitation: Invitation) -> None:
    """A mail about a seat that is given up again need not leave."""
    await outbox.drop(invitation.ref, KIND)
