"""Venues: where events are held, and what is known of how people get in, hear and rest there."""

from typing import Any

from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import lazy
from hearing.base.sorting import sort_key
from hearing.events.models import Event, Venue
from hearing.events.stamp import stamp
from hearing.organisers.models import Organiser

FACTS = {
    "step_free": (lazy("No steps"), lazy("There are steps"), "access"),
    "accessible_toilet": (lazy("Toilet for wheelchair users"), lazy("No toilet for wheelchair users"), "door"),
    "hearing_loop": (lazy("Hearing loop"), lazy("No hearing loop"), "ear"),
    "quiet_room": (lazy("Quiet room"), lazy("No quiet room"), "moon"),
    "accessible_parking": (lazy("Parking for disabled persons"), lazy("No parking for disabled persons"), "place"),
    "scent_free": (lazy("Scent-free"), lazy("Not scent-free"), "ok"),
}
KNOWN = {"yes": True, "no": False, "": None}


def known(venue: Venue) -> list[tuple[str, str, bool, str]]:
    """What has been looked into: (fact, sentence, yes or no, icon)."""
    told = []
    for fact, (yes, no, picture) in FACTS.items():
        value = getattr(venue, fact)
        if value is not None:
            told.append((fact, str(yes if value else no), bool(value), picture))
    return told


@atomic()
async def add(organiser: Organiser, by: Actor | None, name: str, **facts: Any) -> Venue:
    """Add a venue of the organiser's own."""
    venue = await new(organiser, name, **facts)
    await record(by, "venue.added", venue)
    return venue


async def new(organiser: Organiser, name: str, **facts: Any) -> Venue:
    """A new row, in the caller's transaction."""
    key = sort_key(f"{name} {facts.get('city', '')}")
    return await Venue.create(organiser=organiser, name=name, created_at=now(), sort_key=key, **facts)


@atomic()
async def change(venue: Venue, by: Actor, **facts: Any) -> None:
    """Correct a venue; the pages and calendars of coming events there change with it."""
    if venue.organiser_id is None:
        raise Refusal("This venue is shared by all organisers. Ask the installation's administrator to change it.")
    venue.update_from_dict(facts)
    venue.sort_key = sort_key(f"{venue.name} {venue.city}")
    await venue.save(update_fields=[*facts, "sort_key"])
    for event in await Event.filter(venue=venue, ends_at__gte=now()):
        await stamp(event)
    await record(by, "venue.changed", venue)
