"""The door in a real browser: it goes on without network, and sends everything once it is back."""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import now
from hearing.door import lists
from hearing.events.models import Event, EventGroup
from hearing.invitations import needs
from hearing.invitations.models import Invitation
from hearing.invitations.need_kinds import NeedKind
from hearing.staff import middleware
from hearing.staff.models import Role
from tests import browser as browsers
from tests import make as tools
from tests.browser import Faults
from tests.invitations import make

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
Axe = Callable[[Page], Awaitable[list[str]]]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SEATED: dict[str, Any] = {"status": "yes", "seat": True, "answered_at": None}
NAMES = ("Tomas Rehn", "Eva Nordin", "Åke Ålund")


async def evening() -> Event:
    """An evening that goes on, with somebody of each sort."""
    started = {"starts_at": now() - timedelta(hours=1), "ends_at": now() + timedelta(hours=2)}
    groups = {"Politiker": 5, "Föreningar": None}
    facts: dict[str, Any] = started | {"groups": groups, "registration": True}
    event = await make.event(capacity=20, organiser=await tools.organiser(), **facts)
    group = await EventGroup.filter(event=event).first()
    for name in NAMES:
        await make.invitation(event, group, **SEATED, name=name, organisation_name="Region Dalarna")
    await make.invitation(event, **SEATED, name="Föreningen Vändpunkten", places=5)
    await make.invitation(event, status="no", name="Lena Berg", answered_at=now())
    await make.invitation(event, status="waiting", queue_number=1, name="Siv Kö")
    return event


async def enter(page: Page, live: str, role: Role = Role.DOOR) -> None:
    """Sign the browser in."""
    here = await tools.organiser()
    who = await tools.member(here, f"{role.value.title()} Person", role)
    cookie = {"name": middleware.cookie_name(), "value": await tools.session(who, here), "url": live}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]


def button(page: Page, verb: str, who: str) -> Locator:
    """A row's button: what it does, and for whom."""
    return page.get_by_role("button", name=re.compile(f"{verb} ?, {who}"))


async def until(counted: tuple[int, int], event: Event) -> None:
    """Wait for the server to know."""
    for _ in range(100):
        count = (await lists.hall(event)).count
        if (count.inside, count.expected) == counted:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{count} is not {counted}")


async def test_presses_are_kept_without_network_and_sent_once(
    db: BaseDBAsyncClient, live: str, page: Page, faults: Faults
) -> None:
    event = await evening()
    await enter(page, live)
    await page.goto(f"{live}/desk/events/{event.pk}/door")
    await page.locator("html[data-kept=yes]").wait_for()
    await button(page, "Här", "Tomas Rehn").click()
    await until((1, 7), event)

    await page.context.set_offline(True)
    await button(page, "Här", "Eva Nordin").click()
    await page.get_by_text("Tryck som väntar i telefonen: 1").wait_for()
    await page.reload()
    await button(page, "Ångra", "Eva Nordin").wait_for()
    await button(page, "En till", "Föreningen Vändpunkten").click()
    await page.get_by_label("Namn Frivilligt").fill("Ada Dropp")
    await page.get_by_role("button", name="Släpp in en person").click()
    await page.get_by_text("Ada Dropp är inne.").wait_for()
    assert (await page.locator(".doorcount").inner_text()).split() == "4 inne 5 väntas 11 lediga".split()
    known_then = (await lists.hall(event)).count.inside

    await page.context.set_offline(False)
    await page.get_by_text("Alla tryck är sparade.").wait_for()
    assert known_then == 1
    await until((4, 5), event)
    assert [act.name for act in await lists.walked_in(event)] == ["Ada Dropp"]
    faults[:] = [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault]


