"""The demo's events and the synthetic ones stand in the database as if they had been planned."""

from datetime import timedelta

import pytest

from hearing.base.clock import now
from hearing.events import demo, ical
from hearing.events.models import Event, EventGroup, EventStatus, ProgrammeItem, Venue
from hearing.settings import settings, using
from tests import make as base
from tests.data.demo import DEMO, EVENTS, MORE
from tests.events import make
from tests.people.stage import organiser

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_all_of_it_is_there_and_moved_by_whole_weeks() -> None:
    organisers = {row["id"]: await organiser(row["id"]) for row in DEMO["organisations"]}

    made = await demo.load(DEMO | {"more": MORE}, timedelta(weeks=3), organisers, {})

    assert {key for key in made if key.startswith("ev-")} == set(EVENTS)
    evening = await Event.get(id=made["ev-7"].id)
    assert (evening.starts_at, evening.attended) == (make.moment("2026-10-27T18:00"), 43)
    draft, secret, off, other = [await Event.get(id=made[key].id) for key in ("ev-4", "ev-6", "ev-11", "ev-16")]
    assert (draft.slug, draft.listed, draft.status) == (None, False, EventStatus.DRAFT)
    assert (secret.listed, secret.status, len(secret.slug or "")) == (False, EventStatus.UNLISTED, 28)
    assert (off.status, off.sequence, off.listed) == (EventStatus.CANCELLED, 1, True)
    assert other.replaced_by_id == made["ev-14"].id
    assert await EventGroup.filter(event=made["ev-5"]).count() == 2
    assert await ProgrammeItem.filter(event=made["ev-9"], pause=True).count() == 2
    assert await Venue.all().count() == 6


async def test_each_round_of_load_has_a_coming_event_with_fifty_seats() -> None:
    await base.organiser()
    for number in range(2):
        await demo.scale(number)

    assert await Event.all().count() == 200
    for event in await Event.filter(slug__in=["scale-0-0", "scale-1-0"]):
        assert (event.capacity, event.status, event.starts_at > now()) == (50, EventStatus.PUBLISHED, True)
        assert await EventGroup.filter(event=event, capacity=30).count() == 1


async def test_blocks_are_written_anew_when_the_installation_moves() -> None:
    event = await make.event()
    assert await ical.renew_next() is False

    with using(settings().model_copy(update={"base_url": "https://ny.test"})):
        assert [await ical.renew_next(), await ical.renew_next()] == [True, False]

    assert b"URL:https://ny.test/events/hearing-i-falun" in bytes((await Event.get(id=event.id)).ics or b"")
