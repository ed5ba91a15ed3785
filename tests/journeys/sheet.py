"""`make sheet`: contact sheets of every page, and the README's two screenshots, into docs/."""

import asyncio
import html
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
from playwright.async_api import Browser, Page

from hearing.app import create_app
from hearing.base.addresses import DatabaseUrl
from hearing.base.clock import freeze
from hearing.db import database
from hearing.settings import read, using
from tests import browser as browsers
from tests.browser import Faults
from tests.conftest import NOW, SECRET, fill
from tests.journeys import pages, stage
from tests.servers import served

DOCS = Path(__file__).parents[2] / "docs"
README = {"start": "/desk/", "guests": "/desk/events/{hearing}/guests"}
EACH = 40
STYLE = """body { margin: 16px; background: #d9d4dc; font: 13px sans-serif; display: grid; grid-template-columns: repeat(5, 1fr); gap: 14px }
figure { margin: 0; overflow: hidden } div { display: flex; gap: 5px; align-items: start; height: 200px; overflow: hidden }
.wide { width: 200px } .small { width: 80px } figcaption { white-space: nowrap; margin-bottom: 3px }"""


def main() -> None:
    """Draw them all."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(draw(Path(folder)))


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[str]:
    """The stage under a server; gives its address."""
    url = DatabaseUrl("sqlite", path=str(folder / "hearing.sqlite3"))
    await fill(url)
    with using(read(env_file=None, database=url, secret=(SECRET,), base_url="http://hearing.example")), freeze(NOW):
        async with database(shared=False):
            await stage.post()
            with served(create_app()) as address:
                yield address


async def draw(folder: Path) -> None:
    """Open every page, wide and on a phone, and lay the pictures out."""
    DOCS.mkdir(exist_ok=True)
    async with opened(folder) as address, browsers.started() as browser:
        async with browsers.visiting(browser, Faults(), reduced_motion="reduce") as context:
            await stage.enter(context, address)
            cookies: Any = {one["name"]: one["value"] for one in await context.cookies()}
            async with httpx2.AsyncClient(base_url=address, cookies=cookies, follow_redirects=True) as visitor:
                listed = await pages.html_only(visitor, await pages.every(states=True))
            page = await context.new_page()
            shots = [await shoot(page, address, path, folder, turn) for turn, path in enumerate(listed)]
            await for_readme(page, address)
        await lay_out(browser, shots, folder)


async def shoot(page: Page, address: str, path: str, folder: Path, turn: int) -> str:
    """Two pictures of one page; every seventh in the dark."""
    await page.emulate_media(color_scheme="dark" if turn % 7 == 6 else "light")
    for kind, width, height in (("wide", 1280, 1280), ("small", 390, 975)):
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(address + path)
        await page.screenshot(path=folder / f"{turn}-{kind}.png")
    pictures = "".join(f'<img class="{kind}" src="{turn}-{kind}.png" alt="">' for kind in ("wide", "small"))
    return f"<figure><figcaption>{html.escape(await page.title())}</figcaption><div>{pictures}</div></figure>"


async def for_readme(page: Page, address: str) -> None:
    """The start page and the guests of a hearing."""
    hearing = (await pages.rows())[pages.EVENT]
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": 1280, "height": 860})
    for name, path in README.items():
        await page.goto(address + path.format(hearing=hearing))
        await page.screenshot(path=DOCS / f"{name}.png")


async def lay_out(browser: Browser, shots: list[str], folder: Path) -> None:
    """The sheets, each small enough for a repository."""
    for old in DOCS.glob("contact-sheet*.png"):
        old.unlink()
    page = await browser.new_page(viewport={"width": 1520, "height": 900})
    for start in range(0, len(shots), EACH):
        number = f"-{start // EACH + 1}" if start else ""
        sheet = folder / "sheet.html"
        sheet.write_text(f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>" + "".join(shots[start:][:EACH]))
        await page.goto(sheet.as_uri())
        await page.screenshot(path=DOCS / f"contact-sheet{number}.png", full_page=True)


if __name__ == "__main__":
    main()
