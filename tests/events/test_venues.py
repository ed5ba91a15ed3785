"""Venues: facts nobody has looked into are not told, and coming events follow a correction."""

import pytest

from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import use
from hearing.events import venues
from hearing.events.models import Event, Venue
from tests.events import make

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_only_what_is_known_is_told() -> None:
    venue = await make.venue(step_free=True, hearing_loop=False)

    with use("sv"):
        assert [text for _fact, text, _good, _icon in venues.known(venue)] == ["Ingen trappa", "Ingen hörslinga"]


async def test_a_new_address_reaches_the_calendars_of_coming_events() -> None:
    venue = await make.venue(city="Falun")
    coming, past = (
        await make.event(venue=venue),
        await make.event("Förr", starts="2026-10-01T13:00", ends="2026-10-01T16:00", venue=venue),
    )
    before = (await Event.get(id=past.id)).changed_at

    await venues.change(venue, await make.planner(), address="Tallgatan 4")

    assert b"Kulturhuset\\, Tallgatan 4\\, Falun" in bytes((await Event.get(id=coming.id)).ics or b"")
    assert (await Event.get(id=past.id)).changed_at == before


async def test_a_shared_venue_is_nobodys_to_change() -> None:
    venue = await Venue.create(name="Delad", sort_key="", created_at=now())

    with pytest.raises(Refusal):
        await venues.change(venue, await make.planner(), name="Min")
