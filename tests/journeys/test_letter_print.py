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


async def first_sheet(live: str, browser: Browser, file: Path, slug: str) -> list[str]:
    """The words on the first page of a board, printed."""
    await stage.post()
    campaign, complaints = await Campaign.get(slug=slug), Faults()
    async with browsers.visiting(browser, complaints) as context:
        await stage.enter(context, live)
        page = await context.new_page()
        await page.goto(f"{live}/desk/letters/{campaign.pk}")
        await page.pdf(path=file, format="A4")

    return seen("pdftotext", "-l", "1", str(file), "-").split()


async def test_map_and_matrix_print_on_one_sheet(
    db: BaseDBAsyncClient, live: str, browser: Browser, tmp_path: Path
) -> None:
    first = await first_sheet(live, browser, tmp_path / "board.pdf", stage.LETTER)

    assert all(letter in first for letter in ("BD", "AC", "AB", "I", "M"))  # the map
    assert "3. Kommunerna är med från början" in " ".join(first) and "Vems" not in first


async def test_27_recipients_and_ten_demands_print_on_one_sheet(
    db: BaseDBAsyncClient, live: str, browser: Browser, tmp_path: Path
) -> None:
    first = await first_sheet(live, browser, tmp_path / "board.pdf", "yttrande-strategi-stockholm-2026")

    twice = [name for name in ("Botkyrka", "Danderyd", "Solna", "Värmdö", "Österåker") if first.count(name) == 2]
    assert twice == ["Botkyrka", "Danderyd", "Solna", "Värmdö", "Österåker"]  # on the map and in the matrix
    assert first.count("10.") == 1 and "Vems" not in first
