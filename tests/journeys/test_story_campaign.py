"""SC-1 from an empty form to the public page, and its numbers: what a person sees at every stop."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from playwright.async_api import Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.addresses import parse_smtp
from hearing.base.clock import freeze, now
from hearing.letters import forwarding, papers, sending
from hearing.letters.forwarding import Passed
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.models_signing import Signatory
from hearing.letters.responses import Who
from hearing.mail.inbox import keep
from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import IncomingMail
from hearing.settings import settings, using
from tests.journeys import walk
from tests.journeys.stage import sqlite_template as sqlite_template
from tests.journeys.stories import press, seated, words
from tests.mail.known import raw
from tests.servers import Sink

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
TITLE = "Pengarna för inflytande"
BODY = "Till {{titel}} {{namn}}, {{region}}\n\n{{region}} fick {{belopp}} per år.\n\n{{krav}}\n\nSvara senast {{svarsdatum}}."
DEMANDS = ("Mål bestäms tillsammans", "Föreningarna får betalt", "Kommunerna är med från början")
MONEY = "Brukarsamverkan (statens satsning psykisk hälsa):2018"


async def of(code: str) -> Recipient:
    return await Recipient.get(campaign__title=TITLE, code=code)


async def written(page: Page, live: str) -> str:
    """The draft; gives the letter's address."""
    await page.goto(f"{live}/desk/letters/new")
    await page.get_by_label("Titel", exact=True).fill(TITLE)
    await page.locator("#f-body").fill(BODY)
    await page.locator("#f-easy_read").fill("Brev på lättläst svenska till {{region}}.")
    await page.locator("#f-reply_by_on").fill("2027-01-29")
    for place, demand in enumerate(DEMANDS):
        await page.locator(f"#f-demand_text-{place}").fill(demand)
    await press(page, "Spara och välj mottagare")
    return f"{live}/desk/letters/{(await Campaign.get(title=TITLE)).pk}"


async def signed(page: Page, here: str, live: str) -> None:
    """One more organisation stands under it."""
    await page.goto(f"{here}/signatories")
    await page.get_by_label("En på varje rad").fill("Föreningen Vindbryggan; ångest; info@vindbryggan.test")
    await press(page, "Lägg till på listan")
    await page.goto(f"{live}/s/{(await Signatory.get(campaign__title=TITLE)).token()}")
    await page.get_by_label("Ja, vi skriver under").check()
    await page.get_by_label("Ditt namn").fill("Elsa Lundskär")
    await press(page, "Skicka svaret")


async def picked(page: Page, here: str) -> None:
    """Exactly 21, the one whose role has ended decided, nothing sent before every word has its value."""
    await page.goto(f"{here}/recipients?level=region&office=regiondirektor")
    assert "21 myndigheter, där ett uppdrag är avslutat" in await words(page)
    await press(page, "Sätt upp de 21 på listan")
    assert len({row.code for row in await Recipient.filter(campaign__title=TITLE)}) == 21
    await page.goto(f"{here}/preview")
    assert "21 saker står i vägen" in await words(page) and "belopp" in await words(page)

    await page.goto(f"{here}/recipients")
    assert "2026-05-31" in await page.get_by_role("row").filter(has_text="Region Blekinge").inner_text()
    await press(page, "Skicka ändå")
    await page.locator("#f-programme").select_option(MONEY)
    await press(page, "Spara tabellen")
    assert re.search(r"belopp, \w+: 24.000.000 på 21 rader", await words(page))


async def previewed(page: Page, here: str) -> None:
    """Any recipient's letter, its own words filled in."""
    told = {}
    for code in ("20", "01", "12", "14"):
        await page.goto(f"{here}/preview?row={(await of(code)).pk}")
        told[code] = (await words(page, "article.letter-text")).replace("\u00a0", " ")
    assert "Till regiondirektör Örjan Vretfors, Region Dalarna" in told["20"]
    assert [amount in told[code] for code, amount in zip(told, ("1 000 000", *["2 000 000"] * 3), strict=True)] == [
        True
    ] * 4
    assert "Västra Götalandsregionen" in told["14"] and "Region Västra Götaland" not in told["14"]


