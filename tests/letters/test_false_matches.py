"""Mail that must not land by itself at the wrong letter: one director for two, two organisers, chains, outsiders, programs."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from hearing import wiring
from hearing.base.clock import now
from hearing.letters import campaigns, recipients, sending
from hearing.letters.campaigns import Text, Wish
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import Pick, reply_token
from hearing.mail.inbox import Sorter
from hearing.mail.models import BlockedAddress, MailStatus, OutgoingMail
from hearing.mail.models_in import IncomingMail, IncomingMatch
from hearing.people.models import Organisation
from hearing.staff.models import Role
from tests import make as people
from tests.letters import make
from tests.mail.known import raw, sort
from tests.mail.test_phrases import SAID

pytestmark = pytest.mark.anyio
BOTH = "direktor@tva.test"
BASE = "svar@localhost"


@pytest.fixture
async def sorter(db: Any) -> AsyncIterator[Sorter]:
    made = Sorter(wiring.INBOUND)
    yield made
    await made.stop()


async def gone_out() -> None:
    """Everything in the outbox has left."""
    await OutgoingMail.all().update(status=MailStatus.SENT, sent_at=now())
    await sending.note_outcomes()


@pytest.fixture
async def letter(db: Any) -> Campaign:
    """A letter to six, two of which have the same director."""
    campaign = await make.addressed()
    await Recipient.filter(campaign=campaign, code__in=["norra", "sodra"]).update(email=BOTH)
    await sending.send(campaign, await make.planner())
    await gone_out()
    return await Campaign.get(pk=campaign.pk)


async def to(row: Recipient) -> str:
    return f"svar+{reply_token(row)}@localhost"


async def placed(mail: IncomingMail) -> tuple[list[str], list[str]]:
    """The certain places and the guesses."""
    rows = await IncomingMatch.filter(mail_id=mail.pk).order_by("ref")
    return [one.ref for one in rows if one.certain], [one.ref for one in rows if not one.certain]


async def two(campaign: Campaign) -> tuple[Recipient, Recipient]:
    return await make.recipient(campaign, "norra"), await make.recipient(campaign, "sodra")


async def test_one_director_of_two_answers_for_the_one_whose_mark_it_is(letter: Campaign, sorter: Sorter) -> None:
    norra, sodra = await two(letter)
    sent = await OutgoingMail.get(about=sodra.ref, kind="letter")

    by_token = await sort(sorter, raw("Ja.", sender=BOTH, To=await to(norra), subject=f"Sv: {sodra.subject}"))
    by_thread = await sort(sorter, raw("Nej.", sender=BOTH, To=BASE, In_Reply_To=sent.message_id))
    by_ref = await sort(sorter, raw("Kanske.", sender=BOTH, To=BASE, subject=f"Sv: {norra.subject}"))

    assert [(await placed(one))[0] for one in (by_token, by_thread, by_ref)] == [[norra.ref], [sodra.ref], [norra.ref]]


@pytest.mark.parametrize("head", [{}, {"Auto_Submitted": "auto-replied"}], ids=["by hand", "by a program"])
async def test_without_a_mark_one_director_of_two_is_only_guessed(
    letter: Campaign, sorter: Sorter, head: dict[str, str]
) -> None:
    norra, sodra = await two(letter)

    mail = await sort(sorter, raw("Jag är åter den 7 januari.", sender=BOTH, To=BASE, subject="Sv: Öppet brev", **head))

    assert await placed(mail) == ([], sorted([norra.ref, sodra.ref]))
    assert not mail.counts_as_answer


async def test_a_chain_with_two_of_our_letters_belongs_to_the_senders_own(letter: Campaign, sorter: Sorter) -> None:
    other, mine = await make.recipient(letter, "norra"), await make.recipient(letter, "vastra")
    chain = f"Vi svarar ja.\n\nFrån: Ann <info@egen-rost.test>\nSkickat: den 1 juni 2026 09:00\nTill: B\nÄmne: {other.subject}\n\n"
    chain += f"Svara till {await to(other)} eller {await to(mine)}"

    certain, _guesses = await placed(await sort(sorter, raw(chain, sender=mine.email, To=BASE, subject="Svar")))
    strangers = await placed(await sort(sorter, raw(chain, sender="x@annan.test", To=BASE, subject="Svar")))

    assert (certain, strangers) == ([mine.ref], ([], sorted([mine.ref, other.ref])))


async def test_two_organisers_with_one_director_each_get_their_own_answer(letter: Campaign, sorter: Sorter) -> None:
    mine, theirs = await make.recipient(letter, "vastra"), await second(await make.recipient(letter, "vastra"))

    to_mine = await sort(sorter, raw("Ja.", sender=mine.email, To=await to(mine), subject=f"Sv: {theirs.subject}"))
    to_them = await sort(sorter, raw("Nej.", sender=mine.email, To=await to(theirs), subject=f"Sv: {mine.subject}"))
    to_both = await sort(sorter, raw("Kanske.", sender=mine.email, To=BASE, subject="Sv: Öppet brev"))

    assert [(await placed(one))[0] for one in (to_mine, to_them, to_both)] == [[mine.ref], [theirs.ref], []]
    assert to_mine.organiser_id != to_them.organiser_id
    assert to_both.organiser_id is None


async def second(row: Recipient) -> Recipient:
    """The same authority in a letter of another organiser."""
    tallen = await people.organiser("tallen", "Klubbhuset Tallen")
    eve = await people.member(tallen, "Eve Rask", Role.PLANNER)
    facts = {"title": "Använd pengarna", "subject": "Öppet brev [Ref {{ref}}]", "body": "Till {{namn}}: {{krav}}"}
    text = Text(facts | {"reply_by_on": date(2027, 1, 29), "sender": "Eve"}, [Wish("Mål")])
    campaign = await campaigns.draft(tallen, eve, text)
    campaign = await Campaign.get(pk=campaign.pk).select_related("organiser")
    await recipients.add(campaign, eve, await recipients.find(Pick("healthcare_region"), Organisation.all()))
    await sending.send(campaign, eve)
    await gone_out()
    return await make.recipient(campaign, row.code)


@pytest.mark.parametrize("words", [SAID["absences"][0], SAID["receipts"][0], SAID["answers"][0]])
async def test_what_a_program_says_stops_no_deadline_and_blocks_nobody(
    letter: Campaign, sorter: Sorter, words: str
) -> None:
    row = await make.recipient(letter, "vastra")
    before = (row.handling, row.ball, row.answered_on, row.ball_until)

    mail = await sort(sorter, raw(words, sender=row.email, To=await to(row), Auto_Submitted="auto-replied"))

    after = await Recipient.get(pk=row.pk)
    assert not mail.counts_as_answer and not mail.suppressed
    assert (after.ball, after.answered_on, after.ball_until) == before[1:]
    assert after.handling in (before[0], "acknowledged")
    assert not await BlockedAddress.all().exists()
    assert not await Entry.filter(recipient=row, kind="answered").exists()
