"""PDFs of a sending: made by the worker, waited for by their own mails alone, made again after a kill."""

import asyncio
from datetime import timedelta

import httpx2
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import freeze, now
from hearing.letters import papers, pdf, recipients, sending
from hearing.letters.models import Campaign
from hearing.letters.models_paper import Paper
from hearing.letters.models_recipient import Recipient
from hearing.letters.papers import Making
from hearing.letters.recipients import Pick
from hearing.mail import claims
from hearing.mail.models import MailAttachment, Mailing, MailStatus, OutgoingMail
from hearing.people.models import Organisation
from tests.letters import make

pytestmark = pytest.mark.anyio


async def claimed() -> int:
    """How many mails a worker would take when the five minutes have passed."""
    with freeze(now() + timedelta(minutes=6)):
        return len(await claims.claim("me"))


async def test_mails_wait_for_their_own_pdf_and_for_no_other(
    db: BaseDBAsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = await make.sent()
    await OutgoingMail.all().update(status=MailStatus.QUEUED)
    monkeypatch.setattr(papers, "AT_A_TIME", 2)

    before, none = await papers.progress(campaign), await claimed()
    await papers.make_next()
    after = await papers.progress(await Campaign.get(pk=campaign.pk))

    assert (before, after) == (Making(0, 6, False), Making(2, 6, False))
    assert (none, await claimed()) == (0, 4)  # two letters and two copies for the registrators


async def test_what_a_killed_worker_was_at_is_made_again_and_once(
    db: BaseDBAsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make.sent()

    def killed(_told: object) -> list[bytes]:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(pdf, "make_all", killed)
        with pytest.raises(asyncio.CancelledError):
            await papers.make_next()
    at_once = await papers.make_next()
    with freeze(now() + papers.LEASE):
        turns = [await papers.make_next() for _turn in range(7)]

    assert (at_once, turns) == (False, [True] * 6 + [False])
    assert await OutgoingMail.filter(unfinished=True).count() == 0
    assert await MailAttachment.all().count() == 12


async def test_one_that_cannot_be_made_holds_up_no_other(
    db: BaseDBAsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = await make.sent()
    row, good = await make.recipient(campaign), pdf.make_all

    def picky(told: list[dict[str, str]]) -> list[bytes]:
        if any(one["ref"] == row.ref for one in told):
            raise ValueError
        return good(told)

    monkeypatch.setattr(pdf, "make_all", picky)
    for _turn in range(2):  # together, then the one alone
        with pytest.raises(ValueError):
            await papers.make_next()
    while await papers.make_next():
        pass

    waiting = await OutgoingMail.filter(unfinished=True)
    assert {mail.about for mail in waiting} == {row.ref}
    assert await papers.progress(await Campaign.get(pk=campaign.pk)) == Making(5, 6, True)


async def test_a_sending_taken_back_needs_no_pdf(db: BaseDBAsyncClient) -> None:
    campaign = await make.sent()

    await sending.undo(await Mailing.get(kind="letter"), await make.planner())

    assert (await Paper.all().count(), await papers.progress(campaign)) == (0, None)


async def test_the_pdf_says_what_the_mail_said(db: BaseDBAsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = await make.sent()
    await Campaign.filter(pk=campaign.pk).update(body="Något annat", title="Något annat")
    seen: list[str] = []

    def heard(told: list[dict[str, str]]) -> list[bytes]:
        seen.extend(str(one) for one in told)
        return [b"%PDF"] * len(told)

    monkeypatch.setattr(pdf, "make_all", heard)

    await papers.make_next()

    assert [("Använd pengarna" in told, "Något annat" in told) for told in seen] == [(True, False)] * 6


async def test_all_on_paper_tells_when_it_is_ready(db: BaseDBAsyncClient, ann: httpx2.AsyncClient) -> None:
    campaign = await make.addressed()
    here = f"/desk/letters/{campaign.pk}"

    before = await ann.get(f"{here}/letters.pdf")
    pressed = await ann.post(f"{here}/papers")
    waiting = (await ann.get(f"{here}/papers")).text
    await papers.make_next()
    ready = (await ann.get(f"{here}/papers/state")).text

    assert (before.status_code, pressed.status_code) == (404, 303)
    assert "6 brev görs till en PDF" in waiting and "Klar." in ready and "hx-get" not in ready
    assert (await ann.get(f"{here}/letters.pdf")).content.startswith(b"%PDF")


async def test_a_missing_word_is_told_before_all_are_made(db: BaseDBAsyncClient, ann: httpx2.AsyncClient) -> None:
    campaign = await make.addressed(body="Ni fick {{belopp}}.")

    got = await ann.post(f"/desk/letters/{campaign.pk}/papers")

    assert (got.status_code, "belopp" in got.text, await Paper.all().count()) == (409, True, 0)


async def test_the_board_says_how_many_are_ready(db: BaseDBAsyncClient, ann: httpx2.AsyncClient) -> None:
    campaign = await make.sent()
    row = await make.recipient(campaign)

    board = (await ann.get(f"/desk/letters/{campaign.pk}")).text
    early = await ann.get(f"/desk/letters/{campaign.pk}/recipients/{row.pk}/letter.pdf")
    await papers.make_next()

    assert "0 av 6 klara" in board and early.content.startswith(b"%PDF")
    assert "0 av 6" not in (await ann.get(f"/desk/letters/{campaign.pk}/making")).text
    assert (await Recipient.get(pk=row.pk)).pdf_id is not None  # type: ignore[attr-defined]


async def test_thirty_demands_and_a_body_of_200_kb_become_mail_and_pdf(db: BaseDBAsyncClient) -> None:
    long = "\n\n".join(["Åsa, Örjan och Ängla frågar om pengarna når fram till föreningarna i länet. " * 10] * 260)
    campaign = await make.draft(*[f"Krav {number}" for number in range(1, 31)], body=f"{{{{krav}}}}\n\n{long}")
    (found, *_others) = await recipients.find(Pick("healthcare_region"), Organisation.all())
    await Organisation.filter(pk=found.organisation.pk).update(email="kansli@norra.test")
    await recipients.add(
        campaign,
        await make.planner(),
        await recipients.find(Pick("healthcare_region"), Organisation.filter(pk=found.organisation.pk)),
    )

    await sending.send(campaign, await make.planner())
    while await papers.make_next():
        pass

    mail = await OutgoingMail.get(kind="letter")
    assert (len(long.encode()) > 200_000, mail.unfinished, mail.attached) == (True, False, 1)
    assert "30. Krav 30" in mail.body_text and mail.body_text.count("Åsa") == 2600
