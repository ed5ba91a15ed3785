"""Seats: the only place where they are taken, given back and handed on.

Each event has one `Seating` row for itself and one for each group. They change by conditional UPDATE, the event's
row first: who holds it is alone with the event's seats until the transaction ends, on SQLite and PostgreSQL alike.
Capacity is read from the event and the group in the same statement; none means no limit.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from hearing.base.clock import now
from hearing.db import dialect, rows
from hearing.events.models import Event
from hearing.invitations import turns
from hearing.invitations.models import Invitation
from hearing.invitations.settle import Stale
from hearing.invitations.turns import Way

BATCH = 100
TOLD_ONCE_IN = timedelta(hours=1)  # a person gets at most one mail about a seat in this time

EVENT_SEATS = "coalesce((SELECT capacity FROM event WHERE id = s.event_id), 2147483647)"

# Somebody in the queue who could sit down now: such a one comes before every newcomer.
# The two marks are a group and how many of its seats are being given back just now.
FITTING = f"""{{source}}
LEFT JOIN event_group wg ON wg.id = w.group_id
LEFT JOIN seating ws ON ws.group_id = w.group_id
WHERE w.event_id = s.event_id AND w.status = 'waiting' AND w.passed_at IS NULL AND s.taken + w.places <= {EVENT_SEATS}
AND coalesce(ws.taken, 0) - CASE WHEN w.group_id = {{group}} THEN {{back}} ELSE 0 END + w.places
    <= coalesce(wg.capacity, 2147483647)"""

NEWCOMERS_VIEW = FITTING.format(source="FROM invitation w", group=0, back=0)
WITH_SEATING = "FROM invitation w JOIN seating s ON s.event_id = w.event_id"
WHO_FITS = FITTING.format(source=WITH_SEATING, group=0, back=0)

TAKE_EVENT = f"""UPDATE seating AS s SET taken = s.taken + ?
WHERE s.event_id = ? AND s.group_id IS NULL AND s.taken + ? <= {EVENT_SEATS}
AND NOT EXISTS (SELECT 1 {NEWCOMERS_VIEW}) RETURNING id"""

TAKE_OFFERED = f"""UPDATE seating AS s SET taken = s.taken + ?
WHERE s.event_id = ? AND s.group_id IS NULL AND s.taken + ? <= {EVENT_SEATS} RETURNING id"""

TAKE_GROUP = """UPDATE seating AS s SET taken = s.taken + ?
WHERE s.group_id = ?
AND s.taken + ? <= coalesce((SELECT capacity FROM event_group WHERE id = s.group_id), 2147483647)
RETURNING id"""

LINE_UP = """UPDATE seating AS s SET taken = s.taken - ?, last_queue_number = s.last_queue_number + 1
WHERE s.event_id = ? AND s.group_id IS NULL RETURNING last_queue_number"""

MOVE_EVENT = """UPDATE seating AS s SET taken = s.taken + ?
WHERE s.event_id = ? AND s.group_id IS NULL RETURNING taken"""

MOVE_GROUP = "UPDATE seating AS s SET taken = s.taken + ? WHERE s.group_id = ? RETURNING taken"

QUEUE = """SELECT w.id, w.places, w.group_id, w.offered_until, {seats} - s.taken AS room,
wg.capacity AS group_seats, coalesce(ws.taken, 0) AS group_taken
{fitting} AND s.event_id = ? AND s.group_id IS NULL ORDER BY w.priority DESC, w.queue_number, w.id LIMIT {batch}"""

# A mail still to come was taken back when the seat was given up, so its moment is free.
PROMOTE = """UPDATE invitation
SET status = 'yes', seat = {true}, queue_number = NULL, offered_until = NULL, changes = changes + 1, changed_at = ?,
  place_told_at = CASE WHEN place_told_at IS NULL OR place_told_at <= ? THEN ? WHEN place_told_at > ? THEN place_told_at
    ELSE ? END
