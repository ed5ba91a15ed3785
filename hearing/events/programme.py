"""The programme of an event: its items in the order of the clock, and what was taken out put back."""

from datetime import datetime
from typing import Any

from tortoise.transactions import atomic

from hearing.base.audit import Actor, AuditEntry, record, trail_of
from hearing.base.errors import Refusal
from hearing.events.models import Event, ProgrammeItem
from hearing.events.stamp import hold, stamp

CORRECTED = ("event.item_changed", "event.moved")
COLUMNS = ("starts_at", "ends_at", "title", "text", "speakers", "pause")


def items(event: Event) -> Any:
    """The items of an event, in the order of the clock."""
    return ProgrammeItem.filter(event=event).order_by("starts_at", "id")


@atomic()
async def add(event: Event, by: Actor, **facts: Any) -> ProgrammeItem:
    """Add one item; the time decides where it stands."""
    await hold(event)
    _in_order(facts)
    item = await ProgrammeItem.create(event=event, **facts)
    await stamp(event)
    await record(by, "event.item_added", event, title=item.title)
    return item


@atomic()
async def change(event: Event, by: Actor, item: ProgrammeItem, **facts: Any) -> None:
    """Correct one item; another time moves it."""
    await hold(event)
    _in_order(facts)
    await item.update_from_dict(facts).save(update_fields=list(facts))
    await stamp(event)
    await record(by, "event.item_changed", event, title=item.title)


@atomic()
async def remove(event: Event, by: Actor, item: ProgrammeItem) -> None:
    """Take one item out. The log keeps what it said, so that it can be put back."""
    await hold(event)
    await item.delete()
    await stamp(event)
    kept = {name: getattr(item, name) for name in COLUMNS}
    for name in ("starts_at", "ends_at"):
        kept[name] = kept[name].isoformat() if kept[name] else None
    await record(by, "event.item_removed", event, **kept)


@atomic()
async def put_back(event: Event, by: Actor) -> ProgrammeItem:
    """Undo a removal, while it is the last thing that happened to the event."""
    await hold(event)
    last = await AuditEntry.filter(trail=trail_of(event)).order_by("-id").first()
    if last is None or last.what != "event.item_removed":
        raise Refusal("The event has changed since then, so this cannot be undone.")
    facts = {name: last.facts[name] for name in COLUMNS}
    for name in ("starts_at", "ends_at"):
        facts[name] = datetime.fromisoformat(facts[name]) if facts[name] else None
    item = await ProgrammeItem.create(event=event, **facts)
    await stamp(event)
    await record(by, "event.item_put_back", event, title=item.title)
    return item


def _in_order(facts: dict[str, Any]) -> None:
    if facts.get("ends_at") and facts["ends_at"] <= facts["starts_at"]:
        raise Refusal("An item of the programme must end after it starts.")
