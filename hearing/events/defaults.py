"""What a kind of event fills in beforehand. A kind picks defaults, never a code path."""

from dataclasses import dataclass
from datetime import date, timedelta

from hearing.base.lang import Lazy, lazy
from hearing.events.models import EventKind

ANSWER_DAYS = 13
NEEDS_DAYS = 23  # an interpreter is booked at least 21 days ahead

FOUR_GROUPS = (lazy("Politicians"), lazy("Officials"), lazy("Associations"), lazy("Others"))


@dataclass(frozen=True, slots=True)
class Defaults:
    """Hours, groups and one line on what the kind is."""

    about: Lazy
    start: str
    end: str
    groups: tuple[Lazy, ...] = ()


DEFAULTS = {
    EventKind.HEARING: Defaults(lazy("Associations ask, politicians answer"), "17:30", "20:00", FOUR_GROUPS),
    EventKind.WORKSHOP: Defaults(lazy("Work in groups with goals and promises"), "09:30", "15:30", FOUR_GROUPS),
    EventKind.CONFERENCE: Defaults(lazy("Several tracks, open registration"), "09:00", "16:00", FOUR_GROUPS),
    EventKind.COUNCIL: Defaults(lazy("Recurring, permanent members"), "13:00", "15:00"),
    EventKind.THEME_EVENING: Defaults(lazy("Open to all, only numbers are counted"), "18:00", "20:00"),
    EventKind.VISIT: Defaults(lazy("A few meet at a region"), "13:00", "15:00"),
    EventKind.TRAINING: Defaults(lazy("A course with registration"), "09:00", "16:00"),
    EventKind.NETWORK_MEETING: Defaults(lazy("Associations meet"), "17:30", "19:30"),
    EventKind.MEETING: Defaults(lazy("Everything else"), "13:00", "15:00"),
}
HOURS = frozenset({"", *(one.start for one in DEFAULTS.values()), *(one.end for one in DEFAULTS.values())})


def answer_by(day: date) -> date:
    """The last day to answer that is proposed for an event."""
    return day - timedelta(days=ANSWER_DAYS)


def needs_by(day: date) -> date:
    """The last day for needs that is proposed for an event."""
    return day - timedelta(days=NEEDS_DAYS)
