"""Letters over real mail: sent through a server, bounced, sent again, answered by somebody nobody knew of."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from hearing import wiring
from hearing.letters import papers, responses, sending
from hearing.letters.kinds import Delivery
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Who
from hearing.letters.standing import OTHER
from hearing.mail import inbox_desk
from hearing.mail.inbox import Sorter
from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import IncomingMail, IncomingMatch
from hearing.mail.sender import Sender
from hearing.people.models import Holding, Person
from hearing.staff.models import Account
from tests.letters import make
from tests.mail.conftest import configured_with
from tests.mail.known import raw, sort
from tests.mail.server import server

pytestmark = pytest.mark.anyio
REPORT = """The mail could not be delivered.

<{address}>: host mx.test[192.0.2.1] said: 550 5.1.1 no such user

Message-ID: {message_id}
"""


@pytest.fixture
async def sorter(db: Any) -> AsyncIterator[Sorter]:
    made = Sorter(wiring.INBOUND)
    yield made
    await made.stop()


async def delivered() -> tuple[Campaign, int]:
    """A letter that a real server took for every recipient and registrator."""
    async with server() as wire:
        with configured_with(smtp=wire.smtp()):
            campaign = await make.sent()
            await papers.make_next()
            await OutgoingMail.all().update(due_at=campaign.created_at)
            await Sender(wire.smtp()).drain()
    await sending.note_outcomes()
    return campaign, len(wire.taken)


async def lines(row: Recipient) -> list[tuple[str, str]]:
    found = await Entry.filter(recipient_id=row.pk).order_by("id").values_list("kind", "by_name")
    return [(str(kind), name) for kind, name in found]


async def test_a_letter_that_bounced_goes_to_the_registrator_and_both_lines_stay(sorter: Sorter) -> None:
    campaign, taken = await delivered()
    row = await make.recipient(campaign)
    mail = await OutgoingMail.get(about=row.ref, kind="letter")
    words = REPORT.format(address=row.email, message_id=mail.message_id)
    report = raw(words, sender="MAILER-DAEMON@mx.test", subject="Undelivered Mail Returned to Sender")

    await sort(sorter, report)
    bounced = await make.recipient(campaign)
    came_back = bounced.delivery
    await sending.resend(bounced, await make.planner(), bounced.registrator_email)

    again = await make.recipient(campaign)
    assert (taken, came_back, again.delivery) == (12, Delivery.BOUNCED, Delivery.QUEUED)
    assert await lines(row) == [("queued", "Ann Lind"), ("sent", ""), ("bounced", ""), ("resent", "Ann Lind")]
    assert await OutgoingMail.filter(key__contains=":again:").count() == 1


async def nobody_knew(sorter: Sorter, words: str) -> IncomingMail:
    """A reply from an address nobody knew of."""
    return await sort(sorter, raw(words, sender="Malin Sjövret <ny.adress@psykiatrin.test>", subject="Ert brev"))


@pytest.mark.parametrize("mark", ["NSPH-26-1/08", "dnr RK 26/0581"])
async def test_a_reply_by_a_stranger_is_proposed_and_the_responder_confirmed(
    ca1: Campaign, sorter: Sorter, mark: str
) -> None:
    row, maja = await Recipient.get(campaign=ca1, code="09"), await Account.get(name="Maja Lövskär")
    row = await Recipient.get(ref="NSPH-26-1/08") if "NSPH" in mark else row
    if "dnr" in mark:
        entry = await Entry.filter(recipient=row).order_by("id").first()
        assert entry
        await responses.attach(row, entry, ["RK 26/0581"])

    mail = await nobody_knew(sorter, f"Vi är med på ert förslag. {mark}")
    proposed = await IncomingMatch.get(mail=mail)
    await inbox_desk.accept(mail, proposed.ref, maja, ca1.organiser, wiring.INBOUND.claimants)
    answered = await Recipient.get(pk=row.pk)
    who = Who("Malin Sjövret", "divisionschef", "ny.adress@psykiatrin.test")
    await responses.sort(answered, maja, {"assessment": "positive"}, {}, who)

    fresh = await Recipient.get(pk=row.pk)
    assert (proposed.ref, proposed.certain) == (row.ref, False)
    assert (fresh.handling, fresh.responder, fresh.tags) == ("answered", "Malin Sjövret, divisionschef", [OTHER])
    card = await Person.get(email_norm="ny.adress@psykiatrin.test")
    assert (card.name, await Holding.filter(person=card).count()) == ("Malin Sjövret", 1)


async def test_the_addressee_confirmed_takes_the_tag_away(ca1: Campaign) -> None:
    row, maja = await Recipient.get(campaign=ca1, code="05"), await Account.get(name="Maja Lövskär")

    await responses.sort(row, maja, {}, {}, Who(row.name, row.title, row.email))

    fresh = await Recipient.get(pk=row.pk)
    assert (fresh.answered_by_other, OTHER in fresh.tags) == (False, False)
