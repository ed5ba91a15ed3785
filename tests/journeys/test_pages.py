"""Every page in a real browser, light and dark, wide and narrow, in Swedish and English.

Each page is looked at in two of the four ways of PAIRS, half of the pages in each language: over all of them every pair
of scheme, width and language is seen. `make soak` looks at every page in every way.
"""

from itertools import product
from typing import Any
from zlib import crc32

import httpx2
import pytest
from playwright.async_api import Browser, BrowserContext, Page
from tortoise.backends.base.client import BaseDBAsyncClient

from tests import browser as browsers
from tests.browser import Faults
from tests.journeys import looks, pages, stage
from tests.journeys.stage import sqlite_template as sqlite_template

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
EVERY = list(product(("light", "dark"), (1280, 320)))
PAIRS = {"sv": [("light", 1280), ("dark", 320)], "en": [("dark", 1280), ("light", 320)]}
EXPECTED = {404, 410}


async def listed(context: BrowserContext, address: str, language: str) -> dict[str, int]:
    """The pages of the stage with their status, for somebody who may everything."""
    await stage.post()
    await stage.enter(context, address, language)
    wanted = [pages.spoken(path, language) for path in await pages.every(states=True)]
    cookies: Any = {one["name"]: one["value"] for one in await context.cookies()}
    async with httpx2.AsyncClient(base_url=address, cookies=cookies, follow_redirects=True) as visitor:
        return await pages.html_only(visitor, wanted)


async def seen(page: Page, combinations: list[tuple[Any, int]]) -> list[str]:
    """What is wrong with the page that is open."""
    found = []
    for scheme, width in combinations:
        await page.set_viewport_size({"width": width, "height": 900})
        await page.emulate_media(color_scheme=scheme)
        found += [f"{scheme} {width}: {wrong}" for wrong in await looks.faults(page)]
    return found


def turn(path: str, language: str, part: int | None) -> bool:
    """Whether a page is looked at in this language, in this half of the pages; without a half, always."""
    number = crc32(path.removeprefix("/en").encode())
    return part is None or (("sv", "en")[number % 2] == language and number // 2 % 2 == part)


async def walk(
    browser: Browser, address: str, language: str, combinations: list[tuple[Any, int]], part: int | None = None
) -> dict[str, list[str]]:
    """Open the pages; what is wrong, by its address."""
    complaints, wrong = Faults(), {}
    async with browsers.visiting(browser, complaints, reduced_motion="reduce") as context:
        page = await context.new_page()
        for path, status in (await listed(context, address, language)).items():
            if not turn(path, language, part):
                continue
            await page.goto(address + path)
            found = [*await seen(page, combinations), *await looks.keyboard(page)]
            found += [text for text in complaints if "Failed to load" not in text or status not in EXPECTED]
            complaints.clear()
            if found or status >= 500 or (status >= 400 and status not in EXPECTED):
                wrong[f"{status} {path}"] = found
    return wrong


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("language", ["sv", "en"])
async def test_every_page_is_accessible_and_fits(
    db: BaseDBAsyncClient, live: str, browser: Browser, language: str, part: int
) -> None:
    wrong = await walk(browser, live, language, PAIRS[language], part)

    assert wrong == {}, "\n".join(f"{path}: {found}" for path, found in wrong.items())


@pytest.mark.soak
@pytest.mark.parametrize("language", ["sv", "en"])
async def test_every_page_in_every_way(db: BaseDBAsyncClient, live: str, browser: Browser, language: str) -> None:
    wrong = await walk(browser, live, language, EVERY)

    assert wrong == {}, "\n".join(f"{path}: {found}" for path, found in wrong.items())


@pytest.mark.parametrize("part", [0, 1])
async def test_every_page_holds_with_text_twice_as_large(db: BaseDBAsyncClient, live: str, part: int) -> None:
    wide = []
    async with browsers.started(looks.LARGE) as large, browsers.visiting(large, Faults()) as context:
        page = await context.new_page()
        for path in [path for path in await listed(context, live, "sv") if crc32(path.encode()) % 2 == part]:
            for width in (1280, 320) if path.startswith("/i/") else (1280,):
                await page.set_viewport_size({"width": width, "height": 900})
                await page.goto(live + path)
                wide += (
                    [f"{width} {path}: {await page.evaluate(looks.WIDEST)}"]
                    if await page.evaluate(looks.SIDEWAYS)
                    else []
                )

    assert wide == []
