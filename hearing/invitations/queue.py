"""The queue after seats were added: those who wait move up without anybody having to press."""

from tortoise.transactions import in_transaction

from hearing.base.clock import now
from hearing.db import dialect, rows
from hearing.events.models import Event
from hearing.invitations import mails, seats
from hearing.invitations.answer import promoted_by
from hearing.invitations.log import line, write

# Events with somebody in the queue for whom there is room.
WITH_ROOM = f"""SELECT w.event_id {seats.WHO_FITS}
AND s.group_id IS NULL AND EXISTS (SELECT 1 FROM event e WHERE e.id = w.event_id
AND e.status IN ('published', 'unlisted') AND e.starts_at > ?) LIMIT 1"""


async def promote_next() -> bool:
    """Job: seat the queue of one event that has room; capacity may have been raised."""
    moment = now() if dialect() == "postgres" else now().isoformat(" ")
    found = await rows(WITH_ROOM, moment)
    if not found:
        return False
    event = await Event.get(pk=found[0]["event_id"])
    return bool(await promote(event))


async def promote(event: Event) -> int:
    """Seat those in the queue of an event there is room for; says how many."""
    async with in_transaction():
        await seats.hold(event.pk)
        promoted = await promoted_by(await seats.fill(event))
        await write([line(None, "invitation.promoted", row) for row in promoted])
        await mails.put([mails.promoted(row) for row in promoted])
    return len(promoted)
