"""Making a new draft of an old event, with a choice of what comes along; never answers, never needs."""

from collections.abc import Collection
from datetime import date
from typing import Any

from tortoise.transactions import atomic

from hearing.base.audit import Actor
from hearing.base.lang import lazy
from hearing.events import plan
from hearing.events.around import Around, Group
from hearing.events.models import Event, EventGroup, EventMunicipality, EventOrganisation, EventRegion, ProgrammeItem
from hearing.events.times import day_of, moved

PARTS = {
    "texts": lazy("Texts: summary, description, audience"),
    "place": lazy("Place, accessibility and link"),
    "seats": lazy("Seats and groups"),
    "programme": lazy("Programme"),
    "concerned": lazy("Regions, municipalities and co-organisers"),
    "contact": lazy("Contact"),
    "deadlines": lazy("Last days, as many days before"),
}
COLUMNS = {
    "texts": ("summary", "description", "audience", "language", "languages", "theme_week"),
    "place": ("mode", "venue_id", "place_note", "access_note", "online_url"),
    "seats": ("capacity", "registration"),
    "contact": ("contact_name", "contact_phone", "contact_email"),
}


@atomic()
async def copy(
    event: Event, by: Actor, title: str, day: date, parts: Collection[str], follow_up: bool = False
) -> Event:
    """A new draft on another day at the same hours; `follow_up` makes it the sequel of the old one."""
    days = (day - day_of(event.starts_at, event.zone)).days
    facts: dict[str, Any] = {"zone": event.zone}
    for part in parts:
        facts |= {column: getattr(event, column) for column in COLUMNS.get(part, ())}
    if "deadlines" in parts:
        facts |= _deadlines(event, day)
    if follow_up:
        facts["follows_id"] = event.pk
    made = await plan.draft(
        await event.organiser,
        by,
        title,
        event.kind,
        moved(event.starts_at, days, event.zone),
        moved(event.ends_at, days, event.zone),
        await _around(event, parts),
        source=event,
        **facts,
    )
    if "programme" in parts:
        await _programme(event, made, days)
    return made


def _deadlines(event: Event, day: date) -> dict[str, date]:
    shift = day - day_of(event.starts_at, event.zone)
    dates = {"answer_by_on": event.answer_by_on, "needs_by_on": event.needs_by_on}
    return {name: on + shift for name, on in dates.items() if on}


async def _around(event: Event, parts: Collection[str]) -> Around:
    wished: dict[str, Any] = {}
    if "seats" in parts:
        groups = await EventGroup.filter(event=event).order_by("position")
        wished["groups"] = [Group(group.name, group.capacity) for group in groups]
    if "concerned" in parts:
        for name, model, column in (
            ("regions", EventRegion, "region_id"),
            ("municipalities", EventMunicipality, "municipality_id"),
            ("organisations", EventOrganisation, "organisation_id"),
        ):
            wished[name] = await model.filter(event=event).values_list(column, flat=True)
    return Around(**wished)


async def _programme(event: Event, made: Event, days: int) -> None:
    items = [
        ProgrammeItem(
            event=made,
            starts_at=moved(item.starts_at, days, event.zone),
            ends_at=moved(item.ends_at, days, event.zone) if item.ends_at else None,
            title=item.title,
            text=item.text,
            speakers=item.speakers,
            pause=item.pause,
        )
        for item in await ProgrammeItem.filter(event=event)
    ]
    await ProgrammeItem.bulk_create(items)