async def sent(page: Page, here: str, live: str, sink: Sink) -> None:
    """Pressed once, pressed again, left through a server: one mail each and one for each registrator."""
    await page.goto(f"{here}/confirm")
    with using(settings().model_copy(update={"smtp": parse_smtp(sink.url)})):
        await press(page, "Skicka 21 brev")
    assert "0 av 21 klara" in await words(page)
    again = await page.context.request.post(f"{here}/send", headers={"origin": live})
    assert (again.status, await OutgoingMail.filter(topic_title=TITLE, kind="letter").count()) == (409, 21)
    with freeze(now() + timedelta(minutes=6)):
        async with walk.working(sink):
            await walk.until(lambda: len(sink.messages) >= 42, "42 mails")
        await sending.note_outcomes()
        await sending.note_outcomes()
    mails = [mail for mail in walk.mails(sink) if "[Ref " in str(mail["subject"])]
    assert len(mails) == 42 and all(len(mail["to"].addresses) == 1 and mail["cc"] is None for mail in mails)
    assert all("PDF".lower() in [part.get_content_subtype() for part in mail.walk()] for mail in mails)
    assert {ref for mail in mails for ref in re.findall(r"NSPH-26-\d+/\d\d", str(mail["subject"]))} == {
        row.ref for row in await Recipient.filter(campaign__title=TITLE)
    }


async def came_back(page: Page, here: str, sink: Sink) -> None:
    """Blekinge's bounces and goes to the registrator; an answer comes from Dalarna; both by the ordinary way."""
    row, answering = await of("10"), await of("20")
    mail = await OutgoingMail.get(about=row.ref, kind="letter")
    lost = f"<{row.email}>: host mx.test[192.0.2.1] said: 550 5.1.1 no such user\n\nMessage-ID: {mail.message_id}\n"
    await keep(raw(lost, sender="MAILER-DAEMON@mx.test", subject="Undelivered Mail Returned to Sender"))
    reply = await OutgoingMail.get(about=answering.ref, kind="letter")
    yes = raw(f"Ja, vi är med. {answering.ref}", sender=answering.email, In_Reply_To=reply.message_id)
    await keep(yes.replace(b"<1@okand", b"<2@okand"))
    async with walk.working(sink):
        for _turn in range(200):
            if await IncomingMail.filter(status="sorted").count() == 2:
                break
            await page.wait_for_timeout(50)
    await page.goto(f"{here}/recipients/{row.pk}")
    assert "Studsade" in await words(page)
    await page.locator("#f-resend-email").fill(row.registrator_email)
    await press(page, "Skicka brevet igen")
    kinds = await Entry.filter(recipient_id=row.pk).order_by("id").values_list("kind", "by_name")
    assert [(str(kind), name) for kind, name in kinds][-2:] == [("bounced", ""), ("resent", "Maja Lövskär")]


async def answered(page: Page, here: str) -> None:
    """The answer sorted, with the sentence as evidence, and ticked for everyone."""
    row = await of("20")
    await page.goto(f"{here}/recipients/{row.pk}")
    sorting = page.locator("form[action$='/sort']")
    await sorting.locator("[name=assessment][value=positive]").check()
    await sorting.locator("#f-verdict-1").select_option("yes")
    await sorting.locator("#f-evidence-1").fill("Ja, vi är med.")
    async with page.expect_navigation():
        await sorting.get_by_role("button", name="Spara", exact=True).click()
    await page.locator("#h-show").click()
    await page.get_by_label("Visa svaret på den öppna sidan").check()
    await page.locator("#f-show-text").fill("Regionen bestämmer målen tillsammans med oss.")
    async with page.expect_navigation():
        await page.locator("form[action$='/publish']").get_by_role("button", name="Spara").click()


