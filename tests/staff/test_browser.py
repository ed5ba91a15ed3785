"""The whole way in, as a person goes it: link, button, own page, out again."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.staff import login
from hearing.staff.models import Role
from tests import make

pytestmark = pytest.mark.anyio


async def test_in_by_the_link_and_out_again(
    db: BaseDBAsyncClient, live: str, page: Page, axe: Callable[[Page], Awaitable[list[str]]]
) -> None:
    token = await login.print_link(await make.member(await make.organiser(), "Ann Lind", Role.PLANNER))

    await page.goto(f"{live}/sign-in/{token}?next=/desk/staff/me")
    assert await axe(page) == []
    await page.get_by_label("Håll mig inloggad").check()
    await page.get_by_role("button", name="Logga in").click()
    await expect(page.get_by_role("heading", name="Mitt konto")).to_be_visible()
    assert await axe(page) == []
    await page.get_by_role("button", name="Logga ut här").click()

    await expect(page.get_by_text("Du är utloggad.")).to_be_visible()
    assert [cookie["name"] for cookie in await page.context.cookies()] == []
