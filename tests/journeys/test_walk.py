"""The whole walk: a hearing is planned, people are invited by mail, one answers on a phone, a calendar follows."""

import re
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpx2
import pytest
from icalendar import Calendar
from playwright.async_api import Browser, Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import freeze
from tests import browser as browsers
from tests.browser import Faults
from tests.conftest import NOW
from tests.journeys import walk
from tests.journeys.stage import sqlite_template as sqlite_template
from tests.servers import Sink

pytestmark = pytest.mark.anyio
WAYS = [("sqlite", script, width) for script in (True, False) for width in (1280, 320)] + [("postgres", True, 1280)]


@pytest.mark.parametrize(("database_url", "script", "width"), WAYS, indirect=["database_url"])
async def test_from_an_empty_form_to_an_answer_and_a_calendar(
    db: BaseDBAsyncClient, live: str, sink: Sink, browser: Browser, faults: Faults, script: bool, width: int
) -> None:
    await walk.staged()
    desk = {"java_script_enabled": script, "viewport": {"width": width, "height": 800}}
    phone = {"java_script_enabled": script, "viewport": {"width": 320, "height": 640}}
    async with (
        browsers.visiting(browser, faults, **desk) as office,
        browsers.visiting(browser, faults, **phone) as hand,
    ):
        page, small = await office.new_page(), await hand.new_page()
        async with walk.working(sink):
            await walk.sign_in(page, live)
            number = await walk.plan(page)
            invited = await walk.invite(page)
            assert sink.messages == []
            with freeze(NOW + timedelta(minutes=6)):
                await walk.until(lambda: len(sink.messages) == invited, "the invitations")
                first = walk.mails(sink)[0]
                await walk.answer(small, walk.link_in(first))
                await walk.until(lambda: len(sink.messages) == invited + 1, "the receipt")
                await seen_by_the_organiser(page, f"{live}/desk/events/{number}/guests", invited)
    check_receipt(walk.mails(sink, first["To"].addresses[0].addr_spec)[-1])
    await check_calendar(live)


async def seen_by_the_organiser(page: Page, guests: str, invited: int) -> None:
    """One yes, one seat taken, the rest have not answered."""
    await page.goto(guests)
    strip = " ".join((await page.locator(".strip").inner_text()).split())
    assert re.search(r"1 Ja .* (\d+) Väntar svar", strip), strip
    assert await page.get_by_text("1 av 40 platser tagna").count() == 1
    assert await page.get_by_text("Väntar svar").count() >= invited - 1


def check_receipt(receipt: EmailMessage) -> None:
    """It says what was noted and carries the meeting, accepted."""
    assert "Du är anmäld" in receipt["Subject"]
    meeting = Calendar.from_ical(walk.calendar_of(receipt)).walk("VEVENT")[0]
    assert str(meeting["SUMMARY"]) == walk.TITLE
    assert meeting["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


async def check_calendar(address: str) -> None:
    """The address on /calendar/ is a feed with the hearing in it."""
    async with httpx2.AsyncClient(base_url=address) as program:
        shown = (await program.get("/calendar/")).text
        found = re.search(r"(?:http|webcal)://[^\"<\s]+/calendar/all\.ics", shown)
        assert found
        feed = await program.get(urlsplit(found.group()).path)
    events = Calendar.from_ical(feed.content).walk("VEVENT")
    mine = [event for event in events if str(event["SUMMARY"]) == walk.TITLE]
    assert [str(event.decoded("DTSTART").isoformat()) for event in mine] == ["2027-01-21T17:30:00+01:00"]
