"""Events in a real browser: nothing sticks out, axe finds nothing, the form works with script and without."""

import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.events import demo
from hearing.events.models import Event
from hearing.staff import middleware
from hearing.staff.models import Role
from tests import browser as browsers
from tests import make
from tests.browser import Faults
from tests.data.demo import DEMO, MORE
from tests.people.stage import played

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
Axe = Callable[[Page], Awaitable[list[str]]]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PUBLIC = {
    "front": "/",
    "list": "/events/",
    "event": "/events/hearing-borlange",
    "event-en": "/en/events/study-visit-stockholm",
    "cancelled": "/events/temakvall-somn",
    "replaced": "/events/regional-workshop-sodra",
    "past": "/events/valhearing-falun",
    "calendar": "/calendar/?feed=region/20",
    "place": "/places/20-dalarna",
    "places": "/en/places/",
    "accessibility": "/accessibility",
    "privacy": "/en/privacy",
}
DESK = {
    "desk-list": "",
    "desk-past": "?tab=past",
    "desk-week": "?week=v.+41",
    "weeks": "weeks/",
    "new": "new",
    "show": "{id}",
    "edit": "{id}/edit",
    "programme": "{id}/programme/",
    "log": "{id}/log",
    "publish": "{id}/publish",
    "cancel": "{id}/cancel",
    "replace": "{id}/replace",
    "copy": "{id}/copy",
    "venues": "venues/",
    "new-venue": "venues/new",
    "report": "{held}/report",
}


async def enter(page: Page, live: str) -> dict[str, str]:
    """Load the demo, sign the browser in as a planner in Dalarna; gives the pages to look at."""
    organisers, cards = await played()
    rows = await demo.load(DEMO | {"more": MORE}, timedelta(0), organisers, cards)
    mine = organisers["org-dalarna"]
    ann = await make.member(mine, "Ann Lind", Role.PLANNER)
    cookie = {"name": middleware.cookie_name(), "value": await make.session(ann, mine), "url": live}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]
    ids = {"id": rows["ev-9"].id, "held": rows["ev-7"].id}
    return PUBLIC | {name: f"/desk/events/{path.format(**ids)}" for name, path in DESK.items()}


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
async def test_every_page_fits_and_is_accessible(
    db: BaseDBAsyncClient, live: str, page: Page, axe: Axe, width: int, scheme: str
) -> None:
    addresses = await enter(page, live)
    await page.set_viewport_size({"width": width, "height": 900})
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    shots = os.environ.get("HEARING_TEST_SHOTS", "")

    for name, address in addresses.items():
        await page.goto(live + address)
        if shots:
            await page.screenshot(path=Path(shots) / f"{name}-{width}-{scheme}.png", full_page=True)
        assert (name, await page.evaluate(SIDEWAYS), await axe(page)) == (name, False, [])


@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (320, "light")])
async def test_a_form_that_came_second_says_so_and_saves_when_it_is_meant(
    db: BaseDBAsyncClient, live: str, page: Page, axe: Axe, faults: Faults, width: int, scheme: str
) -> None:
    address = live + (await enter(page, live))["edit"]
    await page.set_viewport_size({"width": width, "height": 900})
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    other = await page.context.new_page()
    await page.goto(address)
    await other.goto(address)
    for one, text in ((other, "Deras egen text"), (page, "Min egen text")):
        await one.get_by_label("Kort om mötet").fill(text)
        await one.get_by_role("button", name="Spara ändringar").click()

    await page.get_by_text("Ann Lind ändrade det här").wait_for()
    assert (await page.evaluate(SIDEWAYS), await axe(page)) == (False, [])
    await page.get_by_role("button", name="Spara mitt ändå").click()
    await page.get_by_role("link", name="Översikt").first.wait_for()
    assert await Event.filter(summary="Min egen text").count() == 1
    faults.clear()  # the browser itself remarks on 409


async def test_the_form_says_the_day_back_and_warns_at_once(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await enter(page, live)
    await page.goto(f"{live}/desk/events/new")

    await page.get_by_label("Dag", exact=True).fill("2026-12-03")
    await page.get_by_label("Börjar").fill("13:00")
    await page.get_by_label("Börjar").blur()

    await page.get_by_text("torsdag 3 december 2026, v. 49").first.wait_for()
    await page.get_by_text("Krockar med eget möte: Hearing i Borlänge").wait_for()


@pytest.mark.parametrize("script", [True, False])
async def test_an_event_is_planned_and_published(
    db: BaseDBAsyncClient, live: str, browser: Browser, faults: Faults, script: bool
) -> None:
    async with browsers.visiting(browser, faults, java_script_enabled=script) as context:
        page = await context.new_page()
        await enter(page, live)
        await page.goto(f"{live}/desk/events/new")
        await page.get_by_text("Temakväll", exact=True).check()
        await page.get_by_label("Titel").fill("Kväll om återhämtning")
        await page.get_by_label("Dag", exact=True).fill("2027-02-11")
        await page.get_by_role("button", name="Spara utkast").click()
        await page.get_by_text("Utkastet är sparat").wait_for()
        await page.get_by_role("link", name="Publicera").click()
        await page.get_by_role("button", name="Publicera").click()
        await page.get_by_role("link", name="/events/kvall-om-aterhamtning").click()
        await page.get_by_role("heading", name="Kväll om återhämtning").wait_for()

    event = await Event.get(slug="kvall-om-aterhamtning")
    assert (event.kind, event.listed) == ("theme_evening", True)
