"""What stands beside an event: places it concerns, who arranges it too, groups with seats of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from hearing.base.errors import Refusal
from hearing.events import venues
from hearing.events.models import Event, EventGroup, EventMunicipality, EventOrganisation, EventRegion

T = TypeVar("T")
MOST_GROUPS = 12


@dataclass(frozen=True, slots=True)
class Group:
    """A group as wished for; `id` is empty for a new one."""

    name: str
    capacity: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The wished-for surroundings; None leaves a part as it is. `venue` is one that is new to the organiser."""

    regions: Sequence[str] | None = None
    municipalities: Sequence[str] | None = None
    organisations: Sequence[int] | None = None
    groups: Sequence[Group] | None = None
    venue: Mapping[str, Any] | None = None


async def settle(event: Event, wished: Around) -> None:
    """Make the surroundings of an event what is wished for, in the caller's transaction."""
    if wished.regions is not None:
        await EventRegion.filter(event=event).delete()
        await EventRegion.bulk_create([EventRegion(event=event, region_id=code) for code in _once(wished.regions)])
    if wished.municipalities is not None:
        await EventMunicipality.filter(event=event).delete()
        rows = [EventMunicipality(event=event, municipality_id=code) for code in _once(wished.municipalities)]
        await EventMunicipality.bulk_create(rows)
    if wished.organisations is not None:
        await EventOrganisation.filter(event=event).delete()
        others = [EventOrganisation(event=event, organisation_id=number) for number in _once(wished.organisations)]
        await EventOrganisation.bulk_create(others)
    if wished.groups is not None:
        await _groups(event, wished.groups)
    if wished.venue is not None:
        event.venue = await venues.new(await event.organiser, **wished.venue)
        await event.save(update_fields=["venue_id"])


async def _groups(event: Event, wished: Sequence[Group]) -> None:
    """Keep the rows of groups that stay: invitations stand in them."""
    if len({group.name.casefold() for group in wished}) < len(wished):
        raise Refusal("Two groups have the same name.")
    before = {group.id: group for group in await EventGroup.filter(event=event)}
    for group in [one for number, one in before.items() if number not in {wish.id for wish in wished}]:
        await _drop(group)
    # Names may change places: first out of each other's way, then right.
    renamed = [wish for wish in wished if wish.id in before and before[wish.id].name != wish.name]
    for wish in renamed:
        await EventGroup.filter(id=wish.id).update(name=f"\u2060{wish.id}")
    for position, wish in enumerate(wished):
        if wish.id in before:
            kept = EventGroup.filter(id=wish.id)
            await kept.update(name=wish.name, capacity=wish.capacity, position=position)
        else:
            await EventGroup.create(event=event, name=wish.name, capacity=wish.capacity, position=position)


async def _drop(group: EventGroup) -> None:
    try:
        async with in_transaction():
            await group.delete()
    except IntegrityError:
        raise Refusal(
            "People are invited in the group %(name)s. Move them to another first.", name=group.name
        ) from None


def _once(values: Sequence[T]) -> list[T]:
    return list(dict.fromkeys(values))
