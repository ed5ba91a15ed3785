"""SC-9, the first three parts: whose mandate ends, whose has ended, and who held an office on a day."""

import pytest
from playwright.async_api import Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.people.models import Office, Person
from tests.journeys.stage import sqlite_template as sqlite_template
from tests.journeys.stories import seated, words

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
ENDING = {"Lisbet Falkmyr", "Göran Ripmyr", "Ellen Orrvret", "Håkan Mårdskär", "Torsten Bävermyr"}
ENDED = {"Monica Hedmyra", "Roger Hökskär", "Nadja Rävmyr"}


async def names(page: Page) -> set[str]:
    found = await page.locator("#persons .table__name").all_inner_texts()
    return {name.partition(" (")[0] for name in found}


async def test_terms_that_end_and_have_ended_are_one_press_away(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await seated(page, live, "Isak Tuvmyr", "nsph")
    await page.goto(f"{live}/desk/people/")

    await page.get_by_role("link", name="Slutar inom 60 dagar").click()
    assert await names(page) == ENDING
    await page.goto(f"{live}/desk/people/")
    await page.get_by_role("link", name="Upphört utan nytt uppdrag").click()
    assert await names(page) == ENDED


async def test_an_office_names_its_holder_on_any_day(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await seated(page, live, "Isak Tuvmyr", "nsph")
    title = "ordförande i hälso- och sjukvårdsnämnden"
    chair = await Office.get(title=title, organisation__name="Region Dalarna")
    page_of = f"{live}/desk/people/offices/{chair.pk}"
    await page.goto(page_of)
    shown = await words(page, ".timeline")
    assert "2026-12-31" in shown
    assert "2027-01-01" in shown

    for day, name in (("2026-12-31", "Lisbet Falkmyr"), ("2027-01-01", "Sara Svanskär")):
        await page.get_by_role("textbox", name="Datum").fill(day)
        await page.get_by_role("button", name="Visa").click()
        assert name in await words(page, "[role=status]:has(b)")


async def test_two_roles_are_one_person_on_one_card(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await seated(page, live, "Isak Tuvmyr", "nsph")
    assert await Person.filter(family_name="Tranvret").count() == 1
    await page.goto(f"{live}/desk/people/?q=tranvret")
    await page.get_by_role("link", name="Amina Tranvret").click()

    card = await words(page)
    assert "Regionråd" in card
    assert "Regionstyrelsens ordförande" in card
    assert "2026-10-14" in card
