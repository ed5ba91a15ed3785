"""The register in a real browser: nothing sticks out, axe finds nothing, the filter works with script."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.people.models import Holding, Office
from hearing.staff import middleware
from hearing.staff.models import Role
from tests import make
from tests.people.stage import played

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
Axe = Callable[[Page], Awaitable[list[str]]]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


async def enter(page: Page, live: str) -> None:
    """Sign the browser in as a planner of the network in Dalarna, on the demo's register."""
    organisers, _cards = await played()
    mine = organisers["org-dalarna"]
    ann = await make.member(mine, "Ann Lind", Role.PLANNER)
    cookie = {"name": middleware.cookie_name(), "value": await make.session(ann, mine), "url": live}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]


async def addresses() -> dict[str, str]:
    lisbet = await Holding.get(person__family_name="Falkmyr").select_related("person", "office__organisation")
    roger = await Holding.get(person__family_name="Hökskär").select_related("person")
    chair: Office = lisbet.office
    return {
        "people": "/desk/people/?region=20",
        "person": f"/desk/people/{lisbet.person.id}",
        "ended": f"/desk/people/{roger.person.id}",
        "new": "/desk/people/new",
        "edit-term": f"/desk/people/holdings/{lisbet.id}/edit",
        "end": f"/desk/people/holdings/{lisbet.id}/end",
        "organisations": "/desk/people/organisations/",
        "organisation": f"/desk/people/organisations/{chair.organisation.id}",
        "new-organisation": "/desk/people/organisations/new",
        "offices": "/desk/people/offices/?vacant=1",
        "office": f"/desk/people/offices/{chair.id}?on=2027-01-01",
        "appoint": f"/desk/people/offices/{chair.id}/appoint?q=svan",
        "places": "/desk/places/",
        "place": "/desk/places/20",
    }


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
async def test_every_page_fits_and_is_accessible(
    db: BaseDBAsyncClient, live: str, page: Page, axe: Axe, width: int, scheme: str
) -> None:
    await enter(page, live)
    await page.set_viewport_size({"width": width, "height": 900})
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    shots = os.environ.get("HEARING_TEST_SHOTS", "")

    for name, address in (await addresses()).items():
        await page.goto(live + address)
        if shots:
            await page.screenshot(path=Path(shots) / f"{name}-{width}-{scheme}.png", full_page=True)
        assert (name, await page.evaluate(SIDEWAYS), await axe(page)) == (name, False, [])


async def test_the_filter_answers_in_place_and_in_the_address(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    await enter(page, live)
    await page.goto(f"{live}/desk/people/")

    await page.get_by_label("Mandat", exact=True).select_option("60")
    await page.get_by_text("5 personer", exact=True).wait_for()

    assert "mandate=60" in page.url
    await page.reload()
    await page.get_by_text("5 personer", exact=True).wait_for()
