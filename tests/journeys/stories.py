"""What the played stories share: who sits at the desk, and how a page is read."""

from typing import Any

from playwright.async_api import Page

from hearing.organisers.models import Organiser
from hearing.staff import middleware
from hearing.staff.models import Account
from tests import make
from tests.journeys import walk


async def seated(page: Page, address: str, who: str, organiser: str) -> Account:
    """Load the demo where it lacks, and sign the browser in as one of its staff."""
    await walk.staged()
    account, works_for = await Account.get(name=who), await Organiser.get(slug=organiser)
    cookie: Any = {"name": middleware.cookie_name(), "value": await make.session(account, works_for), "url": address}
    await page.context.add_cookies([cookie])
    return account


async def words(page: Page, where: str = "main") -> str:
    """What a part of the page says, on one line."""
    return " ".join((await page.locator(where).first.inner_text()).split())


async def press(page: Page, name: str) -> None:
    """Press a button and wait for the page it leads to."""
    async with page.expect_navigation():
        await page.get_by_role("button", name=name, exact=True).first.click()
