"""A series: separate events that know each other, made from one, changed or called off one by one or all to come.

Each has its own calendar entry, its own invited and its own answers; a copy never takes answers or needs along.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from tortoise.transactions import atomic

from hearing.base.audit import WORDS, Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import lazy
from hearing.events import copying, dates, plan
from hearing.events.models import Event, EventSeries, EventStatus
from hearing.events.stamp import hold
from hearing.events.times import at, clock_of, day_of

MOST = 60
WEEKS, MONTH = "weeks", "month"
OPEN = (EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.UNLISTED)
OFF = frozenset({"holiday", "bridge"})
PARTS = {
    "times": lazy("The time of day"),
    "place": lazy("Place, accessibility and link"),
    "texts": lazy("Title and texts"),
}

WORDS.update({"series.made": lazy("Series made"), "series.changed": lazy("The coming events of the series changed")})


@dataclass(frozen=True, slots=True)
class Rule:
    """How often: every so many weeks, or the same weekday of each month; until a day, or so many more times."""

    every: str = WEEKS
    step: int = 2
    until: date | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day to come, and what to think of."""

    day: date
    warnings: list[str]
    off: bool = False


def days(first: date, rule: Rule) -> list[date]:
    """The days after the first one."""
    most = min(rule.times or MOST, MOST)
    found = islice(_months(first, rule.step) if rule.every == MONTH else _weeks(first, rule.step), most)
    return [day for day in found if rule.until is None or day <= rule.until]


def _weeks(first: date, step: int) -> Iterator[date]:
    for turn in range(1, MOST + 1):
        yield first + timedelta(weeks=step * turn)


def _months(first: date, step: int) -> Iterator[date]:
    """The second Wednesday of the next months; a fifth one is the last."""
    nth = (first.day - 1) // 7
    for turn in range(1, MOST + 1):
        year, month = divmod(first.year * 12 + first.month - 1 + step * turn, 12)
        start = date(year, month + 1, 1)
        day = start + timedelta(days=(first.weekday() - start.weekday()) % 7, weeks=nth)
        yield day if day.month == start.month and nth < 4 else _last(start, first.weekday())


def _last(start: date, weekday: int) -> date:
    end = start.replace(day=monthrange(start.year, start.month)[1])
    return end - timedelta(days=(end.weekday() - weekday) % 7)


def occasions(found: Sequence[date], counties: Collection[str]) -> list[Occasion]:
    """Each day with its holidays, klämdagar and school breaks."""
    told = [(day, dates.warnings(day, day, counties)) for day in found]
    return [Occasion(day, [str(one) for one in known], any(one.key in OFF for one in known)) for day, known in told]


@atomic()
async def make(event: Event, by: Actor, wanted: Sequence[date]) -> int:
    """Make a draft of the event on each of the days where the series has none; says how many."""
    await hold(event)
    if not wanted:
        raise Refusal("Choose at least one day.")
    if len(wanted) > MOST:
        raise Refusal("At most %(most)s events at a time.", most=MOST)
    if event.series_id is None:
        made = await EventSeries.create(organiser_id=event.organiser_id, created_at=now())
        event.series_id = int(made.pk)
        await event.save(update_fields=["series_id"])
    known = {day_of(one.starts_at, one.zone) for one in await all_of(event)}
    fresh = [day for day in dict.fromkeys(wanted) if day not in known]
    for day in fresh:
        copy = await copying.copy(event, by, event.title, day, list(copying.PARTS))
        await Event.filter(pk=copy.pk).update(series_id=event.series_id)
    await record(by, "series.made", event, events=len(fresh))
    return len(fresh)


async def all_of(event: Event) -> list[Event]:
    """The events of its series in their order, itself among them; none when it has no series."""
    if event.series_id is None:
        return []
    return (
        await Event.filter(series_id=event.series_id).order_by("starts_at", "id").select_related("organiser", "venue")
    )


async def coming(event: Event) -> list[Event]:
    """Those after this one that are still to be."""
    later = [one for one in await all_of(event) if one.starts_at > event.starts_at and one.pk != event.pk]
    return [one for one in later if one.status in OPEN and one.starts_at > now()]


@atomic()
async def spread(event: Event, by: Actor, parts: Collection[str]) -> int:
    """Give those to come the same time of day, place or texts; who is told of it is decided on each. Says how many."""
    later = await coming(event)
    if not later:
        raise Refusal("No event of the series is still to come.")
    for one in later:
        await plan.change(one, by, ask=True, **_facts(event, one, parts))
    await record(by, "series.changed", event, events=len(later), parts=sorted(parts))
    return len(later)


def _facts(event: Event, one: Event, parts: Collection[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if "times" in parts:
        first, last = day_of(event.starts_at, event.zone), day_of(event.ends_at, event.zone)
        day = day_of(one.starts_at, event.zone)
        facts["starts_at"] = at(day, clock_of(event.starts_at, event.zone), event.zone)
        facts["ends_at"] = at(day + (last - first), clock_of(event.ends_at, event.zone), event.zone)
        facts["zone"] = event.zone
    for part in {"place", "texts"} & set(parts):
        facts |= {column: getattr(event, column) for column in copying.COLUMNS[part]}
    return facts | ({"title": event.title} if "texts" in parts else {})


@atomic()
async def cancel(event: Event, by: Actor, reason: str) -> int:
    """Call off this one and all to come; says how many."""
    later = await coming(event)
    for one in [event, *later]:
        await plan.cancel(one, by, reason)
    return 1 + len(later)


@atomic()
async def publish(event: Event, by: Actor) -> int:
    """Publish the drafts of the series that are to come; says how many."""
    drafts = [one for one in await all_of(event) if one.status == EventStatus.DRAFT and one.starts_at > now()]
    if not drafts:
        raise Refusal("The series has no drafts to come.")
    for one in drafts:
        await plan.publish(one, by)
    return len(drafts)