WHERE id IN ({ids}) AND status = 'waiting' RETURNING id"""

OFFERED = """SELECT group_id, sum(places) AS places FROM invitation
WHERE event_id = ? AND status = 'waiting' AND offered_until IS NOT NULL GROUP BY group_id"""

OFFER = """UPDATE invitation SET offered_until = ?, changes = changes + 1, changed_at = ?
WHERE id IN ({ids}) AND status = 'waiting' AND offered_until IS NULL AND passed_at IS NULL RETURNING id"""

OPEN_ROWS = """INSERT INTO seating (event_id, group_id, taken, last_queue_number)
SELECT id, NULL, 0, 0 FROM event WHERE id = ? UNION ALL SELECT event_id, id, 0, 0 FROM event_group WHERE event_id = ?
ON CONFLICT DO NOTHING"""


async def ready(event_id: int) -> None:
    """Make the counters of an event and its groups, where they are missing."""
    await rows(OPEN_ROWS, event_id, event_id)


async def claim(invitation: Invitation) -> int | None:
    """Take the invitation's seats in event and group; when either is full, give a number in the queue instead."""
    event_id, group_id, places = ids(invitation)
    if not await rows(TAKE_EVENT, places, event_id, places):
        return await _line_up(event_id, 0)
    if group_id is not None and not await rows(TAKE_GROUP, places, group_id, places):
        return await _line_up(event_id, places)
    return None


async def _line_up(event_id: int, back: int) -> int:
    numbers = await rows(LINE_UP, back, event_id)
    if not numbers:
        raise LookupError(f"event {event_id} has no seating")
    return int(numbers[0]["last_queue_number"])


async def hold(event_id: int) -> None:
    """Be alone with the event's seats until the transaction ends."""
    await _move_event(event_id, 0)


async def take_in_group(group_id: int, places: int) -> bool:
    """Take seats in a group for somebody who already has them in the event; False when it is full."""
    return bool(await rows(TAKE_GROUP, places, group_id, places))


async def take_offered(invitation: Invitation) -> bool:
    """Take the seats that were offered; False when there are fewer now."""
    event_id, group_id, places = ids(invitation)
    if not await rows(TAKE_OFFERED, places, event_id, places):
        return False
    if group_id is not None and not await take_in_group(group_id, places):
        await _move_event(event_id, -places)
        return False
    return True


async def more(invitation: Invitation, places: int) -> bool:
    """Take so many seats more for somebody who has some; False when it is full, or others wait for them."""
    event_id, group_id, _places = ids(invitation)
    if not await rows(TAKE_EVENT, places, event_id, places):
        return False
    if group_id is not None and not await take_in_group(group_id, places):
        await _move_event(event_id, -places)
        return False
    return True


async def force(invitation: Invitation, places: int) -> None:
    """Take so many seats more whether there are any or not."""
    event_id, group_id, _places = ids(invitation)
    await _move_event(event_id, places)
    await _move_groups({group_id: places})


async def fewer(invitation: Invitation, event: Event, places: int) -> list[int]:
    """Return some of an invitation's seats and hand them on; gives the ids of those who moved up."""
    event_id, group_id, _places = ids(invitation)
    await _move_event(event_id, -places)
    return await fill(event, group_id, places)


async def exceed(invitation: Invitation) -> None:
    """Take the seats whether there are any or not."""
    await force(invitation, invitation.places)


async def give_back(invitation: Invitation, event: Event) -> list[int]:
    """Return the seats and hand them on; gives the ids of those who moved up from the queue."""
    return await fewer(invitation, event, invitation.places)


async def fill(event: Event, group_id: int | None = None, back: int = 0) -> list[int]:
    """Seat those in the queue there is room for, first come first served; a full group holds up nobody else.

    `back` seats of `group_id` are given back at the same time. Near the event seats are offered instead of given;
    nobody moves at night, or once the event has begun or is off. Gives the ids of the seated and the offered.
    """
    moved: list[int] = []
    changed: Counter[int | None] = Counter({group_id: -back} if back else {})
    hand_on = turns.way(event)
    while hand_on == Way.AT_ONCE:
        chosen = _who_fits(await _queue(event.pk, changed), changed)
        if not chosen:
            break
        won = await _promote([row["id"] for row in chosen])
        if len(won) < len(chosen):
            raise Stale  # somebody left the queue at this very moment
        moved += won
        await _move_event(event.pk, sum(row["places"] for row in chosen))
        await _move_groups(changed)
        changed.clear()
        if len(chosen) < BATCH:
            break
    await _move_groups(changed)
    return await _offer(event) if hand_on == Way.OFFER else moved


