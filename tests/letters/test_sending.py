"""Sending a letter: each its own mail, nothing twice, nothing while a word is missing, five minutes to undo."""

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.errors import Refusal
from hearing.letters import papers, recipients, sending, writing
from hearing.letters.kinds import Delivery
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.mail.message import build
from hearing.mail.models import Mailing, MailStatus, OutgoingMail
from hearing.mail.sender import attachments
from tests.letters import make

pytestmark = pytest.mark.anyio


async def mails(kind: str = "letter") -> list[OutgoingMail]:
    return await OutgoingMail.filter(kind=kind).order_by("id")


async def test_each_recipient_and_each_registrator_gets_a_mail_of_its_own(db: BaseDBAsyncClient) -> None:
    await make.sent()
    await papers.make_next()

    letters, copies = await mails(), await mails("letter_copy")

    assert [mail.to_address for mail in letters][:2] == ["kansli@norra.test", "kansli@mellansverige.test"]
    assert (len(letters), len(copies)) == (6, 6)
    assert [mail.subject for mail in letters][:1] == ["Öppet brev [Ref ER-26-1/01]"]
    assert len({mail.reply_to for mail in letters}) == 6
    assert all(mail.attached == 1 and not mail.automatic for mail in letters)


async def test_the_mail_holds_text_html_and_a_tagged_pdf(db: BaseDBAsyncClient) -> None:
    await make.sent()
    await papers.make_next()
    mail = (await mails())[0]

    files = await attachments(mail)
    raw = build(mail, files).decode()

    assert (
        "1. Mål" in mail.body_text
        and "29 januari 2027" in mail.body_text
        and "Norra sjukvårdsregionen" in mail.body_text
    )
    assert files[0].content.startswith(b"%PDF") and b"/MarkInfo" in files[0].content
    assert "multipart/mixed" in raw and "multipart/alternative" in raw and 'filename="' in raw


async def test_a_second_press_sends_nothing(db: BaseDBAsyncClient) -> None:
    campaign = await make.sent()

    with pytest.raises(Refusal, match="ingen att skicka till"):
        await sending.send(await Campaign.get(pk=campaign.pk).select_related("organiser"), await make.planner())

    assert await OutgoingMail.all().count() == 12


async def test_a_missing_word_stops_everything_before_the_first_mail(db: BaseDBAsyncClient) -> None:
    campaign = await make.addressed(body="Ni fick {{belopp}}.")

    with pytest.raises(Refusal, match="Inget skickades"):
        await sending.send(campaign, await make.planner())

    assert (await OutgoingMail.all().count(), await Entry.all().count()) == (0, 0)
    assert (await writing.batch(campaign)).problems[0].missing == ("belopp",)


async def test_an_undone_sending_leaves_drafts_and_both_lines(db: BaseDBAsyncClient) -> None:
    campaign = await make.sent()

    number = await sending.undo(await Mailing.get(kind="letter"), await make.planner())

    row = await make.recipient(campaign)
    assert (number, row.delivery, row.sent_on) == (6, Delivery.DRAFT, None)
    assert [str(line.kind) for line in await Entry.filter(recipient=row).order_by("id")] == ["queued", "unsent"]
    assert (await Campaign.get(pk=campaign.pk)).status == "draft"
    assert {mail.status for mail in await mails()} == {MailStatus.CANCELLED}


async def test_a_bounce_is_noted_and_the_letter_sent_to_the_registrator(db: BaseDBAsyncClient) -> None:
    campaign = await make.sent()
    await OutgoingMail.filter(kind="letter").update(status=MailStatus.SENT)
    await OutgoingMail.filter(about__endswith="/01", kind="letter").update(status=MailStatus.FAILED, last_text="550")

    await sending.note_outcomes()
    await sending.note_outcomes()
    row = await make.recipient(campaign)
    await sending.resend(row, await make.planner(), row.registrator_email)

    assert (await Campaign.get(pk=campaign.pk)).status == "sent"
    assert (await Recipient.get(pk=row.pk)).delivery == Delivery.QUEUED
    kinds = await Entry.filter(recipient=row).order_by("id").values_list("kind", "by_name")
    assert kinds == [("queued", "Ann Lind"), ("bounced", ""), ("resent", "Ann Lind")]
    assert (await mails())[-1].to_address == "registrator@norra.test"


async def test_a_missing_address_waits_and_is_sent_when_completed(db: BaseDBAsyncClient) -> None:
    campaign = await make.addressed()
    row = await make.recipient(campaign)
    await recipients.correct(row, await make.planner(), {"email": ""})
    await sending.send(campaign, await make.planner())
    waiting = (await make.recipient(campaign)).delivery

    await sending.resend(await make.recipient(campaign), await make.planner(), "ny@norra.test")

    assert waiting == Delivery.ADDRESS_MISSING
    assert (await mails())[-1].to_address == "ny@norra.test"
