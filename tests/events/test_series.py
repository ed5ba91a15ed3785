"""A series: the days a rule means, events that know each other, changed and called off one or all to come."""

from datetime import date
from typing import Any

import httpx2
import pytest

from hearing.base.errors import Refusal
from hearing.base.lang import use
from hearing.events import series
from hearing.events.models import Event, EventStatus
from hearing.events.series import MONTH, Rule
from hearing.events.times import clock_of, day_of
from tests import make as people
from tests.events import make

FIRST = date(2026, 12, 9)  # the second Wednesday


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Rule(step=2, times=3), ["2026-12-23", "2027-01-06", "2027-01-20"]),
        (Rule(step=1, until=date(2026, 12, 23)), ["2026-12-16", "2026-12-23"]),
        (Rule(MONTH, 1, times=3), ["2027-01-13", "2027-02-10", "2027-03-10"]),
        (Rule(MONTH, 3, until=date(2027, 7, 1)), ["2027-03-10", "2027-06-09"]),
    ],
)
def test_the_days_a_rule_means(rule: Rule, expected: list[str]) -> None:
    assert [day.isoformat() for day in series.days(FIRST, rule)] == expected


def test_a_fifth_weekday_is_the_last_of_the_month() -> None:
    assert [day.isoformat() for day in series.days(date(2026, 9, 30), Rule(MONTH, 1, times=3))] == [
        "2026-10-28",
        "2026-11-25",
        "2026-12-30",
    ]


def test_holidays_are_flagged() -> None:
    with use("sv"):
        [plain, twelfth] = series.occasions([date(2026, 12, 16), date(2027, 1, 6)], {"20"})

    assert (plain.off, twelfth.off) == (False, True)
    assert "Trettondedag jul" in twelfth.warnings[0]


async def council(**facts: Any) -> Event:
    mine = await people.organiser()
    return await make.event(organiser=mine, starts="2026-12-09T13:00", ends="2026-12-09T15:00", **facts)


async def made(event: Event) -> list[Event]:
    await series.make(event, await make.planner(), series.days(FIRST, Rule(step=2, times=3)))
    return (await series.all_of(event))[1:]


@pytest.mark.anyio
async def test_each_is_an_event_of_its_own_at_the_same_hours(db: object) -> None:
    event = await council(capacity=12)

    rows = await made(event)

    assert [day_of(one.starts_at, one.zone).isoformat() for one in rows] == ["2026-12-23", "2027-01-06", "2027-01-20"]
    assert {(one.status, one.capacity, clock_of(one.starts_at, one.zone).hour) for one in rows} == {
        (EventStatus.DRAFT, 12, 13)
    }
    assert len({one.uid for one in [event, *rows]}) == 4


@pytest.mark.anyio
async def test_the_same_days_again_make_nothing_twice(db: object) -> None:
    event = await council()
    await made(event)

    assert await series.make(event, await make.planner(), [date(2027, 1, 6)]) == 0


@pytest.mark.anyio
async def test_those_to_come_get_the_new_time_of_day_and_texts(db: object) -> None:
    event = await council()
    [first, second, third] = await made(event)
    second.title, second.summary = "Brukarråd psykiatri", "Ny dagordning"
    second.starts_at = second.starts_at.replace(hour=14)
    second.ends_at = second.ends_at.replace(hour=16)
    await second.save()

    assert await series.spread(second, await make.planner(), ["times", "texts"]) == 1

    late, before = await Event.get(pk=third.pk), await Event.get(pk=first.pk)
    assert (late.title, late.summary, clock_of(late.starts_at, late.zone).hour) == (
        "Brukarråd psykiatri",
        "Ny dagordning",
        15,
    )
    assert day_of(late.starts_at, late.zone) == date(2027, 1, 20)
    assert (before.title, before.starts_at) == (first.title, first.starts_at)


@pytest.mark.anyio
async def test_one_or_all_to_come_are_called_off(db: object) -> None:
    event = await council()
    [first, second, third] = await made(event)
    await series.publish(event, await make.planner())

    ended = await series.cancel(await Event.get(pk=second.pk), await make.planner(), "Sjukdom")

    states = [(await Event.get(pk=one.pk)).status for one in (first, second, third)]
    assert (ended, states) == (2, [EventStatus.PUBLISHED, EventStatus.CANCELLED, EventStatus.CANCELLED])


@pytest.mark.anyio
async def test_nothing_to_come_is_said(db: object) -> None:
    with pytest.raises(Refusal):
        await series.spread(await council(), await make.planner(), ["times"])


@pytest.mark.anyio
async def test_the_desk_shows_the_days_first(ann: httpx2.AsyncClient) -> None:
    event = await council()
    here = f"/desk/events/{event.pk}/series"

    looked = await ann.post(here, data={"every": "weeks", "step": "2", "times": "3", "skip": "on"})
    endless = await ann.post(here, data={"every": "weeks", "step": "2"})
    done = await ann.post(here + "/days", data={"days": ["2026-12-23", "2027-01-20"]})
    shown = await ann.get(here)

    assert "Onsdag 6 januari 2027" in looked.text and "Trettondedag jul" in looked.text
    assert 'value="2027-01-06" checked' not in looked.text and 'value="2027-01-20" checked' in looked.text
    assert (endless.status_code, done.status_code) == (422, 303)
    assert "3 evenemang" in shown.text or "3 möten" in shown.text
    assert "Också de 2 som kommer efter" in (await ann.get(f"/desk/events/{event.pk}/cancel")).text
