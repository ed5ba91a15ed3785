"""Still yes? After a move a yes keeps its seat until a day; unconfirmed it is asked anew and the seat goes on."""

from collections.abc import Sequence
from datetime import date

from hearing.base.clock import now, today
from hearing.events.models import Event
from hearing.invitations import hosts, mails, moved_up, seats
from hearing.invitations.log import line, write
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.invitations.settle import Stale, fresh, settled


def asked_by(event: Event) -> date | None:
    """The day by which a yes must be given again after a move; none when yes simply holds."""
    by = event.confirm_by_on
    return by if by and event.moved_at and by >= today(event.zone) else None


async def ask(event: Event, batch: Sequence[Invitation]) -> None:
    """Those of a batch who have said yes must say it again, in the caller's transaction."""
    by = asked_by(event)
    came = [row for row in batch if row.status == InvitationStatus.YES]
    if by and came:
        await Invitation.filter(pk__in=[int(row.pk) for row in came], status=InvitationStatus.YES).update(
            confirm_by_on=by
        )
        for row in came:
            row.confirm_by_on = by


async def lapse_next() -> bool:
    """Job: one yes nobody confirmed in time is open again, and its seat goes to the queue."""
    late = Invitation.filter(status=InvitationStatus.YES, confirm_by_on__lt=today(), event__starts_at__gt=now())
    row = await late.order_by("confirm_by_on", "id").first()
    return await settled(await fresh(int(row.pk)), _lapse) if row else False


async def _lapse(invitation: Invitation) -> bool:
    event: Event = invitation.event
    if invitation.confirm_by_on is None or not invitation.may("lapse"):
        return True
    was = invitation.status
    await hosts.hold(invitation)
    if invitation.names and await hosts.keep_confirmed(invitation):
        return True
    moved = await seats.give_back(invitation, event) if invitation.seat else []
    open_again = {"seat": False, "online": False, "confirm_by_on": None, "answered_at": None}
    if not await invitation.take("lapse", **open_again, calendar_turns=invitation.calendar_turns + 1):
        raise Stale
    await moved_up.take_back(invitation)
    await write([line(None, "invitation.lapsed", invitation)])
    await mails.put([mails.lapsed(invitation), *await hosts.follow(invitation, was, None)])
    await moved_up.tell(moved)
    return True
