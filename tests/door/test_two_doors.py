"""Two people at two doors in two browsers, one of them without network for a while: nothing lost, nothing double."""

import asyncio
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import now
from hearing.door import lists
from hearing.door.models import ActKind, DoorAct
from hearing.events.models import Event
from hearing.invitations import codes
from hearing.invitations.models import Invitation
from tests import browser as browsers
from tests import make as tools
from tests.browser import Faults
from tests.door.test_browser import button, enter, evening, until
from tests.invitations import make

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
MARK = """async ([ids, pause]) => {
  for (const id of ids) {
    document.querySelector(`#g${id} .door__in button`).click();
    await new Promise((on) => setTimeout(on, pause));
  }
}"""


async def hall(people: int) -> tuple[Event, list[int]]:
    """So many who are awaited."""
    times: dict[str, Any] = {"starts_at": now() - timedelta(hours=1), "ends_at": now() + timedelta(hours=2)}
    event = await make.event(organiser=await tools.organiser(), **times)
    cards = [await make.person(f"Person {n}") for n in range(people)]
    rows = [make.unsaved(event, card, None, n) for n, card in enumerate(cards)]
    for row in rows:
        row.update_from_dict({"status": "yes", "seat": True})
    await Invitation.bulk_create(rows, batch_size=200)
    return event, [row.id for row in await Invitation.filter(event=event).order_by("sort_key").only("id")]


async def empty(page: Page) -> None:
    """Nothing waits in this telephone."""
    for _ in range(100):
        if await page.evaluate("outbox.all().length") == 0:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("presses still wait")


async def walk_in(page: Page, name: str) -> None:
    await page.get_by_label("Namn Frivilligt").fill(name)
    await page.get_by_role("button", name="Släpp in en person").click()


@pytest.mark.parametrize(("people", "dark", "pause"), [(30, 0, 1), pytest.param(500, 20, 30, marks=pytest.mark.soak)])
async def test_nothing_is_lost_and_nothing_counted_twice(
    db: BaseDBAsyncClient, live: str, browser: Browser, faults: Faults, people: int, dark: int, pause: int
) -> None:
    event, ids = await hall(people)
    first, second = ids[: people * 6 // 10], ids[people * 4 // 10 :]
    async with browsers.visiting(browser, faults) as one, browsers.visiting(browser, faults) as other:
        north, south = await one.new_page(), await other.new_page()
        for page in (north, south):
            await enter(page, live)
            await page.goto(f"{live}/desk/events/{event.pk}/door")
            await page.locator("html[data-kept=yes]").wait_for()
        begun = time.perf_counter()

        async def lost() -> None:
            await south.context.set_offline(True)
            await asyncio.gather(south.evaluate(MARK, [second, pause]), asyncio.sleep(dark))
            await walk_in(south, "Ada Dropp")
            await south.context.set_offline(False)

        await asyncio.gather(north.evaluate(MARK, [first, pause]), lost())
        await until((people + 1, 0), event)
        for page in (north, south):
            await empty(page)
        spent = time.perf_counter() - begun

    pressed = Counter([act.invitation_id async for act in DoorAct.filter(event=event, kind=ActKind.IN)])
    assert pressed == Counter(first) + Counter(second)
    assert (await lists.hall(event)).count == lists.Count(people + 1, 0)
    assert spent < 60
    faults[:] = [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault]


async def test_a_code_read_by_a_telephone_opens_the_door_at_that_guest(
    db: BaseDBAsyncClient, live: str, page: Page, faults: Faults
) -> None:
    event = await evening()
    row = await Invitation.get(event=event, name="Tomas Rehn")
    there = f"{live}/desk/events/{event.pk}/door"
    await enter(page, live)
    await page.goto(there)
    await page.locator("html[data-kept=yes]").wait_for()

    for offline in (False, True):
        await page.context.set_offline(offline)
        await page.goto(f"{there}?q={codes.code_of(row)}")
        assert await page.locator("#guests > li:visible .door__name").all_inner_texts() == ["Tomas Rehn"]
        await page.keyboard.press("Enter")
        await button(page, "Ångra", "Tomas Rehn").click()
        await button(page, "Här", "Tomas Rehn").wait_for()
    faults[:] = [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault]