async def test_the_other_door_is_seen_and_a_press_is_undone(
    db: BaseDBAsyncClient, live: str, page: Page, browser: Browser, faults: Faults
) -> None:
    event = await evening()
    await enter(page, live)
    async with browsers.visiting(browser, faults) as context:
        other = await context.new_page()
        await enter(other, live)
        for one in (page, other):
            await one.goto(f"{live}/desk/events/{event.pk}/door")
        await page.get_by_label("Sök namn eller organisation").fill("ålund")
        assert await page.locator("#guests > li:visible .door__name").all_inner_texts() == ["Åke Ålund"]
        await button(page, "Här", "Åke Ålund").click()
        await other.evaluate("sync()")
        await button(other, "Ångra", "Åke Ålund").wait_for()
        await page.locator("#door-toast button").click()
        await until((0, 8), event)
        await other.evaluate("sync()")
        await button(other, "Här", "Åke Ålund").wait_for()


async def test_it_works_without_script(db: BaseDBAsyncClient, live: str, browser: Browser, faults: Faults) -> None:
    event = await evening()
    async with browsers.visiting(browser, faults, java_script_enabled=False) as context:
        page = await context.new_page()
        await enter(page, live)
        await page.goto(f"{live}/desk/events/{event.pk}/door?q=tomas")
        await button(page, "Här", "Tomas Rehn").click()
        await button(page, "Ångra", "Tomas Rehn").wait_for()
        await page.get_by_role("button", name="Släpp in en person").click()
        await button(page, "Ångra", "En person").wait_for()

    assert (await lists.hall(event)).count == lists.Count(2, 7)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
async def test_every_page_fits_and_is_accessible(
    db: BaseDBAsyncClient, live: str, page: Page, axe: Axe, width: int, scheme: str
) -> None:
    event = await evening()
    row = await Invitation.get(event=event, name="Tomas Rehn").select_related("event")
    await needs.ask(row, {NeedKind.SIGN_LANGUAGE: "", NeedKind.OTHER: "Inga nötter"})
    await enter(page, live, Role.PLANNER)
    await page.set_viewport_size({"width": width, "height": 900})
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    here = f"/desk/events/{event.pk}"
    paths = [f"{here}/door", f"{here}/door/paper", f"{here}/door/after", f"{here}/needs"]
    paths += [f"{here}/guests/{row.pk}/needs", f"/i/{row.token()}?answer=yes", f"/i/{row.token()}/receipt"]
    coming = await make.event(organiser=await tools.organiser(), groups={"A": 1}, registration=True)
    there = f"/events/{coming.slug}/register"
    paths += [there, f"/en{there}", f"{there}/thanks", f"{here}/guests/register", f"{here}/tables"]
    shots = os.environ.get("HEARING_TEST_SHOTS", "")

    for number, path in enumerate(paths):
        await page.goto(live + path)
        if shots:
            await page.screenshot(path=Path(shots) / f"door-{number}-{width}-{scheme}.png", full_page=True)
        assert (path, await page.evaluate(SIDEWAYS), await axe(page)) == (path, False, [])


async def test_somebody_registers_with_the_keyboard(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    event = await make.event(organiser=await tools.organiser(), groups={"Spår A": 1}, registration=True)
    await page.goto(f"{live}/events/{event.slug}")
    await page.get_by_role("link", name="Anmäl", exact=True).click()
    await page.get_by_label("Namn", exact=True).fill("Ada Ek")
    await page.get_by_label("E-post").fill("ada@x.test")
    await page.keyboard.press("Enter")
    await page.get_by_label("Spår A").check()
    await page.get_by_role("button", name="Fortsätt").click()
    await page.get_by_text("Spår A").wait_for()
    await page.get_by_role("button", name="Anmäl").click()
    await page.get_by_role("heading", name="Tack. Vi har din anmälan.").wait_for()

    assert await Invitation.filter(name="Ada Ek", status="yes", group__name="Spår A").count() == 1


async def test_rows_are_high_enough_for_a_thumb(db: BaseDBAsyncClient, live: str, page: Page) -> None:
    event = await evening()
    await enter(page, live)
    await page.set_viewport_size({"width": 320, "height": 700})
    await page.goto(f"{live}/desk/events/{event.pk}/door")

    boxes = [await row.bounding_box() for row in await page.locator("#guests > li").all()]

    assert all(box and box["height"] >= 80 for box in boxes)
