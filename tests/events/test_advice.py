"""Warnings that never block, and the checklist."""

from datetime import date
from typing import Any

import pytest

from hearing.base.lang import use
from hearing.events import advice, plan
from hearing.events.models import Event, Mode
from tests import make as base
from tests.events import make

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def keys(event: Event, counties: tuple[str, ...] = ()) -> list[str]:
    await event.fetch_related("venue")
    return [warning.key for warning in await advice.warnings(event, counties)]


async def test_an_ordinary_thursday_has_nothing_in_the_way() -> None:
    assert await keys(await make.draft()) == []


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"starts": "2026-11-20T13:00", "ends": "2026-11-20T15:00"}, ["past"]),
        ({"starts": "2026-12-24T13:00", "ends": "2026-12-24T15:00"}, ["holiday", "mandates"]),
        ({"starts": "2026-09-13T13:00", "ends": "2026-09-13T15:00"}, ["past", "election"]),
        ({"answer_by_on": date(2026, 12, 4)}, ["late_deadline"]),
        ({"needs_by_on": date(2026, 12, 2), "answer_by_on": date(2026, 12, 1)}, ["needs_after_answer"]),
    ],
)
async def test_dates_are_looked_at(facts: dict[str, Any], expected: list[str]) -> None:
    assert await keys(await make.draft(**facts)) == expected


async def test_the_workshop_of_the_story_meets_a_school_break_and_has_no_loop() -> None:
    venue = await make.venue(hearing_loop=False, capacity=40)
    event = await make.draft(starts="2027-03-03T09:30", ends="2027-03-03T15:30", venue=venue, capacity=60)
    await event.fetch_related("venue")

    with use("sv"):
        texts = [one.text for one in await advice.warnings(event, ("03", "04", "17", "18", "19", "20", "21"))]

    assert texts[0] == "Lokalen saknar hörslinga. Låna en flyttbar, eller boka skrivtolk."
    assert texts[1] == "Lokalen rymmer 40, evenemanget har 60 platser."
    assert texts[2].startswith("Sportlov v. 9 i 03, 17, 19, 20, 21")


async def test_a_hall_nobody_goes_to_is_not_warned_of() -> None:
    venue = await make.venue(hearing_loop=False)

    assert await keys(await make.draft(venue=venue, mode=Mode.ONLINE)) == []


async def test_own_events_clash_and_others_do_not() -> None:
    event = await make.event("Första")
    other = await make.draft("Andra", starts="2026-12-03T15:59", ends="2026-12-03T18:00")
    await make.draft("Tredje", starts="2026-12-03T16:00", ends="2026-12-03T18:00")
    await make.draft("Deras", organiser=await base.organiser("tallen", "Tallen"))

    with use("sv"):
        warnings = [one.text for one in await advice.warnings(event, ())]
    assert warnings == ["Krockar med eget möte: Andra, torsdag 3 december 2026 kl. 15.59–18.00."]
    await plan.cancel(other, await make.planner(), "Sjukdom")
    assert await keys(event) == []


async def test_the_checklist_says_what_is_left() -> None:
    event = await make.draft(summary="Kort", contact_name="Ann", contact_phone="070", venue=await make.venue())
    await event.fetch_related("venue")

    ticks = advice.checklist(event, groups=0, items=2)

    assert [tick.done for tick in ticks] == [True, True, True, False, False, True, False]
