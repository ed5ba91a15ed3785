"""Presses at the door. A press may come late, twice, or after a newer one: what counts is all of them in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints
from tortoise.transactions import in_transaction

from hearing.base.audit import WORDS, Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.forms import Line
from hearing.base.lang import lazy
from hearing.door.models import ActKind, DoorAct
from hearing.events.models import Event, EventStatus
from hearing.invitations import attendance
from hearing.invitations.models import Invitation

Key = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{8,40}$")]
OFF = (EventStatus.CANCELLED, EventStatus.REPLACED)
EARLIEST = timedelta(hours=12)
MOST_LATE = timedelta(days=2)
ERASED_DAYS = 14
WHOLE_KEY, TELEPHONE = 32, 16  # signs of a key a page makes, and how many of them name the telephone
TICK = timedelta(milliseconds=1)

WORDS.update({"door.closed": lazy("Those not seen at the door marked as not there")})


class Press(BaseModel):
    """One press as a page tells it."""

    key: Key
    kind: ActKind
    id: int | None = Field(default=None, ge=1, le=2_147_483_647)
    of: str = Field(default="", max_length=40)
    name: Line = ""
    organisation: Line = ""
    at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many are inside after all presses, and since when."""

    people: int
    came_at: datetime | None


def refuse_closed(event: Event) -> None:
    """Refuse presses for an event that is off, or not published."""
    if event.status == EventStatus.DRAFT:
        raise Refusal("Publish the event first.")
    if event.status in OFF:
        raise Refusal("The event is called off, so nothing was changed.")


async def take(event: Event, press: Press, by: Actor, late: timedelta = timedelta(0)) -> bool:
    """Keep a press, once, and count anew; `late` is how far its clock is behind ours. False when it means nothing."""
    pressed = _pressed(event, press, late)
    if press.kind in (ActKind.IN, ActKind.OUT):
        return press.id is not None and await _counted(event, press, press.id, pressed, by)
    await _keep(event, press, pressed, by)
    return True


def _pressed(event: Event, press: Press, late: timedelta) -> datetime:
    """When it was pressed, by our clock; a telephone whose clock makes no sense pressed now."""
    if press.at is None or abs(late) > MOST_LATE:
        return now()
    try:
        return min(max(press.at + late, event.starts_at - EARLIEST), now())
    except OverflowError:
        return now()


async def _counted(event: Event, press: Press, number: int, pressed: datetime, by: Actor) -> bool:
    async with in_transaction():
        if not await attendance.hold(number, event.pk):
            return False
        pressed = await _in_turn(press, number, pressed)
        await _keep(event, press, pressed, by)
        row = await Invitation.get(pk=number).only("id", "places")
        told = await DoorAct.filter(invitation_id=number).order_by("at", "id")
        after = replay(told, row.places)
        await attendance.inside(number, after.people, after.came_at)
    return True


async def _in_turn(press: Press, number: int, pressed: datetime) -> datetime:
    """Not before an earlier press of the same telephone: a slow network must not turn a press and its undo around."""
    if len(press.key) != WHOLE_KEY:
        return pressed
    mine = DoorAct.filter(invitation_id=number, key__startswith=press.key[:TELEPHONE]).exclude(key=press.key)
    earlier = await mine.order_by("-at").first()
    return max(pressed, earlier.at + TICK) if earlier else pressed


async def _keep(event: Event, press: Press, pressed: datetime, by: Actor) -> None:
    """The same key again changes nothing."""
    walks = press.kind == ActKind.WALK_IN
    act = DoorAct(
        event_id=event.pk,
        invitation_id=press.id if press.kind in (ActKind.IN, ActKind.OUT) else None,
        key=press.key,
        kind=press.kind,
        of_key=press.of,
        name=press.name if walks else "",
        organisation=press.organisation if walks else "",
        at=pressed,
        received_at=now(),
        by_id=by.pk,
        by_name=by.name,
    )
    await DoorAct.bulk_create([act], ignore_conflicts=True)


def replay(told: Sequence[DoorAct], places: int) -> Replayed:
    """All presses about one invitation in the order they were made: one person is in or out, of several each counts."""
    people, came_at = 0, None
    for act in told:
        if act.kind == ActKind.IN:
            people = people + 1 if places > 1 else 1
            came_at = act.at
        else:
            people = max(people - 1, 0)
    return Replayed(people, came_at if people else None)


async def close(event: Event, by: Actor) -> int:
    """The evening is over: those expected and not seen did not come. A press can still bring somebody in."""
    if event.starts_at > now():
        raise Refusal("The event has not begun.")
    async with in_transaction():
        people = await attendance.absent(event)
        if people:
            await record(by, "door.closed", event, people=people)
    return people


async def forget_next() -> bool:
    """Job: two weeks after an event the names of those who walked in are erased; that they came is kept."""
    over = now() - timedelta(days=ERASED_DAYS)
    named = DoorAct.filter(kind=ActKind.WALK_IN, event__ends_at__lt=over).exclude(name="", organisation="")
    act = await named.first()
    if act is None:
        return False
    await DoorAct.filter(event_id=act.event_id, kind=ActKind.WALK_IN).update(name="", organisation="")
    return True
