"""What has changed about an event that the invited do not know, kept until staff have decided who is told."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.events.models import Event, EventStatus, Mode, Venue
from hearing.mail import outbox

CHANGED, TOLD = "event.place_changed", "event.place_told"
OF_THE_OLD_TIME = ("nudge", "week", "day", "offered")  # mails that say when it is
SHOWN = (EventStatus.PUBLISHED, EventStatus.UNLISTED)
TIMES = ("starts_at", "ends_at")
BESIDE = ("since", "sequence")  # kept with the facts: since when, and which SEQUENCE the invited know
DECIDED = "decided"  # kept with them for five minutes: who is to be told


@dataclass(frozen=True, slots=True)
class Decided:
    """Who is to be told when the time to change one's mind is over."""

    whom: tuple[str, ...]
    confirm_by_on: date | None
    by_id: int | None
    by_name: str
    people: int
    leaves_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What the invited believe, where that is not so any more."""

    since: datetime
    starts_at: datetime
    ends_at: datetime
    venue: Venue | None
    place_note: str
    mode: Mode
    online_url: str
    moved: bool
    placed: bool
    linked: bool
    decided: Decided | None = None


def facts_of(event: Event) -> dict[str, Any]:
    """What somebody who comes must know: when, where, and how to take part from afar."""
    times = {name: getattr(event, name).isoformat() for name in TIMES}
    place = {"venue": event.venue_id, "place_note": event.place_note, "mode": event.mode.value}
    return {**times, **place, "online_url": event.online_url}


def place_of(event: Event) -> tuple[object, ...]:
    """Where to come, or how to take part from afar."""
    return (event.venue_id, event.mode, event.online_url)


def note(event: Event, was: dict[str, Any], sequence: int, ask: bool) -> None:
    """Keep what was known before a change, and its SEQUENCE; a new time nobody asks about is told of by itself."""
    before = event.untold or {"since": now().isoformat(), "sequence": sequence}
    known, fresh = _facts(event.untold or was), facts_of(event)
    moved = any(known[name] != fresh[name] for name in TIMES)
    back = known == fresh and before["sequence"] == event.sequence
    if event.status not in SHOWN or event.starts_at <= now() or back or (moved and not ask):
        event.untold = None
    else:
        event.untold = known | {name: before[name] for name in BESIDE}


def _facts(kept: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kept.items() if name not in (*BESIDE, DECIDED)}


def gone_back(event: Event) -> bool:
    """Whether an event was moved, and moved back before anybody was told: its SEQUENCE is higher, and there is no news."""
    return event.untold is not None and _facts(event.untold) == facts_of(event)


async def change_of(event: Event) -> Change | None:
    """What waits to be told; none when all is decided, or the event has begun."""
    known = event.untold
    if known is None or event.status not in SHOWN or event.starts_at <= now() or gone_back(event):
        return None
    fresh = facts_of(event)
    return Change(
        since=datetime.fromisoformat(known["since"]),
        starts_at=datetime.fromisoformat(known["starts_at"]),
        ends_at=datetime.fromisoformat(known["ends_at"]),
        venue=await Venue.get_or_none(pk=known["venue"]) if known["venue"] else None,
        place_note=known["place_note"],
        mode=Mode(known["mode"]),
        online_url=known["online_url"],
        moved=any(known[name] != fresh[name] for name in TIMES),
        placed=any(known[name] != fresh[name] for name in ("venue", "place_note", "mode")),
        linked=known["online_url"] != fresh["online_url"],
        decided=decided(event),
    )


def decided(event: Event) -> Decided | None:
    """Who is to be told, while it can be undone; a further change of the event asks anew."""
    kept = (event.untold or {}).get(DECIDED)
    if kept is None:
        return None
    by = date.fromisoformat(kept["confirm_by_on"]) if kept["confirm_by_on"] else None
    leaves = datetime.fromisoformat(kept["leaves_at"])
    return Decided(tuple(kept["whom"]), by, kept["by_id"], kept["by_name"], kept["people"], leaves)


async def decide(event: Event, told: Decided | None) -> None:
    """Keep who is to be told, or that it is open again; in the caller's transaction, which holds the event."""
    rest = {name: value for name, value in (event.untold or {}).items() if name != DECIDED}
    kept = asdict(told) if told else {}
    for name in ("confirm_by_on", "leaves_at"):
        kept[name] = kept[name].isoformat() if kept.get(name) else None
    event.untold = rest | ({DECIDED: kept} if told else {})
    await Event.filter(pk=event.pk).update(untold=event.untold)


async def settle(event: Event, by: Actor | None, people: int, confirm_by_on: date | None) -> None:
    """It is decided who is told; in the caller's transaction, by one of those who decide at once."""
    undecided = Event.filter(pk=event.pk, untold__isnull=False)
    if not await undecided.update(untold=None, confirm_by_on=confirm_by_on):
        raise Refusal("It is decided already who is told.")
    event.update_from_dict({"untold": None, "confirm_by_on": confirm_by_on})
    await record(by, TOLD, event, people=people)


async def take_back(event: Event) -> None:
    """No mail that waits says the old time, from the moment the new one holds; in the caller's transaction."""
    await outbox.drop_all(f"event-{event.pk}", OF_THE_OLD_TIME)