async def _offer(event: Event) -> list[int]:
    """Offer the free seats that are not offered yet to the next in the queue."""
    held = Counter({row["group_id"]: row["places"] for row in await rows(OFFERED, event.pk)})
    queue = [row for row in await _queue(event.pk, Counter()) if row["offered_until"] is None]
    if queue:
        queue[0]["room"] -= sum(held.values())
    chosen = [row["id"] for row in _who_fits(queue, held)]
    if not chosen:
        return []
    listed = ", ".join(str(int(number)) for number in chosen)
    times = [_bound(turns.until(event)), _bound(now())]
    won = {row["id"] for row in await rows(OFFER.format(ids=listed), *times)}
    if len(won) < len(chosen):
        raise Stale
    return chosen


def _bound(moment: datetime) -> datetime | str:
    return moment if dialect() == "postgres" else moment.astimezone(UTC).isoformat(" ")


async def _queue(event_id: int, changed: Counter[int | None]) -> list[dict[str, Any]]:
    group, more = next(iter(changed.items()), (0, 0))
    fitting = FITTING.format(source=WITH_SEATING, group=group or 0, back=-more)
    return await rows(QUEUE.format(seats=EVENT_SEATS, fitting=fitting, batch=BATCH), event_id)


def _who_fits(queue: list[dict[str, Any]], changed: Counter[int | None]) -> list[dict[str, Any]]:
    """Those in the queue who fit when seated one after the other; counts their groups' seats."""
    chosen = []
    room = queue[0]["room"] if queue else 0
    for row in queue:
        group, places = row["group_id"], row["places"]
        limit = row["group_seats"]
        if places <= room and (limit is None or row["group_taken"] + changed[group] + places <= limit):
            chosen.append(row)
            room -= places
            changed[group] += places
    return chosen


async def _promote(numbers: list[int]) -> list[int]:
    listed = ", ".join(str(int(number)) for number in numbers)
    true = "1" if dialect() == "sqlite" else "TRUE"
    moment = now()
    times = [moment, moment - TOLD_ONCE_IN, moment, moment, moment + TOLD_ONCE_IN]
    promote = PROMOTE.format(true=true, ids=listed)
    found = {row["id"] for row in await rows(promote, *(_bound(time) for time in times))}
    return [number for number in numbers if number in found]


async def _move_event(event_id: int, seats: int) -> None:
    if not await rows(MOVE_EVENT, seats, event_id):
        raise LookupError(f"event {event_id} has no seating")


async def _move_groups(changed: dict[int | None, int]) -> None:
    for group_id, more in sorted((group, more) for group, more in changed.items() if group is not None):
        if more:
            await rows(MOVE_GROUP, more, group_id)


def ids(invitation: Invitation) -> tuple[int, int | None, int]:
    """Event, group and how many seats."""
    return invitation.event_id, invitation.group_id, invitation.places  # type: ignore[attr-defined]


RECOUNT = """UPDATE seating SET taken = (SELECT coalesce(sum(i.places), 0) FROM invitation i
  WHERE i.event_id = seating.event_id AND i.seat = {true}
  AND (seating.group_id IS NULL OR i.group_id = seating.group_id)),
last_queue_number = CASE WHEN group_id IS NULL THEN (SELECT coalesce(max(i.queue_number), 0) FROM invitation i
  WHERE i.event_id = seating.event_id) ELSE 0 END
WHERE event_id IN ({ids})"""


async def recount(events: list[int]) -> None:
    """Set the counters by the rows themselves: for rows that were loaded, not answered."""
    if events:
        true = "1" if dialect() == "sqlite" else "TRUE"
        listed = ", ".join(str(int(number)) for number in events)
        await rows(RECOUNT.format(true=true, ids=listed) + " RETURNING id")
