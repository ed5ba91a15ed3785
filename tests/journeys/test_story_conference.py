"""SC-7: a conference with public registration, a full round table, needs, reminders, badges and its documentation."""

import re
from datetime import datetime
from email.message import EmailMessage

import pytest
from playwright.async_api import Browser, Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import freeze
from hearing.events.models import Event
from hearing.invitations.models import Invitation
from tests import browser as browsers
from tests.browser import Faults
from tests.journeys import walk
from tests.journeys.stage import sqlite_template as sqlite_template
from tests.journeys.stories import seated, words
from tests.servers import Sink

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
SLUG = "spridningskonferens-stockholm"
ROUND_TABLE = "Rundabordssamtal: barn, unga och anhöriga"
DAY_BEFORE = datetime.fromisoformat("2027-04-20T10:00+02:00")


async def registered(page: Page, address: str, email: str) -> None:
    """Three short steps on a telephone, for somebody with protected identity."""
    await page.goto(f"{address}/events/{SLUG}")
    await page.get_by_role("link", name="Anmäl", exact=True).click()
    await page.get_by_label("Namnet får inte synas i listor").check()
    await page.get_by_label("E-post").fill(email)
    await page.get_by_role("button", name="Fortsätt").click()
    await page.get_by_label(ROUND_TABLE).check()
    await page.get_by_role("button", name="Fortsätt").click()
    assert f"{ROUND_TABLE} är full" in await words(page)
    assert "08-465 004 21" in await words(page)
    await page.get_by_role("button", name="Anmäl").click()
    await page.get_by_role("heading", name="Tack. Vi har din anmälan.").wait_for()


async def test_the_round_table_is_full_and_the_next_one_waits_and_is_told(
    db: BaseDBAsyncClient, live: str, sink: Sink, browser: Browser, faults: Faults
) -> None:
    await walk.staged()
    table = Invitation.filter(event__slug=SLUG, group__name=ROUND_TABLE)
    assert (await table.filter(seat=True).count(), await table.filter(status="waiting").count()) == (7, 1)
    small = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}
    async with browsers.visiting(browser, faults, **small) as context, walk.working(sink):
        phone = await context.new_page()
        await registered(phone, live, "skyddad@deltagare.test")
        await walk.until(lambda: len(walk.mails(sink, "skyddad@deltagare.test")) == 1, "the receipt")
        told = walk.mails(sink, "skyddad@deltagare.test")[0]
        assert "plats 2 i kön" in " ".join(walk.text_of(told).split())
        await phone.goto(walk.link_in(told))
        assert "Du har plats 2 i kön" in await words(phone)

    made = await Invitation.get(email_norm="skyddad@deltagare.test")
    assert re.fullmatch(r"Deltagare \d+", made.alias)


async def test_a_seat_given_up_goes_to_the_first_in_line(
    db: BaseDBAsyncClient, live: str, sink: Sink, browser: Browser, faults: Faults
) -> None:
    await walk.staged()
    cia, eva = [await Invitation.get(event__slug=SLUG, name=name) for name in ("Cia Lindmyr", "Eva Storvret")]
    async with browsers.visiting(browser, faults) as context, walk.working(sink):
        phone = await context.new_page()
        await registered(phone, live, "ny@deltagare.test")
        await leave(phone, live, cia)
        await walk.until(lambda: len(walk.mails(sink, "ylva.dalskar@deltagare.test")) == 1, "a place for Ylva")
        seated_mail = walk.mails(sink, "ylva.dalskar@deltagare.test")[0]
        assert "BEGIN:VEVENT" in walk.calendar_of(seated_mail)

    with freeze(DAY_BEFORE):
        async with browsers.visiting(browser, faults) as context, walk.working(sink):
            phone = await context.new_page()
            await leave(phone, live, eva)
            await walk.until(lambda: len(offers(sink)) == 1, "an offer with a time limit")
            assert "till i dag kl. 14.00" in offers(sink)[0]["Subject"]
            await walk.answer(phone, walk.link_in(offers(sink)[0]))

    assert (await Invitation.get(email_norm="ny@deltagare.test")).seat


def offers(sink: Sink) -> list[EmailMessage]:
    return [mail for mail in walk.mails(sink, "ny@deltagare.test") if "ledig" in mail["Subject"]]


async def leave(phone: Page, address: str, row: Invitation) -> None:
    """No, from the personal link."""
    await phone.goto(f"{address}/i/{row.token()}?answer=no")
    if await phone.get_by_role("radio", name="Nej, jag kan inte").count():
        await phone.get_by_role("radio", name="Nej, jag kan inte").check()
    await phone.get_by_role("button", name=re.compile("^Skicka")).click()
    await phone.get_by_role("heading", name=re.compile("^Tack")).wait_for()


async def test_staff_see_six_needs_with_consent_and_two_who_rang(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await seated(page, live, "Lena Kallbrink", "nsph-stockholm")
    event = await Event.get(slug=SLUG)
    here = f"{live}/desk/events/{event.pk}"

    await page.goto(f"{here}/needs")
    work = await words(page, "main table")
    assert (await page.locator("main tbody tr").count(), work.count("Samtycke 2026-11-")) == (6, 6)
    for text in ("Pauser", "plats nära utgången", "Skrivtolk", "Hörslinga", "Glutenfri", "Vegetarisk"):
        assert text in work

    await page.goto(f"{here}/guests")
    rows = await page.locator("#guests tbody tr").all_inner_texts()
    assert sum("Per telefon" in row and "inskrivet av Lena Kallbrink" in " ".join(row.split()) for row in rows) == 2
    assert not any("Kvinnojour" in row for row in rows)


async def test_reminders_leave_a_week_and_a_day_before(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await seated(page, live, "Lena Kallbrink", "nsph-stockholm")
    event = await Event.get(slug=SLUG)

    await page.goto(f"{live}/desk/events/{event.pk}/mailings")

    planned = await words(page, "main table")
    assert "onsdag 14 april 2027, kl. 08.00" in planned
    assert "tisdag 20 april 2027, kl. 08.00" in planned


async def test_two_weeks_after_only_the_counts_remain(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await seated(page, live, "Annika Silverskär", "dalarna")
    evening = await Event.get(slug="temakvall-anhorig")

    await page.goto(f"{live}/desk/events/{evening.pk}/needs")

    assert "Behoven är raderade" in await words(page)
    assert "Hörslinga 3" in await words(page, "dl")