async def test_a_letter_to_21_from_an_empty_form_to_its_public_page(
    db: BaseDBAsyncClient, live: str, sink: Sink, page: Page
) -> None:
    await seated(page, live, "Maja Lövskär", "nsph")
    here = await written(page, live)
    await signed(page, here, live)
    await picked(page, here)
    await previewed(page, here)
    await sent(page, here, live, sink)
    with freeze(now() + timedelta(minutes=20)):
        await came_back(page, here, sink)
        await answered(page, here)

    await page.goto(here)
    board = await words(page)
    assert "1 av 21 (5 %)" in board and "0 av 1" in board
    await page.goto(f"{here}/text")
    await press(page, "Visa brevet på en öppen sida")
    await page.goto(f"{live}/letters/{(await Campaign.get(title=TITLE)).slug}")
    public = await words(page, "body")
    assert "1 av 21" in public and "Regionen bestämmer målen tillsammans med oss." in public
    assert "Föreningen Vindbryggan (ångest)" in public and "@" not in public and "Elsa Lundskär" not in public


async def test_the_numbers_of_the_letter_on_the_day(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await seated(page, live, "Maja Lövskär", "nsph")
    here = f"{live}/desk/letters/{(await Campaign.get(slug='brukarsamverkan-2026')).pk}"
    await page.goto(here)
    told = await words(page, "section[aria-labelledby='h-figures']")
    for figure in ("21", "11 av 21 (52 %)", "8 av 11", "73 dagar", "5 av 21", "3 av 21", "2 av 21"):
        assert figure in told
    first = page.locator("table.matrix tbody tr").first.locator("td")
    assert [await first.nth(place).inner_text() for place in range(4)] == ["7", "2", "1", "1"]
    tiles = page.locator(".tilemap a.tile")
    assert await tiles.count() == 21
    await tiles.first.focus()
    await page.keyboard.press("Enter")
    assert "#row-" in page.url

    rows = (await (await page.context.request.get(f"{here}/table.csv")).text()).strip().splitlines()
    assert (len(rows), [row.split(";")[1].strip('"') for row in rows[-2:]]) == (
        22, ["Region Örebro län", "Region Östergötland"],
    )  # fmt: skip
    await page.goto(f"{here}/todo")
    wished = [(await one.inner_text()).split()[0] for one in await page.locator("#meet li").all()]
    assert wished == ["Gävleborg", "Kronoberg", "Västerbotten"]


@pytest.mark.parametrize(("day", "number"), [("2026-08-25", 19), ("2026-09-29", 10)])
async def test_a_reminder_run_proposes_and_sends_nothing_by_itself(
    db: BaseDBAsyncClient, live: str, page: Page, day: str, number: int
) -> None:
    await seated(page, live, "Maja Lövskär", "nsph")
    letter = await Campaign.get(slug="brukarsamverkan-2026")
    back = now() - timedelta(days=90 if number == 19 else 55, hours=1)

    with freeze(back):
        assert str(now().date()) == day
        await page.goto(f"{live}/desk/letters/{letter.pk}/reminders")
        told = await words(page)

    assert f"{number} påminnelser föreslås" in told and "har brevet nu" in told
    assert await OutgoingMail.filter(kind="letter_reminder").count() == 0


async def test_branches_are_a_tree_and_all_on_paper_waits_for_the_worker(
    db: BaseDBAsyncClient, live: str, page: Page, axe: Callable[[Page], Awaitable[list[str]]]
) -> None:
    maja = await seated(page, live, "Maja Lövskär", "nsph")
    letter = await Campaign.get(slug="brukarsamverkan-2026")
    here, row = f"{live}/desk/letters/{letter.pk}", await Recipient.get(campaign=letter, code="20")
    await forwarding.pass_on(row, maja, Passed(Who("Berit Granmyr", "nämndsekreterare"), after=0))

    await page.goto(f"{here}/recipients/{row.pk}")
    tree = page.locator("ul.tree")
    assert await tree.locator(":scope > li > ul > li").count() == 2
    assert await axe(page) == []
    await page.goto(here)
    assert "och en gren till" in await page.locator(f"#row-{row.pk}").inner_text()

    await page.goto(f"{here}/papers")
    await press(page, "Gör en PDF av alla 21 brev")
    assert "21 brev görs till en PDF" in await words(page) and await axe(page) == []
    while await papers.make_next():
        pass
    await page.get_by_role("link", name="Hämta PDF:en").wait_for()  # it comes by itself
    assert await axe(page) == []
