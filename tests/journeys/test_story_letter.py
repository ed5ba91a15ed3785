"""SC-1 and SC-2: a stranger's reply placed and confirmed, an answer made a meeting, a diary looked into, a file handed in."""

from email.message import EmailMessage

import pytest
from playwright.async_api import Browser, Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.events.models import Event
from hearing.invitations.models import Invitation
from hearing.letters.models_recipient import Recipient
from hearing.mail.inbox import keep
from tests import browser as browsers
from tests.browser import Faults
from tests.journeys import walk
from tests.journeys.stage import sqlite_template as sqlite_template
from tests.journeys.stories import seated, words
from tests.servers import Sink

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def of(code: str) -> Recipient:
    return await Recipient.get(campaign__reference="NSPH-26-1", code=code)


def here(address: str, row: Recipient) -> str:
    return f"{address}/desk/letters/{row.campaign_id}/recipients/{row.pk}"


async def reply(words: str) -> None:
    """A reply from an address nobody knew of."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Malin Sjövret <ny@psykiatrin.test>", "Ert brev"
    mail["Message-ID"] = "<ny1@psykiatrin.test>"
    mail.set_content(words)
    await keep(mail.as_bytes())


async def test_a_strangers_reply_is_placed_and_the_responder_confirmed(
    db: BaseDBAsyncClient, live: str, sink: Sink, page: Page
) -> None:
    await seated(page, live, "Maja Lövskär", "nsph")
    row = await of("09")
    await page.goto(f"{live}/desk/letters/{row.campaign_id}")
    assert "11 av 21" in await words(page)
    await reply(f"Vi är gärna med. Vår beteckning RS 2026/881, er {row.ref}.")
    async with walk.working(sink):
        await page.goto(f"{live}/desk/mail/inbox/")
        for _turn in range(40):
            if await page.get_by_role("link", name="Ert brev").count():
                break
            await page.wait_for_timeout(250)
            await page.reload()
        await page.get_by_role("link", name="Ert brev").first.click()
        assert "Vår beteckning står i det." in await words(page)
        await page.locator("form[action$='/accept'] button").first.click()

    await page.goto(here(live, row))
    assert "RS 2026/881" in await words(page)
    sorting = page.locator("form[action$='/sort']")
    await sorting.get_by_label("Vem svarade?").fill("Malin Sjövret")
    await sorting.get_by_label("Roll").fill("divisionschef")
    await sorting.locator("[name=assessment][value=positive]").check()
    await sorting.get_by_role("button", name="Spara", exact=True).click()
    assert "Svar av annan än adressaten" in await words(page)
    assert (await of("09")).responder == "Malin Sjövret, divisionschef"


async def test_an_answer_becomes_a_meeting_with_all_municipalities(
    db: BaseDBAsyncClient, live: str, page: Page
) -> None:
    await seated(page, live, "Isak Tuvmyr", "nsph")
    row = await of("07")
    await page.goto(here(live, row))
    await page.get_by_role("link", name="Skapa möte").click()
    await page.get_by_label("Dag").fill("2027-02-10")
    await page.get_by_label("Länets alla 8 kommuner").check()
    await page.get_by_role("button", name="Gör utkastet").click()
    assert row.ref in await words(page)
    event = await Event.filter(origin=row.ref).order_by("-id").first()
    assert await Invitation.filter(event=event).count() == 10

    await page.get_by_role("link", name=row.ref).click()
    assert f"Möte med {row.authority}" in await words(page)


async def test_the_diary_and_an_answer_with_a_file_from_the_authoritys_own_page(
    db: BaseDBAsyncClient, live: str, page: Page, browser: Browser, faults: Faults
) -> None:
    await seated(page, live, "Maja Lövskär", "nsph")
    row = await of("23")
    await page.goto(f"{live}/desk/letters/{row.campaign_id}/todo")
    diary = page.locator("#diary li", has_text="Jämtland")
    await diary.get_by_label("Nummer i diariet").fill("RJH/7/2026")
    await diary.locator("button[name=found]").click()
    assert (await of("23")).handling == "acknowledged"

    small = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}
    async with browsers.visiting(browser, faults, **small) as context:
        phone = await context.new_page()
        await phone.goto(f"{live}/r/{row.token()}")
        await phone.get_by_label("Här är vårt svar").check()
        await phone.get_by_label("Svaret", exact=True).fill("Vi formulerar målen tillsammans.")
        plan = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
        await phone.get_by_label("Bifoga filer").set_input_files(plan)  # type: ignore[arg-type]
        await phone.get_by_label("Ditt namn").fill("Elin Fjällmyr")
        await phone.get_by_role("button", name="Skicka").click()
        assert "Tack. Det är noterat" in await words(phone) and "plan.pdf" in await words(phone)

    await page.goto(here(live, row))
    assert "Elin Fjällmyr" in await words(page) and "plan.pdf" in await words(page)
