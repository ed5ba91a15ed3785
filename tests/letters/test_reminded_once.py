"""The same press twice sends nothing twice: a reminder that has just gone is not followed by the second one."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx2
import pytest

from hearing.base.clock import freeze, today
from hearing.letters import reminders, todo
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.mail.models import OutgoingMail
from hearing.staff.models import Account
from tests import make

pytestmark = pytest.mark.anyio
LATE = datetime(2027, 3, 10, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
DAY = timedelta(days=1)


async def counted(campaign: Campaign) -> int:
    """How many reminders are due: the proposals, the letter's own list and the start page agree."""
    due = len(await reminders.proposals(campaign))
    assert len((await todo.tasks(campaign)).get("remind", [])) == due
    assert dict(await todo.counts(campaign.organiser_id))[campaign]["remind"] == due
    return due


async def test_the_same_press_twice_sends_once(ca2: Campaign, client: httpx2.AsyncClient) -> None:
    there = f"/desk/letters/{ca2.pk}/reminders"
    ids = [str(row.pk) for row in await Recipient.filter(campaign=ca2).order_by("id")]
    with freeze(LATE):
        isak = await make.signed_in(client, await Account.get(name="Isak Tuvmyr"), ca2.organiser)
        page = (await isak.get(there)).text
        before = await counted(ca2)
        presses = [await isak.post(there, data={"recipient": ids, "text": "Hej igen."}) for _press in range(2)]
        after = await counted(ca2)
    with freeze(LATE + 6 * DAY):
        sixth = await counted(ca2)
    with freeze(LATE + 7 * DAY):
        isak = await make.signed_in(client, await Account.get(name="Isak Tuvmyr"), ca2.organiser)
        seventh = await counted(ca2)
        old = await isak.post(there, data={"recipient": ids, "first": ids, "text": "Hej igen."})
        once = await OutgoingMail.filter(kind="letter_reminder").count()
        new = await isak.post(there, data={"recipient": ids, "second": ids, "text": "Hej igen."})

    assert [page.count(f'name="first" value="{number}"') for number in ids] == [1] * 6
    assert [one.status_code for one in presses] == [303, 409]
    assert (before, after, sixth, seventh) == (6, 0, 0, 6)
    assert (old.status_code, once, new.status_code) == (409, 6, 303)
    assert {row.reminders for row in await Recipient.filter(campaign=ca2)} == {2}


async def test_the_first_being_undone_it_is_due_again_at_once(ca2: Campaign) -> None:
    by = await Account.get(name="Isak Tuvmyr")
    with freeze(LATE):
        chosen = [one.recipient.pk for one in await reminders.proposals(ca2)]
        mailing = await reminders.send(ca2, by, chosen, "Hej igen.")
        await reminders.undo(mailing, by)

        assert {one.turn for one in await reminders.proposals(ca2)} == {1} and await counted(ca2) == 6


async def test_read_out_of_the_timelines_it_rests_too(ca2: Campaign) -> None:
    by = await Account.get(name="Isak Tuvmyr")
    with freeze(LATE):
        chosen = [one.recipient.pk for one in await reminders.proposals(ca2)]
        await reminders.send(ca2, by, chosen, "Hej igen.")
    row = await Recipient.filter(campaign=ca2).first()
    with freeze(LATE + 9 * DAY):
        later = datetime(2027, 3, 19, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
        await Entry.create(recipient=row, kind=EntryKind.NOTE, at=later, noted_at=later)
        found = [len(await reminders.proposals(ca2, LATE + days * DAY)) for days in (1, 6, 7)]

        assert (found, today()) == ([0, 0, 6], date(2027, 3, 19))
