"""SC-7 on the day: badges, names and a code at the door, somebody who walks in, an undo; then the documentation."""

from datetime import datetime
from typing import Any

import pytest
from playwright.async_api import Browser, Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import freeze
from hearing.door import lists
from hearing.events.models import Event
from hearing.invitations import codes, needs
from hearing.invitations.models import Invitation
from tests import browser as browsers
from tests.browser import Faults
from tests.door.test_browser import button
from tests.door.test_two_doors import empty
from tests.journeys.stage import sqlite_template as sqlite_template
from tests.journeys.stories import seated, words
from tests.journeys.test_story_conference import SLUG

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
MORNING = datetime.fromisoformat("2027-04-21T08:30+02:00")
DAY_AFTER = datetime.fromisoformat("2027-04-22T09:00+02:00")
FORTNIGHT = datetime.fromisoformat("2027-05-07T09:00+02:00")
NOTES: Any = {"name": "Minnesanteckningar.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


async def count(event: Event) -> tuple[int, int]:
    now = (await lists.hall(event)).count
    return now.inside, now.expected


async def test_the_day_from_badges_to_documentation(
    db: BaseDBAsyncClient, live: str, browser: Browser, faults: Faults, page: Page
) -> None:
    await seated(page, live, "Lena Kallbrink", "nsph-stockholm")
    event = await Event.get(slug=SLUG)
    here = f"{live}/desk/events/{event.pk}"
    coming = Invitation.filter(event=event, status="yes", places=1, substitution=None, alias="")
    first, second = await coming.order_by("sort_key").limit(2)

    with freeze(MORNING):
        await seated(page, live, "Lena Kallbrink", "nsph-stockholm")
        _inside, expected = await count(event)
        badges = await page.request.get(f"{here}/door/badges.pdf")
        assert (badges.headers["content-type"], (await badges.body())[:5]) == ("application/pdf", b"%PDF-")
        await page.goto(f"{here}/door")
        await page.get_by_label("Sök namn eller organisation").fill(first.name.split()[-1].lower())
        await button(page, "Här", first.name).click()
        await button(page, "Ångra", first.name).click()
        await button(page, "Här", first.name).click()
        await page.goto(f"{here}/door?q={codes.code_of(second)}")
        await button(page, "Här", second.name).click()
        await page.goto(f"{here}/door")
        await page.get_by_role("button", name="Släpp in en person").click()
        await button(page, "Ångra", "En person").wait_for()
        await empty(page)
        assert await count(event) == (3, expected - 2)
        table = await page.request.get(f"{here}/tables/attendance.csv")
        assert first.organisation_name in (await table.text())

    with freeze(DAY_AFTER):
        await seated(page, live, "Lena Kallbrink", "nsph-stockholm")
        await page.goto(f"{here}/door/after")
        assert "3 personer kom" in await words(page, "body")
        await page.get_by_role("button", name="Markera resten som frånvarande").click()
        await page.get_by_text(f"Markerade som frånvarande: {expected - 2}").wait_for()
        await page.goto(f"{here}/documents/")
        await page.get_by_label("Fil", exact=True).set_input_files(files=[NOTES])
        await page.get_by_label("Vad det heter").fill("Minnesanteckningar från konferensen")
        await page.get_by_label("Vilka som får se det").select_option("everybody")
        await page.get_by_role("button", name="Lägg till ett dokument").click()
        await page.get_by_role("link", name="Minnesanteckningar från konferensen").wait_for()
        async with browsers.visiting(browser, faults) as context:
            outside = await opened(await context.new_page(), f"{live}/events/{SLUG}")
            link = outside.get_by_role("link", name="Minnesanteckningar från konferensen")
            got = await outside.request.get(live + str(await link.get_attribute("href")))
            assert (got.status, await got.body()) == (200, NOTES["buffer"])

    with freeze(FORTNIGHT):
        await seated(page, live, "Lena Kallbrink", "nsph-stockholm")
        while await needs.erase_next():
            pass
        await page.goto(f"{here}/needs")
        assert "Behoven är raderade" in await words(page)


async def opened(page: Page, address: str) -> Page:
    await page.goto(address)
    return page
