"""Whom an event or a period reaches, the gaps, and what to do about them."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from hearing.base.clock import now
from hearing.events.models import Event, EventRegion
from hearing.invitations import reach
from tests import make as tools
from tests.bench.test_statements import counted
from tests.invitations import make

pytestmark = pytest.mark.anyio


async def spread(**facts: Any) -> Event:
    """Dalarna comes, Gotland is silent, Skåne says no, nobody is invited from Halland; one has an alias."""
    event = await make.event(organiser=await tools.organiser(), **facts)
    for code in ("20", "09", "12", "13"):
        await EventRegion.create(event=event, region_id=code)
    await make.invitation(event, status="yes", region_id="20", party="C", attended=True, answered_at=now())
    for _number in range(3):
        await make.invitation(event, region_id="09")
    await make.invitation(event, status="no", region_id="12", party="S", answered_at=now())
    await make.invitation(event, status="yes", region_id="14", alias="Deltagare 6", answered_at=now())
    return event


def told(lines: list[reach.Line]) -> list[tuple[str, str, int, int, int, int]]:
    return [(one.code, one.gap, one.invited, one.answered, one.coming, one.attended) for one in lines]


async def test_each_side_is_counted_and_gaps_have_a_reason(db: object) -> None:
    found = await reach.of_event(await spread())

    assert told(found.sides["regions"]) == [
        ("20", "", 1, 1, 1, 1),
        ("09", "silent", 3, 0, 0, 0),
        ("13", "nobody", 0, 0, 0, 0),
        ("12", "declined", 1, 1, 0, 0),
    ]
    assert [(one.code, one.coming) for one in found.sides["parties"]] == [("C", 1), ("S", 0)]
    care = {one.code: one.invited for one in found.sides["healthcare"]}
    assert care == {"mellansverige": 1, "stockholm": 3, "sodra": 1}


async def test_a_period_counts_its_events_and_no_others(db: object) -> None:
    event = await spread(starts_at=now() + timedelta(days=3), ends_at=now() + timedelta(days=4))
    await spread(starts_at=now() + timedelta(days=100), ends_at=now() + timedelta(days=101))
    await spread(status="draft")
    quarter = next(one for one in reach.periods() if one.code == "2026-Q4")

    inside = await reach.of_period(event.organiser_id, quarter.first, quarter.last)
    all_of_them = await reach.of_period(event.organiser_id, reach.FIRST, reach.LAST)

    assert [found.sides["regions"][0].invited for found in (inside, all_of_them)] == [1, 2]


def test_quarters_and_halves_meet() -> None:
    days = {one.code: (one.first.isoformat(), one.last.isoformat()) for one in reach.periods()}

    assert days["2026-Q4"] == ("2026-10-01", "2026-12-31")
    assert days["2026-H1"] == ("2026-01-01", "2026-06-30")


async def test_a_gap_leads_to_those_to_write_to(ann: httpx2.AsyncClient) -> None:
    event = await spread(answer_by_on=(now() + timedelta(days=5)).date())

    shown = (await ann.get(f"/desk/events/{event.pk}/reach")).text
    nudge = (await ann.get(f"/desk/events/{event.pk}/mailings/nudge?region=09")).text

    assert "Ingen än: 3 kontakter har inte svarat." in shown
    assert f"/desk/events/{event.pk}/mailings/nudge?region=09" in shown
    assert f"/desk/events/{event.pk}/guests/choose?region=13" in shown
    assert nudge.count(" checked") == 3


async def test_tables_and_odd_periods(ann: httpx2.AsyncClient, bo: httpx2.AsyncClient) -> None:
    event = await spread()

    table = await bo.get(f"/desk/events/{event.pk}/reach.csv")
    own = await ann.get("/desk/events/reach.csv?period=own&first=2026-12-01&last=2026-12-31")
    wrong = await ann.get("/desk/events/reach?period=own&first=2026-12-31&last=2026-12-01")
    unreadable = await ann.get("/desk/events/reach?period=nej")

    assert "Regioner;09;Region Gotland;3;0;0;0\r\n" in table.text
    assert own.text.count("\r\n") == table.text.count("\r\n")
    assert (wrong.status_code, unreadable.status_code) == (422, 200)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_number_of_queries_does_not_grow(ann: httpx2.AsyncClient) -> None:
    event = await spread()
    async with counted() as few:
        await ann.get(f"/desk/events/{event.pk}/reach")
    for _number in range(20):
        await make.invitation(event, region_id="01", organisation_name="Förening")

    async with counted() as many:
        await ann.get(f"/desk/events/{event.pk}/reach")

    assert len(many) == len(few) <= 12
