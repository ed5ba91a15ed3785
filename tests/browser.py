"""The distribution's Chromium, and axe in its pages."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright

from tests.needs import missing, ran

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
]
GRAVE = {"serious", "critical"}


def chromium() -> str:
    """The path of a Chromium, or a skip."""
    names = (os.environ.get("HEARING_TEST_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    return found or missing("browser", "no Chromium found")


@asynccontextmanager
async def started(*more: str) -> AsyncIterator[Browser]:
    """One browser with a new profile."""
    path = chromium()
    arguments = [*QUIET, *more, *(["--no-sandbox"] if os.getuid() == 0 else [])]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        ran["browser"] = f"Chromium {browser.version}"
        try:
            yield browser
        finally:
            await browser.close()


class Faults(list[str]):
    """What the console of a page complained about: CSP, missing files, script errors."""

    def watch(self, page: Page) -> None:
        """Listen to one page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.append(f"script: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")


@asynccontextmanager
async def visiting(browser: Browser, faults: Faults, **options: Any) -> AsyncIterator[BrowserContext]:
    """A fresh visitor; `options` are Playwright's: viewport, java_script_enabled, color_scheme, …."""
    context = await browser.new_context(**{"locale": "sv-SE", "timezone_id": "Europe/Stockholm"} | options)
    context.set_default_timeout(10_000)
    context.on("page", faults.watch)
    try:
        yield context
    finally:
        await context.close()


async def violations(page: Page) -> list[str]:
    """What axe finds serious on the page as it stands: rule, and where."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE)
    found = await page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {' '.join(node['target'][0] for node in violation['nodes'][:5])}"
        for violation in found["violations"]
        if violation["impact"] in GRAVE
    ]
