"""A correction goes to the same recipients, in the thread of the letter, once; and can be undone."""

import httpx2
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.errors import Refusal
from hearing.letters import corrections, reminders, sending
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.mail.models import MailStatus, OutgoingMail
from tests.letters import make

pytestmark = pytest.mark.anyio


async def arrived() -> Campaign:
    """A letter that has left."""
    campaign = await make.sent()
    await OutgoingMail.all().update(status=MailStatus.SENT)
    await sending.note_outcomes()
    return campaign


async def test_each_gets_its_own_in_its_thread_and_a_second_press_sends_nothing(db: BaseDBAsyncClient) -> None:
    campaign, by = await arrived(), await make.planner()
    rows = await corrections.receivers(campaign)
    chosen = [row.pk for row in rows[1:]]

    await corrections.send(campaign, by, chosen, "Beloppet ska vara 2 000 kronor.")
    with pytest.raises(Refusal, match="redan skickad"):
        await corrections.send(campaign, by, chosen, "Beloppet ska vara 2 000 kronor.")

    sent = await OutgoingMail.filter(kind="letter_correction").order_by("id")
    first = await OutgoingMail.get(kind="letter", about=sent[0].about)
    assert (len(rows), len(sent), await OutgoingMail.filter(kind="letter_correction_copy").count()) == (6, 5, 5)
    assert sent[0].extra["In-Reply-To"] == first.message_id and sent[0].reply_to == first.reply_to
    assert sent[0].subject.startswith("Rättelse: Öppet brev")
    assert await Entry.filter(kind="corrected").count() == 5


async def test_an_undone_correction_is_struck_through_and_can_be_sent_again(db: BaseDBAsyncClient) -> None:
    campaign, by = await arrived(), await make.planner()
    chosen = [row.pk for row in await corrections.receivers(campaign)]

    mailing = await corrections.send(campaign, by, chosen, "Fel datum.")
    await reminders.undo(mailing, by)
    await corrections.send(campaign, by, chosen, "Fel datum.")

    living = OutgoingMail.filter(kind="letter_correction").exclude(status=MailStatus.CANCELLED)
    assert (await living.count(), await Entry.filter(kind="undone").count()) == (6, 6)


async def test_the_page_keeps_what_was_typed(ann: httpx2.AsyncClient) -> None:
    campaign = await arrived()
    there, rows = f"/desk/letters/{campaign.pk}/correction", await corrections.receivers(campaign)

    empty = await ann.post(there, data={"text": "", "recipient": str(rows[0].pk)})
    sent = await ann.post(there, data={"text": "Fel datum.", "recipient": str(rows[0].pk)})

    assert empty.status_code == 422 and empty.text.count("checked") == 1
    assert sent.status_code == 303
    assert await OutgoingMail.filter(kind="letter_correction").count() == 1
