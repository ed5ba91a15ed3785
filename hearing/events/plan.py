"""Planning an event: draft it, change it, show it, call it off, close it, say how it went.

Each function is one thing that happens to an event. It is one transaction, it leaves one line in the audit
log, it writes the event's calendar block anew, and when it cannot be done it says why.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.transactions import atomic, in_transaction

from hearing.base import ical as calendar
from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.events import around, ical, news, slugs
from hearing.events.models import Event, EventKind, EventStatus, ProgrammeItem
from hearing.events.stamp import SECOND, hold, stamp
from hearing.events.times import day_of, moved
from hearing.organisers.models import Organiser

OPEN = frozenset({EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.UNLISTED, EventStatus.HELD})
SHOWN = frozenset({EventStatus.PUBLISHED, EventStatus.UNLISTED})
CORRECTED = ("event.changed", "event.moved", news.CHANGED)


@atomic()
async def draft(
    organiser: Organiser,
    by: Actor | None,
    title: str,
    kind: EventKind,
    starts_at: datetime,
    ends_at: datetime,
    beside: around.Around | None = None,
    source: Event | None = None,
    **facts: Any,
) -> Event:
    """Start an event that only staff can see; `source` is the one it is a copy of."""
    in_order(starts_at, ends_at)
    moment = now()
    facts.setdefault("language", organiser.language)
    event = await Event.create(
        organiser=organiser,
        uid=ical.new_uid(),
        title=title,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        created_at=moment,
        changed_at=moment - SECOND,
        **facts,
    )
    await around.settle(event, beside or around.Around())
    await stamp(event)
    if source:
        await record(by, "event.copied", event, source=source.pk, title=source.title)
    else:
        await record(by, "event.drafted", event)
    return event


@atomic()
async def change(event: Event, by: Actor, beside: around.Around | None = None, ask: bool = False, **facts: Any) -> None:
    """Correct an event. Only new times count up its SEQUENCE; another day takes the programme along.

    With `ask` nobody hears of a new time before staff have decided who is told.
    """
    await hold(event)
    if event.status not in OPEN:
        raise Refusal("This event is called off and can no longer be changed.")
    before, was, place, known = ical.slot(event), event.starts_at, news.place_of(event), news.facts_of(event)
    sequence = event.sequence
    event.update_from_dict(facts)
    in_order(event.starts_at, event.ends_at)
    event.sequence = calendar.next_sequence(event.sequence, before, ical.slot(event))
    if event.starts_at != was:
        note_move(event, was)
        await news.take_back(event)
        await _take_programme_along(event, was)
    news.note(event, known, sequence, ask)
    await around.settle(event, beside or around.Around())
    await stamp(event, *facts, "sequence", "moved_at", "moved_from_at", "untold")
    details = {"from": was.isoformat(), "to": event.starts_at.isoformat()} if event.starts_at != was else {}
    other = news.place_of(event) != place and event.status in SHOWN
    what = "event.moved" if details else news.CHANGED if other else "event.changed"
    await record(by, what, event, **details)


def note_move(event: Event, was: datetime) -> None:
    """Remember when an event that people know of was first to be; forget it when it goes back."""
    if event.status not in SHOWN:
        return
    first = event.moved_from_at or was
    back = first == event.starts_at
    event.update_from_dict({"moved_from_at": None if back else first, "moved_at": None if back else now()})


async def _take_programme_along(event: Event, was: datetime) -> None:
    days = (day_of(event.starts_at, event.zone) - day_of(was, event.zone)).days
    for item in await ProgrammeItem.filter(event=event) if days else []:
        ends_at = moved(item.ends_at, days, event.zone) if item.ends_at else None
        item.update_from_dict({"starts_at": moved(item.starts_at, days, event.zone), "ends_at": ends_at})
        await item.save(update_fields=["starts_at", "ends_at"])


@atomic()
async def publish(event: Event, by: Actor | None) -> None:
    """Show the event in lists and feeds. Warnings are the page's, never a block."""
    await hold(event)
    await _show(event, "publish", slugs.listed(event.title, event.kind), listed=True)
    await record(by, "event.published", event)


