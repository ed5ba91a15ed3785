"""New times: the SEQUENCE, the notice of a move, the programme, the last change."""

from datetime import timedelta
from typing import Any

import pytest

from hearing.base.clock import now
from hearing.events import plan, programme
from hearing.events.models import Event
from tests.events import make

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

LATER: dict[str, Any] = {"starts_at": make.moment("2026-12-10T13:00"), "ends_at": make.moment("2026-12-10T16:00")}


@pytest.mark.parametrize(
    ("facts", "sequence"),
    [
        ({"title": "Ny titel", "summary": "Ny text", "place_note": "Sal B", "capacity": 10}, 0),
        ({"starts_at": make.moment("2026-12-03T12:00")}, 1),
        ({"ends_at": make.moment("2026-12-03T17:00")}, 1),
        ({"starts_at": make.moment("2026-12-03T12:00", "UTC").replace(hour=12)}, 0),
        (LATER, 1),
    ],
)
async def test_only_new_times_count_up_the_sequence(facts: dict[str, Any], sequence: int) -> None:
    event = await make.event()

    await plan.change(event, await make.planner(), **facts)

    assert (await Event.get(id=event.id)).sequence == sequence


async def test_a_move_is_remembered_and_forgotten_when_taken_back() -> None:
    event = await make.event()
    first = event.starts_at

    await plan.change(event, await make.planner(), **LATER)
    assert (event.moved_from_at, event.moved_at, event.sequence) == (first, now(), 1)
    await plan.change(event, await make.planner(), starts_at=first, ends_at=first + timedelta(hours=3))

    fresh = await Event.get(id=event.id)
    assert (fresh.moved_from_at, fresh.moved_at, fresh.sequence) == (None, None, 2)


async def test_nobody_knew_the_old_time_of_a_draft() -> None:
    event = await make.draft()

    await plan.change(event, await make.planner(), **LATER)

    assert (event.moved_from_at, event.sequence) == (None, 1)


async def test_the_programme_moves_to_the_new_day_at_the_same_hours() -> None:
    event = await make.event(starts="2026-10-23T13:00", ends="2026-10-23T16:00")
    await make.item(event, starts="2026-10-23T13:10", ends_at=make.moment("2026-10-23T13:30"))

    after_clock_change = make.moment("2026-10-26T13:00")
    await plan.change(
        event, await make.planner(), starts_at=after_clock_change, ends_at=after_clock_change + timedelta(hours=3)
    )

    item = await programme.items(event).first()
    assert item.starts_at == make.moment("2026-10-26T13:10")
    assert item.ends_at == make.moment("2026-10-26T13:30")


async def test_every_change_is_later_than_the_one_before() -> None:
    event = await make.event()
    times = [event.changed_at]
    for title in ("Ett", "Två"):
        await plan.change(event, await make.planner(), title=title)
        times.append(event.changed_at)

    assert times == [now() + timedelta(seconds=seconds) for seconds in (1, 2, 3)]
    assert b"SUMMARY;LANGUAGE=sv:Tv\xc3\xa5" in bytes((await Event.get(id=event.id)).ics or b"")
