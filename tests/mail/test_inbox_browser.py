"""The inbox in a browser: accessible, narrow, dark, and its keys do nothing in text fields."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.mail import blocks, outbox
from hearing.mail.inbox import Sorter
from hearing.mail.models_in import IncomingMail, IncomingStatus
from hearing.staff import middleware
from hearing.staff.models import Role
from tests import make
from tests.journeys import looks
from tests.mail.conftest import post
from tests.mail.known import DALARNA, HIS, raw, sort

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
WORDS = f"""Hej,

Er skrivelse har diarieförts som RS 2026-0981 ({DALARNA}). Handläggare är Petra Wallin.

Vänliga hälsningar
Registrator

Den 25 juni 2026 skrev Egen röst:
> En miljon kronor kan slarvas bort.
> Den kan också ge verkligt inflytande.
"""


async def enter(page: Page, live: str, sorter: Sorter) -> IncomingMail:
    """One mail that waits with a guess, an address that is blocked; the browser signed in as Ann."""
    mine = await make.organiser()
    ann = await make.member(mine, "Ann Lind", Role.PLANNER)
    cookie = {"name": middleware.cookie_name(), "value": await make.session(ann, mine), "url": live}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]
    await outbox.put(post("a", HIS, organiser=mine, about=DALARNA, about_title="Öppet brev", to_name="Region Dalarna"))
    mail = await sort(sorter, raw(WORDS, sender="nn@region-dalarna.test", subject="Ang. skrivelse"))
    await IncomingMail.filter(pk=mail.pk).update(html="<p>Hej,</p><p>Er skrivelse har diarieförts.</p>")
    await blocks.block("borta@x.test", "5.1.1 finns inte", None, incoming=int(mail.pk))
    return mail


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
async def test_the_pages_fit_and_are_accessible(
    db: BaseDBAsyncClient, live: str, page: Page, sorter: Sorter, width: int, scheme: str
) -> None:
    mail = await enter(page, live, sorter)
    await page.set_viewport_size({"width": width, "height": 900})
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    wrong = {}
    for name, path in {"inbox": "inbox/", "mail": f"inbox/{mail.pk}", "blocked": "blocked/"}.items():
        await page.goto(f"{live}/desk/mail/{path}")
        for more in await page.locator("details.more > summary").all():
            await more.click()
        if name == "mail":
            await page.frame_locator(".mail-frame").get_by_text("diarieförts").wait_for()
        wrong[name] = await looks.faults(page)
        if folder := os.environ.get("HEARING_TEST_SHOTS"):
            await page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)

    assert wrong == {"inbox": [], "mail": [], "blocked": []}


async def test_keys_press_what_is_on_the_page_but_not_in_text_fields(
    db: BaseDBAsyncClient, live: str, page: Page, sorter: Sorter
) -> None:
    mail = await enter(page, live, sorter)
    await page.goto(f"{live}/desk/mail/inbox/{mail.pk}")
    await page.locator("#f-text").press_sequentially("exu1")
    typed = await page.locator("#f-text").input_value()
    waits = (await IncomingMail.get(pk=mail.pk)).status
    await page.locator("#f-text").blur()
    await page.keyboard.press("1")
    await page.wait_for_selector("#toast button, .toast")

    assert (typed, waits) == ("exu1", IncomingStatus.UNSORTED)
    assert (await IncomingMail.get(pk=mail.pk)).status == IncomingStatus.SORTED


async def test_keys_walk_through_the_list_and_answer_the_row_one_stands_in(
    db: BaseDBAsyncClient, live: str, page: Page, sorter: Sorter
) -> None:
    await enter(page, live, sorter)
    second = await sort(sorter, raw("Hej.", sender="x@y.test", subject="Nyare").replace(b"<1@", b"<2@"))
    await page.goto(f"{live}/desk/attention")
    await page.keyboard.press("e")  # in no row: nothing to press
    for key in ("j", "j", "k"):
        await page.keyboard.press(key)
    stood = await page.evaluate("document.activeElement.textContent")
    await page.keyboard.press("x")
    await page.wait_for_selector(".toast")
    then = await page.evaluate("document.activeElement.textContent")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk/mail/inbox/*")

    assert (stood, then) == ("Nyare", "Ang. skrivelse")
    assert (await IncomingMail.get(pk=second.pk)).status == IncomingStatus.DONE
    assert await IncomingMail.filter(status=IncomingStatus.UNSORTED).count() == 1
