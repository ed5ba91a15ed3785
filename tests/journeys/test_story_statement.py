"""SC-4 and SC-3 as they are played: a statement signed together and locked, 27 in one pick, stages, the gaps."""

from datetime import timedelta

import pytest
from playwright.async_api import Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.addresses import parse_smtp
from hearing.base.clock import freeze, now
from hearing.letters import sending
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.models_signing import Signatory
from hearing.mail.models import OutgoingMail
from hearing.settings import settings, using
from tests.journeys import walk
from tests.journeys.stage import sqlite_template as sqlite_template
from tests.journeys.stories import press, seated, words
from tests.servers import Sink

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
STATEMENT = "yttrande-strategi-stockholm-2026"
TITLE = "Yttrande om arvoden"
LENA, STHLM = "Lena Kallbrink", "nsph-stockholm"


async def draft(page: Page, live: str) -> int:
    """A statement with one demand and a quote without its source, as Lena writes it; says its number."""
    await page.goto(f"{live}/desk/letters/new")
    await page.get_by_label("Vad är det?").select_option("statement")
    await page.get_by_label("Titel", exact=True).fill(TITLE)
    await page.locator("#f-body").fill("Till {{region}}\n\n{{krav}}")
    await page.locator("#f-demand_text-0").fill("Arvode efter samma regler")
    await page.locator("#f-quote_text-0").fill("Vi får betala bussen själva.")
    await press(page, "Spara och välj mottagare")
    return int((await Campaign.get(title=TITLE)).pk)


async def test_a_statement_is_signed_locked_and_sent_to_27(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await seated(page, live, LENA, STHLM)
    here = f"{live}/desk/letters/{await draft(page, live)}"
    await page.goto(f"{here}/recipients?level=county&county=01")
    await press(page, "Sätt upp de 27 på listan")
    assert "27 mottagare" in await words(page)
    await page.goto(f"{here}/preview")
    assert "Ett citat saknar källa eller datum." in await words(page)

    await page.goto(f"{here}/signatories")
    await page.get_by_label("En på varje rad").fill("Tvångssyndromföreningen; tvångssyndrom/OCD; info@ocd.test")
    await press(page, "Lägg till på listan")
    await page.get_by_role("link", name="Fråga").click()
    await press(page, "Fråga de ikryssade")
    row = await Signatory.get(campaign__title=TITLE)
    await page.goto(f"{live}/s/{row.token()}")
    await page.get_by_label("Ja, vi skriver under").check()
    await page.get_by_label("Ditt namn").fill("Elsa Lundskär")
    await press(page, "Skicka svaret")
    assert "Tvångssyndromföreningen (tvångssyndrom/OCD) har skrivit under" in await words(page)

    await page.goto(f"{here}/text")
    assert "Låst av underskrifter" in await words(page, ".page-head")
    await page.goto(f"{here}/signatories/unlock")
    await press(page, "Öppna texten")
    assert "En organisation måste tillfrågas igen" in await words(page)
    await press(page, "Lås igen, oförändrad")
    assert "1 ja, 0 nej, 0 utan svar" in await words(page)


async def test_the_27_are_sent_and_each_answers_by_itself(
    db: BaseDBAsyncClient, live: str, page: Page, sink: Sink
) -> None:
    await seated(page, live, LENA, STHLM)
    here = f"{live}/desk/letters/{await draft(page, live)}"
    await page.goto(f"{here}/recipients?level=county&county=01")
    await press(page, "Sätt upp de 27 på listan")
    await page.goto(f"{here}/confirm")
    with using(settings().model_copy(update={"smtp": parse_smtp(sink.url)})):
        await press(page, "Skicka 27 brev")
    sent = OutgoingMail.filter(topic_title=TITLE, status="sent")
    with freeze(now() + timedelta(minutes=6)):
        async with walk.working(sink):
            await walk.until(lambda: len({mail["subject"] for mail in walk.mails(sink)}) == 27, "27 letters")
        while await sending.note_outcomes():
            pass
        await page.goto(here)
        told = await words(page)

    letters = [mail for mail in await sent if mail.kind == "letter"]
    assert len({mail.to_address for mail in letters}) == len(letters) == 27
    assert all(mail.to_address.endswith(".test") for mail in await sent)
    assert "0 av 27" in told and await page.locator("table.matrix--rows tbody tr").count() == 27 + 4
    row = await Recipient.get(campaign__title=TITLE, code="0127")
    await page.goto(f"{live}/r/{row.token()}")
    assert "Arvode efter samma regler" in await words(page) and "1. " in await words(page)


async def test_the_nine_and_who_nobody_speaks_for(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await seated(page, live, LENA, STHLM)
    number = (await Campaign.get(slug=STATEMENT)).pk
    await page.goto(f"{live}/desk/letters/{number}/signatories")
    assert "7 ja, 1 nej, 1 utan svar" in await words(page)

    await page.goto(f"{live}/desk/letters/groups")
    told = await words(page)
    assert "Elsa Lundskär" in told
    assert "arvoderas inte" in told
    assert "ätstörningar, psykossjukdom, anhöriga" in await words(page, "section[aria-labelledby='h-gaps']")


async def test_six_with_stages_noted_and_taken_back(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await seated(page, live, "Isak Tuvmyr", "nsph")
    letter = await Campaign.get(slug="resurscentrum-2026")
    await page.goto(f"{live}/desk/letters/{letter.pk}/stages")
    table = "section[aria-labelledby='h-stages']"
    told = await words(page, table)
    assert "en del av Halland: Falkenberg, Kungsbacka, Varberg" in told
    assert "en del av Halland: Halmstad, Hylte, Laholm" in told

    await page.get_by_label("Samverkansregion", exact=True).select_option("norra")
    await page.get_by_label("Läge", exact=True).select_option("planning")
    await page.get_by_label("Källa").fill("Protokoll, § 12")
    await press(page, "Notera läget")
    row = page.get_by_role("row", name="Norra")
    assert "Planering" in await row.inner_text()
    assert "Samtal" in str(await row.text_content())  # the one before, in the history
    await press(page, "Ångra")
    assert "Protokoll, § 12" not in await page.get_by_role("row", name="Norra").locator("td").first.inner_text()
