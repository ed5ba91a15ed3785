"""Many random things happen to a letter; at every step board, exports and public page tell the same numbers."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import freeze, now, today
from hearing.base.lang import _
from hearing.letters import exports, outside, todo
from hearing.letters.board import board_of
from hearing.letters.kinds_case import Handling
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.standing import dead, settle
from hearing.mail.models import OutgoingMail
from tests.letters import make
from tests.letters.machine import DEAD, Machine

pytestmark = pytest.mark.anyio
BEGIN = datetime(2026, 11, 23, 8, tzinfo=UTC)


async def columns(campaign: Campaign) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in await Recipient.filter(campaign=campaign).order_by("id").values()}


async def numbers_of_lines(campaign: Campaign) -> Counter[int]:
    ids = await Entry.filter(recipient__campaign_id=campaign.pk).values_list("recipient_id", flat=True)
    return Counter(int(number) for number in ids)  # type: ignore[call-overload]


async def all_agree(campaign: Campaign) -> None:
    """Board, export, table and public page count the same from the same columns."""
    board, told = await board_of(campaign, today()), await exports.letter(campaign.pk)
    public = outside.as_json(campaign, board)
    head, *table = await exports.rows_of(campaign)
    answered = [one["handling"] for one in told["recipients"]].count("answered")
    late = sum(one["late"] for one in told["recipients"])
    assert board.answered.answered == answered == public["answered"]
    assert [row[head.index(_("Handling"))] for row in table].count(Handling.ANSWERED.label) == answered
    assert board.late == late == sum(bool(row[head.index(_("Late"))]) for row in table)
    tasks = {name: len(rows) for name, rows in (await todo.tasks(campaign)).items()}
    counted = dict(await todo.counts(campaign.organiser_id)).get(campaign, {})
    assert tasks == {name: number for name, number in counted.items() if number} or campaign.status == "draft"
    assert sum(board.steps.values()) == board.total == len(told["recipients"]) == len(table)


async def nothing_twice(campaign: Campaign) -> None:
    """One living letter and one copy per recipient, one living mail per reminder line, each addressed to one."""
    living = await OutgoingMail.filter(topic=campaign.reference).exclude(status__in=DEAD)
    letters = [mail for mail in living if mail.kind == "letter"]
    assert max(Counter((mail.about, mail.to_norm) for mail in letters).values(), default=0) <= 1
    told = await Entry.filter(kind__in=[EntryKind.QUEUED, EntryKind.RESENT]).values_list("mail_id", flat=True)
    assert sorted(mail.pk for mail in letters) == sorted({mail.pk for mail in letters} & set(told))
    reminders = Counter(mail.about for mail in living if mail.kind == "letter_reminder")
    lines = await Entry.filter(recipient__campaign_id=campaign.pk, kind=EntryKind.REMINDER).select_related("recipient")
    undone = dead([(e.pk, e.takes_back_id) for e in await Entry.filter(kind=EntryKind.UNDONE) if e.takes_back_id])
    assert all(reminders[ref] <= number for ref, number in Counter(line.recipient.ref for line in lines).items())
    counted = Counter(line.recipient_id for line in lines if line.pk not in undone)
    rows = await Recipient.filter(campaign=campaign)
    assert {row.pk: row.reminders for row in rows if row.reminders} == dict(counted)


async def play(seed: int, steps: int) -> Counter[str]:
    """So many steps; the days go by."""
    dice, moment = Random(seed), BEGIN
    with freeze(moment):
        machine = Machine(await make.addressed(), await make.planner(), dice)
        await machine.do_send()
    for _turn in range(steps):
        moment += timedelta(hours=dice.choice([0, 0, 1, 30, 200]))
        with freeze(moment):
            campaign = await machine.fresh()
            before, lines = await columns(campaign), await numbers_of_lines(campaign)
            await machine.step()
            after, more = await columns(campaign), await numbers_of_lines(campaign)
            assert [pk for pk in after if before[pk] != after[pk] and more[pk] <= lines[pk]] == []
            await settle(await Recipient.filter(campaign=campaign))
            assert await columns(campaign) == after
            await all_agree(await machine.fresh())
            await nothing_twice(campaign)
            assert now() == moment
    return machine.done


async def test_every_view_agrees_at_every_step(db: BaseDBAsyncClient) -> None:
    done = await play(7, 45)

    assert sum(done.values()) == 45


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(4))
async def test_every_view_agrees_for_long(db: BaseDBAsyncClient, seed: int) -> None:
    done = await play(seed, 300)

    assert {name for name in dir(Machine) if name.startswith("do_")} <= {name.removesuffix(" refused") for name in done}
