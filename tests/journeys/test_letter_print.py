"""The board of a letter on paper: map and matrix stand together on the first sheet of A4."""

from pathlib import Path

import pytest
from playwright.async_api import Browser
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.letters.models import Campaign
from tests import browser as browsers
from tests.browser import Faults
from tests.journeys import stage
from tests.journeys.stage import sqlite_template as sqlite_template
from tests.letters.test_pdf import seen

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def test_map_and_matrix_print_on_one_sheet(
    db: BaseDBAsyncClient, live: str, browser: Browser, tmp_path: Path
) -> None:
    await stage.post()
    campaign, complaints, file = await Campaign.get(slug=stage.LETTER), Faults(), tmp_path / "board.pdf"
    async with browsers.visiting(browser, complaints) as context:
        await stage.enter(context, live)
        page = await context.new_page()
        await page.goto(f"{live}/desk/letters/{campaign.pk}")
        await page.pdf(path=file, format="A4")

    first = seen("pdftotext", "-l", "1", str(file), "-")

    assert all(letter in first.split() for letter in ("BD", "AC", "AB", "I", "M"))  # the map
    assert "3. Kommunerna är med från början" in first and "Vems tur" not in first
