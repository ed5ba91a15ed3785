"""The numbers of SC-1 and SC-3, read off the board of the demo's letters."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hearing.base.clock import freeze, today
from hearing.letters import reminders
from hearing.letters.board import Board, board_of
from hearing.letters.kinds import Delivery
from hearing.letters.kinds_case import Handling
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient

pytestmark = pytest.mark.anyio


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Stockholm"))


def names(board: Board, handling: Handling) -> list[str]:
    return [line.row.short_name for line in board.lines if line.row.handling == handling]


async def test_sc_1_8_every_number_with_its_denominator(ca1: Campaign) -> None:
    board = await board_of(ca1, today())

    assert (board.total, board.sent, board.answered.answered, board.answered.percent) == (21, 21, 11, 52)
    assert (board.by_other, board.median_days, board.late) == (8, 73, 10)
    assert dict(board.handlings) == {"answered": 11, "acknowledged": 5, "passed_on": 3, "none": 2}
    assert names(board, Handling.NONE) == ["Gotland", "Jämtland"]
    assert [(t.yes, t.partly, t.no, t.none) for t in board.tallies] == [(7, 2, 1, 1), (4, 4, 0, 3), (4, 4, 0, 3)]


async def test_sc_3_2_by_healthcare_region_halland_counts_once(ca1: Campaign) -> None:
    shares = (await board_of(ca1, today())).healthcare

    assert [(one.answered, one.total) for one in shares] == [(1, 4), (4, 7), (1, 2), (1, 3), (1, 1), (3, 4)]
    assert [one.also for one in shares if one.also] == [["Halland"]]
    assert (sum(one.answered for one in shares), sum(one.total for one in shares)) == (11, 21)


async def test_sc_3_7_the_second_letter(ca2: Campaign) -> None:
    board = await board_of(ca2, today())

    assert dict(board.handlings) == {"none": 3, "acknowledged": 2, "passed_on": 1}
    assert sorted(number for line in board.lines for number in line.case.references) == [
        "RS 2026-07102",
        "SVN 2026-118",
    ]
    assert board.late == 0
    assert [line.row.now_with for line in board.lines if line.row.now_with] == ["Region Skåne"]


@pytest.mark.parametrize(("moment", "number"), [("2026-08-25T09:00", 19), ("2026-09-29T09:00", 10)])
async def test_sc_1_7_a_reminder_run_proposes_the_right_ones(ca1: Campaign, moment: str, number: int) -> None:
    with freeze(at(moment)):
        found = await reminders.proposals(ca1)

    assert len(found) == number


async def test_a_reminder_goes_to_the_one_who_got_the_case(ca1: Campaign) -> None:
    with freeze(at("2026-08-25T09:00")):
        found = {one.recipient.short_name: one for one in await reminders.proposals(ca1)}

    assert (found["Dalarna"].to_name, found["Dalarna"].to_email) == (
        "Malin Sjövret, divisionschef psykiatri",
        "malin.sjovret@region-dalarna.test",
    )
    assert found["Uppsala"].to_name == "Torbjörn Lindvret"


async def test_sc_1_1_one_recipient_per_county_and_the_ended_role(ca1: Campaign) -> None:
    rows = await Recipient.filter(campaign=ca1).order_by("number")

    assert [row.ref for row in rows] == [f"NSPH-26-1/{number:02}" for number in range(1, 22)]
    assert len({row.code for row in rows}) == 21
    assert [row.name for row in rows if row.route == "anyway"] == ["Monica Hedmyra"]
    assert {row.delivery for row in rows} == {Delivery.SENT, Delivery.DELIVERED}


async def test_sc_1_6_handling_and_assessment_are_separate(ca1: Campaign) -> None:
    rows = {row.short_name: row for row in await Recipient.filter(campaign=ca1)}
    halland, east = rows["Halland"], rows["Östergötland"]

    assert (halland.handling, halland.assessment) == ("answered", "declining")
    assert (east.handling, east.assessment, east.outcomes) == (
        "answered",
        "positive",
        ["discussion", "promises_action"],
    )
    assert rows["Dalarna"].tags == ["svar av annan än adressaten"]


async def test_the_board_asks_few_questions(ca1: Campaign, counted: list[str]) -> None:
    await board_of(ca1, today())

    assert len(counted) <= 10
