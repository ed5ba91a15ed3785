"""Many random things happen to the letter; at every step board, export and public page tell the same numbers."""

from random import Random
from typing import Any

import pytest

from hearing.base.clock import today
from hearing.letters import exports, forwarding, outside, responses
from hearing.letters.board import board_of
from hearing.letters.forwarding import Passed
from hearing.letters.kinds_case import Ball
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.lateness import is_late
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import FIXED, Noted, Who
from hearing.letters.standing import settle
from tests.letters import make

pytestmark = pytest.mark.anyio
STEPS = 25
QUIET = (EntryKind.ACKNOWLEDGED, EntryKind.AUTO_REPLY, EntryKind.HEARSAY)


async def step(dice: Random, row: Recipient, by: Any) -> None:
    """One thing happens."""
    match dice.randrange(7):
        case 0:
            kind = dice.choice(QUIET)
            late = is_late(row, await Campaign.get(pk=row.campaign_id), today())
            await responses.note(row, by, Noted(kind, "Hört."))
            assert is_late(row, await Campaign.get(pk=row.campaign_id), today()) == late or row.ball != "them"
        case 1:
            await forwarding.pass_on(row, by, Passed(Who(dice.choice(["Kaj Ask", "Lo Ek"]))))
        case 2:
            await responses.note(row, by, Noted(EntryKind.ANSWERED, "Ja.", who=Who("Kaj Ask")))
        case 3:
            await responses.reopen(row, by)
        case 4:
            await responses.give_ball(row, by, dice.choice(list(Ball)), None)
        case 5:
            await responses.sort(row, by, {"assessment": "positive", "outcomes": ["wants_visit"]}, {})
        case _:
            await take_one_back(dice, row, by)


async def take_one_back(dice: Random, row: Recipient, by: Any) -> None:
    gone = {one.takes_back_id for one in await Entry.filter(recipient=row, kind="undone")}
    lines = [one for one in await Entry.filter(recipient=row) if one.kind not in FIXED and one.pk not in gone]
    if lines:
        await responses.take_back(dice.choice(lines), row, by)


async def columns(row: Recipient) -> dict[str, Any]:
    return (await Recipient.filter(pk=row.pk).values())[0]


@pytest.mark.parametrize("seed", [1, 2])
async def test_every_view_agrees_at_every_step(ca2: Campaign, seed: int) -> None:
    dice, by = Random(seed), await make.planner()
    numbers = [row.pk for row in await Recipient.filter(campaign=ca2)]

    for _turn in range(STEPS):
        row = await Recipient.get(pk=dice.choice(numbers))
        before, lines = await columns(row), await Entry.filter(recipient=row).count()
        await step(dice, row, by)

        after = await columns(row)
        assert before == after or await Entry.filter(recipient=row).count() > lines
        await settle([await Recipient.get(pk=row.pk)])
        assert await columns(row) == after
        board, told = await board_of(ca2, today()), await exports.letter(ca2.pk)
        public = outside.as_json(ca2, board)
        counted = sum(one["handling"] == "answered" for one in told["recipients"])
        assert board.answered.answered == counted == public["answered"]
        assert board.late == sum(one["late"] for one in told["recipients"])
