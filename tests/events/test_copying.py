"""A copy is a new draft with what was chosen, never with answers."""

from datetime import date
from typing import Any

import pytest

from hearing.base.audit import AuditEntry
from hearing.events import copying, programme
from hearing.events.around import Around, Group
from hearing.events.models import Event, EventGroup, EventRegion, EventStatus
from tests.events import make

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

SPRING = date(2027, 4, 21)


async def original() -> Event:
    beside = Around(regions=["20"], groups=[Group("Politiker", 10)])
    dates: dict[str, Any] = {"answer_by_on": date(2026, 11, 20), "needs_by_on": date(2026, 11, 10)}
    event = await make.event(
        beside=beside, summary="Kort", capacity=60, contact_name="Ann", online_url="https://m.test/x", **dates
    )
    await make.item(event, starts="2026-12-03T13:10")
    return event


async def test_everything_chosen_comes_along_at_the_same_hours() -> None:
    event = await original()

    made = await copying.copy(event, await make.planner(), "Igen", SPRING, set(copying.PARTS), follow_up=True)

    assert (made.status, made.slug, made.sequence) == (EventStatus.DRAFT, None, 0)
    assert (made.starts_at, made.ends_at) == (make.moment("2027-04-21T13:00"), make.moment("2027-04-21T16:00"))
    assert (made.summary, made.capacity, made.contact_name) == ("Kort", 60, "Ann")
    assert (made.answer_by_on, made.needs_by_on) == (date(2027, 4, 8), date(2027, 3, 29))
    assert [item.starts_at for item in await programme.items(made)] == [make.moment("2027-04-21T13:10")]
    assert await EventGroup.filter(event=made).values_list("name", "capacity") == [("Politiker", 10)]
    assert [row.region_id for row in await EventRegion.filter(event=made)] == ["20"]


async def test_nothing_chosen_is_an_empty_draft_with_its_own_id() -> None:
    event = await original()

    made = await copying.copy(event, await make.planner(), "Igen", SPRING, ())

    assert (made.summary, made.capacity, made.online_url, made.answer_by_on) == ("", None, "", None)
    assert made.uid != event.uid
    assert await EventGroup.filter(event=made).count() == 0
    assert [row.what for row in await AuditEntry.filter(trail=f"event-{made.pk}")] == ["event.copied"]


async def test_a_follow_up_knows_what_it_follows() -> None:
    event = await original()

    made = await copying.copy(event, await make.planner(), "Igen", SPRING, (), follow_up=True)

    assert [row.id for row in await Event.filter(follows=event)] == [made.id]
