"""SC-2 in the browser: the national workshop becomes regional meetings, and everybody is told once."""

from collections import Counter
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.events.models import Event
from hearing.invitations import notices
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.mail.models import OutgoingMail
from hearing.organisers.models import Organiser
from hearing.staff import middleware
from hearing.staff.models import Account
from tests import browser as browsers
from tests import make
from tests.browser import Faults
from tests.journeys.stage import sqlite_template as sqlite_template

pytestmark = pytest.mark.anyio
WHY = "Fler kan komma när mötet är nära."


async def isak(page: Page, address: str) -> None:
    """Sign in as Isak, who plans for NSPH."""
    token = await make.session(await Account.get(name="Isak Tuvmyr"), await Organiser.get(slug="nsph"))
    await page.context.add_cookies([{"name": middleware.cookie_name(), "value": token, "url": address}])


async def event(title: str) -> Event:
    found = await Event.filter(title__startswith=title).first()
    assert found
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("width", [1280, 320])
async def test_the_national_workshop_becomes_regional_meetings(
    db: BaseDBAsyncClient,
    live: str,
    browser: Browser,
    faults: Faults,
    axe: Callable[[Page], Awaitable[list[str]]],
    width: int,
) -> None:
    national, middle, visit = [
        await event(title) for title in ("Nationell workshop", "Regional workshop Mellansverige", "Dialogmöte")
    ]
    invited = Invitation.filter(event_id=national.pk, status__in=["invited", "yes", "maybe", "waiting"])
    people = await invited.count()
    before = await OutgoingMail.all().count()
    async with browsers.visiting(browser, faults, viewport={"width": width, "height": 900}) as context:
        page = await context.new_page()
        await isak(page, live)
        await page.goto(f"{live}/desk/events/{middle.pk}/edit")
        advice = " ".join((await page.locator("main").inner_text()).split())
        assert "v. 9 i 03, 17, 19, 20, 21" in advice or "vecka 9 i 03, 17, 19, 20, 21" in advice, advice
        assert "hörslinga" in advice

        await page.goto(f"{live}/desk/events/{national.pk}/regional")
        assert await axe(page) == []
        for one in (middle, visit):
            await page.check(f"#f-others-{one.pk}")
        await page.fill("#f-reason", WHY)
        await page.click("main button.btn--primary")
        assert await axe(page) == []
        assert f"skriv till {people} personer" in await page.locator("main").inner_text()
        await page.click("main button.btn--danger")
        assert WHY in await page.locator("main").inner_text()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    while await notices.tell_next():
        pass
    told = await OutgoingMail.all().order_by("id").offset(before)
    moved = await Invitation.filter(event_id__in=[middle.pk, visit.pk], status=InvitationStatus.INVITED).count()
    assert (await Event.get(pk=national.pk)).status == "replaced"
    assert max(Counter(mail.to_address for mail in told).values()) == 1
    assert {mail.kind for mail in told} == {"regional", "replaced"} and moved > 0
    assert [mail.body_text for mail in told if WHY not in " ".join(mail.body_text.split())] == []
