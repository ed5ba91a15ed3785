"""What the planner should think of: warnings that never block, and what is left before inviting."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from hearing.base import dates as written
from hearing.base.clock import now
from hearing.base.lang import _
from hearing.events import dates
from hearing.events.ical import CALLED_OFF
from hearing.events.models import Event, Mode
from hearing.events.times import day_of

MOST_CLASHES = 3


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to think of: what it is in bold, and a sentence on."""

    key: str
    text: str
    picture: str = "calendar"


@dataclass(frozen=True, slots=True)
class Tick:
    """One line of a checklist; `field` is where it is filled in."""

    done: bool
    text: str
    field: str = ""


async def warnings(event: Event, counties: Collection[str]) -> list[Advice]:
    """Everything to think of for an event as it stands, saved or not; its venue is read."""
    found = [*_place(event), *_times(event)]
    found += [Advice("clash", text) for text in await _clashes(event)]
    first, last = day_of(event.starts_at, event.zone), day_of(event.ends_at, event.zone)
    for one in dates.warnings(first, last, counties):
        found.append(Advice(one.key, written.upfirst(str(one))))
    return found


def _place(event: Event) -> list[Advice]:
    venue = event.venue if event.mode != Mode.ONLINE else None
    found = []
    if venue and venue.hearing_loop is False:
        found.append(Advice("no_loop", _("The venue has no hearing loop. Borrow one, or book captioning."), "ear"))
    if venue and venue.capacity and event.capacity and venue.capacity < event.capacity:
        text = _("The venue holds %(room)s, the event has %(seats)s seats.", room=venue.capacity, seats=event.capacity)
        found.append(Advice("small", text, "people"))
    return found


def _times(event: Event) -> list[Advice]:
    found = []
    if event.starts_at < now():
        found.append(Advice("past", _("The time has already passed."), "later"))
    day = day_of(event.starts_at, event.zone)
    if event.answer_by_on and event.answer_by_on > day:
        found.append(Advice("late_deadline", _("The last day to answer is after the event."), "later"))
    if event.needs_by_on and event.needs_by_on > day:
        found.append(Advice("late_deadline", _("The last day for needs is after the event."), "later"))
    if event.needs_by_on and event.answer_by_on and event.needs_by_on > event.answer_by_on:
        found.append(
            Advice("needs_after_answer", _("The last day for needs is after the last day to answer."), "later")
        )
    return found


async def _clashes(event: Event) -> list[str]:
    """Own events at the same time, called-off ones left out."""
    same: Any = Event.filter(organiser_id=event.organiser_id)
    same = same.filter(starts_at__lt=event.ends_at, ends_at__gt=event.starts_at)
    same = same.exclude(status__in=list(CALLED_OFF)).exclude(id=event.id or 0).order_by("starts_at")
    return [
        _(
            "Clashes with %(title)s, %(day)s %(times)s.",
            title=other.title,
            day=written.weekday(written.local(other.starts_at, other.zone)),
            times=written.times(other.starts_at, other.ends_at, other.zone),
        )
        for other in await same.limit(MOST_CLASHES).only("id", "title", "starts_at", "ends_at", "zone")
    ]


def checklist(event: Event, groups: int, items: int) -> list[Tick]:
    """What an invitation needs, and whether it is there."""
    online = event.mode == Mode.ONLINE
    place = bool(event.online_url) if online else bool(event.venue or event.place_note)
    venue = event.venue if not online else None
    return [
        Tick(bool(event.starts_at) and place, _("Time and place"), "venue" if not online else "online_url"),
        Tick(bool(event.summary), _("What it is about, in short"), "summary"),
        Tick(bool(event.contact_name and event.contact_phone), _("Contact with telephone"), "contact_phone"),
        Tick(bool(event.answer_by_on and event.needs_by_on), _("Last days for answers and needs"), "answer_by_on"),
        Tick(event.capacity is not None, _("Seats in all"), "capacity"),
        *([Tick(groups > 0, _("Seats per group"), "groups")] if event.capacity is not None else []),
        Tick(items > 0, _("Programme"), "programme"),
        *([Tick(venue.hearing_loop is True, _("Hearing loop"), "venue")] if venue else []),
    ]
