"""The queue: it moves up when there is room, offers run out, and a line says why nobody moves."""

from hearing.base import dates
from hearing.base.clock import now
from hearing.base.lang import _, ngettext
from hearing.db import dialect, rows
from hearing.events.models import Event, EventGroup
from hearing.invitations import mails, moved_up, seats, turns
from hearing.invitations.log import line, write
from hearing.invitations.models import Invitation, InvitationStatus, Seating
from hearing.invitations.settle import fresh, settled
from hearing.invitations.turns import Way

# Events with somebody in the queue for whom there is room and to whom nothing is offered yet.
WITH_ROOM = f"""SELECT DISTINCT w.event_id {seats.WHO_FITS} AND w.offered_until IS NULL
AND s.group_id IS NULL AND EXISTS (SELECT 1 FROM event e WHERE e.id = w.event_id
AND e.status IN ('published', 'unlisted') AND e.starts_at > ?) LIMIT 200"""


async def promote_next() -> bool:
    """Job: seat, or offer seats to, the queue of one event that has room; capacity may have been raised."""
    moment = now() if dialect() == "postgres" else now().isoformat(" ")
    for found in await rows(WITH_ROOM, moment):
        if await promote(await Event.get(pk=found["event_id"])):
            return True
    return False


async def promote(event: Event) -> int:
    """Hand the free seats of an event to its queue; says to how many."""
    row = await Invitation.filter(event_id=event.pk, status=InvitationStatus.WAITING).first()
    return await settled(await fresh(int(row.pk)), _promote) if row else 0


async def _promote(anyone: Invitation) -> int:
    await seats.hold(anyone.event.pk)
    moved = await seats.fill(anyone.event)
    await moved_up.tell(moved)
    return len(moved)


async def pass_on_next() -> bool:
    """Job: an offer nobody answered goes on to the next; who let it pass stays known and can queue up again."""
    late = Invitation.filter(status=InvitationStatus.WAITING, offered_until__lte=now()).order_by("offered_until")
    row = await late.first()
    return await settled(await fresh(int(row.pk)), _pass_on) if row else False


async def _pass_on(invitation: Invitation) -> bool:
    await seats.hold(invitation.event.pk)
    if not invitation.offered_until or invitation.offered_until > now():
        return True
    if await invitation.alter(offered_until=None, passed_at=now()):
        await write([line(None, "invitation.passed", invitation)])
        await mails.put([mails.passed(invitation)] if turns.way(invitation.event) != Way.OVER else [])
        await moved_up.tell(await seats.fill(invitation.event))
    return True


async def why(event: Event) -> str:
    """Why nobody in the queue has got a seat just now; empty when nobody waits. Four queries at most."""
    waiting = await Invitation.filter(event_id=event.pk, status=InvitationStatus.WAITING)
    if not waiting:
        return ""
    way = turns.way(event)
    offers = [row.offered_until for row in waiting if row.offered_until]
    if way == Way.OVER:
        return _("The event has begun or is off, so nobody moves up any more.")
    if offers:
        until = dates.when(min(offers), event.zone)
        return ngettext(
            "A free seat is offered until %(until)s.",
            "%(num)s free seats are offered, the first until %(until)s.",
            len(offers),
            until=until,
        )
    return await _seats_say(event, sorted((row for row in waiting if not row.passed_at), key=turns.turn), way)


async def _seats_say(event: Event, waiting: list[Invitation], way: Way) -> str:
    taken = {row.group_id: row.taken for row in await Seating.filter(event_id=event.pk)}  # type: ignore[attr-defined]
    free = None if event.capacity is None else event.capacity - taken.get(None, 0)
    if free is not None and free <= 0:
        return _("No seat is free.")
    if not waiting:
        return _("Those who wait let an offered seat pass.")
    if free is not None and waiting[0].places > free:
        told = {"places": waiting[0].places, "free": free}
        return _("The first in the queue needs %(places)s seats, and %(free)s are free.", **told)
    groups = {group.pk: group for group in await EventGroup.filter(event_id=event.pk)}
    full = {pk for pk, one in groups.items() if one.capacity is not None and taken.get(pk, 0) >= one.capacity}
    asked = {row.group_id for row in waiting}  # type: ignore[attr-defined]
    if asked <= full:
        return _("Seats are free, but not in %(groups)s.", groups=", ".join(groups[pk].name for pk in sorted(asked)))
    if way == Way.REST:
        return _("A seat is free. It is offered in the morning: nobody is disturbed between 21 and 07.")
    return _("A seat is free, and the queue moves up within a minute.")
