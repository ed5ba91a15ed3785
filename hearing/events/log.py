"""What the log says, in words."""

from typing import Any

from hearing.base.audit import AuditEntry
from hearing.base.lang import Lazy, lazy

SAID: dict[str, Lazy] = {
    "event.drafted": lazy("made the draft"),
    "event.copied": lazy("made the draft from another event"),
    "event.changed": lazy("changed the event"),
    "event.moved": lazy("moved the event to another time"),
    "event.published": lazy("published the event for everyone"),
    "event.unlisted": lazy("published the event for those with the link"),
    "event.cancelled": lazy("cancelled the event"),
    "event.replaced": lazy("replaced the event by another"),
    "event.closed": lazy("marked the event as held"),
    "event.reported": lazy("reported how it went"),
    "event.item_added": lazy("added to the programme"),
    "event.item_changed": lazy("changed the programme"),
    "event.item_removed": lazy("took out of the programme"),
    "event.item_put_back": lazy("put back into the programme"),
}


def says(entry: AuditEntry) -> str:
    """What was done, as the end of a sentence that begins with who."""
    said = SAID.get(entry.what)
    return str(said) if said else entry.what.replace(".", " ").replace("_", " ")


def detail(entry: AuditEntry) -> str:
    """What it concerned, when the entry names something."""
    facts: dict[str, Any] = entry.facts
    return str(facts.get("title") or facts.get("name") or facts.get("reason") or "")
