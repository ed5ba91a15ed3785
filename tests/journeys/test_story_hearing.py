"""SC-5, the first two parts: the panel is invited, one sends somebody else, and everything names who came."""

import httpx2
import pytest
from playwright.async_api import Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.door import badges
from hearing.events.models import Event
from hearing.invitations.models import Invitation, Substitute
from tests.journeys.stage import sqlite_template as sqlite_template
from tests.journeys.stories import seated, words

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


async def test_the_list_shows_the_stand_in_and_the_invited_together(
    db: BaseDBAsyncClient, live: str, page: Page
) -> None:
    await seated(page, live, "Annika Silverskär", "dalarna")
    event = await Event.get(slug="valhearing-falun")

    await page.goto(f"{live}/desk/events/{event.pk}/guests")

    strip = await words(page, ".strip")
    assert strip.startswith("5 Ja 1 Nej 0 Kanske 1 Ersättare 0 Väntar svar"), strip
    row = page.get_by_role("row").filter(has_text="Amina Tranvret")
    assert "Ellen Orrvret kommer i stället, ersättare i hälso- och sjukvårdsnämnden (KD)" in await row.inner_text()
    came = await Invitation.filter(event=event, attended=True)
    assert (len(came), sum(row.substitution is None for row in came)) == (6, 5)


async def test_the_name_signs_name_who_comes(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await seated(page, live, "Annika Silverskär", "dalarna")
    event = await Event.get(slug="valhearing-falun").select_related("organiser")

    told = {badge["name"]: badge["part"] for badge in await badges.told(event)}

    assert len(told) == 6
    assert "i stället för Amina Tranvret" in told["Ellen Orrvret (KD)"]


async def test_a_panel_member_sends_somebody_else_without_an_account(
    db: BaseDBAsyncClient, live: str, page: Page
) -> None:
    await seated(page, live, "Annika Silverskär", "dalarna")
    row = await Invitation.filter(event__slug="uppfoljningshearing-falun", status="invited", party__not="").first()
    assert row
    event = await Event.get(slug="uppfoljningshearing-falun")
    await page.goto(f"{live}/i/{row.token()}")
    await page.get_by_text("Någon annan kommer i mitt ställe").click()
    await page.get_by_label("Namn", exact=True).fill("Ella Ny")
    await page.get_by_label("Uppdrag eller roll").fill("ersättare i nämnden")
    await page.get_by_label("E-post").fill("ella.ny@annat-hus.test")
    await page.get_by_label("Parti").fill("KD")
    await page.get_by_role("button", name="Skicka svar").click()
    await page.get_by_role("heading", name="Vi har noterat Ella Ny").wait_for()

    await page.goto(f"{live}/desk/events/{event.pk}/guests?answer=substitute")
    await page.get_by_role("button", name="Godkänn Ella Ny").click()

    await page.goto(f"{live}/desk/events/{event.pk}/guests?q=ella+ny")
    assert "Ella Ny kommer i stället, ersättare i nämnden (KD)" in await words(page, "#guests")
    stand_in = await Substitute.get(name="Ella Ny")
    async with httpx2.AsyncClient(base_url=live) as phone:
        assert "Du kommer i stället för" in (await phone.get(f"/i/{stand_in.token()}")).text