@atomic()
async def unlist(event: Event, by: Actor | None) -> None:
    """Show the event to those who have its link, and to nobody else."""
    await hold(event)
    await _show(event, "unlist", slugs.unlisted(event.title, event.kind), listed=False)
    await record(by, "event.unlisted", event)


async def _show(event: Event, verb: str, addresses: Iterator[str], listed: bool) -> None:
    """Move with the first free address; an address once given stays."""
    if not event.title:
        raise Refusal("An event needs a title before it can be published.")
    shown = {"listed": listed, "published_at": event.published_at or now()}
    while True:
        slug = event.slug or next(addresses)
        try:
            async with in_transaction():
                await event.move(verb, slug=slug, **shown)
            break
        except IntegrityError:
            continue
    await stamp(event)


@atomic()
async def cancel(event: Event, by: Actor, reason: str) -> None:
    """Call the event off. Its page says why, calendars strike it through, the invited are told by notices."""
    if not reason.strip():
        raise Refusal("Say why the event is cancelled: the invited and the public will read it.")
    await hold(event)
    await news.take_back(event)
    await event.move("cancel", cancel_reason=reason, ended_at=now(), sequence=event.sequence + 1)
    await stamp(event)
    await record(by, "event.cancelled", event, reason=reason)


@atomic()
async def replace(event: Event, by: Actor, other: Event, reason: str) -> None:
    """Call the event off in favour of another, which its page then leads to."""
    if other.pk == event.pk or other.organiser_id != event.organiser_id:
        raise Refusal("An event can only be replaced by another event of the same organiser.")
    if other.status in ical.CALLED_OFF:
        raise Refusal("The event that replaces this one is itself called off.")
    await hold(event)
    changes = {"replaced_by_id": other.pk, "cancel_reason": reason, "ended_at": now()}
    await news.take_back(event)
    await event.move("replace", sequence=event.sequence + 1, **changes)
    await stamp(event)
    await record(by, "event.replaced", event, by_event=other.pk, reason=reason)


@atomic()
async def replace_by_several(event: Event, by: Actor, others: Sequence[Event], reason: str) -> None:
    """End the event in favour of several, which its page then leads to; drafts among them are published."""
    if not others:
        raise Refusal("Choose at least one event that comes instead.")
    if any(other.pk == event.pk or other.organiser_id != event.organiser_id for other in others):
        raise Refusal("An event can only be replaced by another event of the same organiser.")
    if any(other.status in ical.CALLED_OFF or other.starts_at <= now() for other in others):
        raise Refusal("An event that comes instead must be still to come.")
    for other in others:
        if other.status == EventStatus.DRAFT:
            await publish(other, by)
    await hold(event)
    await news.take_back(event)
    one = others[0].pk if len(others) == 1 else None
    await event.move(
        "replace", sequence=event.sequence + 1, replaced_by_id=one, cancel_reason=reason, ended_at=now(), untold=None
    )
    await Event.filter(pk__in=[other.pk for other in others]).update(instead_of_id=event.pk)
    await stamp(event)
    await record(by, "event.replaced", event, by_events=[other.pk for other in others], reason=reason)


@atomic()
async def close_next() -> bool:
    """Job: mark one event that has ended as held. The report is asked for until reported_at is set."""
    event = await Event.filter(status__in=list(SHOWN), ends_at__lte=now()).order_by("ends_at").first()
    if event and await event.take("close", ended_at=now()):
        await record(None, "event.closed", event)
    return event is not None


@atomic()
async def report(event: Event, by: Actor, attended: int | None, outcome: str, present_organisations: str) -> None:
    """Say how it went: how many came, which organisations, what came out. Ends the asking."""
    await hold(event)
    if event.ends_at > now() or event.status not in SHOWN | {EventStatus.HELD}:
        raise Refusal("Only an event that has taken place can be reported on.")
    await event.take("close", ended_at=now())
    told = {"attended": attended, "outcome": outcome, "present_organisations": present_organisations}
    event.update_from_dict({**told, "reported_at": now()})
    await stamp(event, *told, "reported_at")
    await record(by, "event.reported", event, attended=attended)


def in_order(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse an event that ends before it starts."""
    if ends_at <= starts_at:
        raise Refusal("An event must end after it starts.")
