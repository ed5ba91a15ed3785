"""The fixtures themselves: browser, live server, mail server, visitor."""

import smtplib
from collections.abc import Awaitable, Callable

import httpx2
import pytest
from playwright.async_api import Page

from hearing.settings import Settings
from tests.browser import Faults
from tests.servers import Received, Sink


async def test_a_visitor_is_answered_by_the_app(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


async def test_a_browser_sees_the_live_app(live: str, page: Page) -> None:
    await page.route("**/favicon.ico", lambda route: route.fulfill(status=204))  # the page has no icon to offer

    await page.goto(f"{live}/healthz")

    assert await page.inner_text("body") == "ok\n"


async def test_axe_finds_what_is_wrong(page: Page, axe: Callable[[Page], Awaitable[list[str]]]) -> None:
    await page.set_content("<html lang=sv><title>T</title><main><h1>H</h1><img src='data:,'></main>")

    assert await axe(page) == ["image-alt: img"]


async def test_what_the_console_says_is_kept(page: Page, faults: Faults) -> None:
    await page.evaluate("console.error('on purpose')")

    assert faults == ["error: on purpose ()"]
    faults.clear()


def test_the_mail_server_keeps_mails_and_gives_the_wanted_replies(sink: Sink) -> None:
    sink.replies.append("451 later")
    with smtplib.SMTP(sink.host, sink.port) as server:
        with pytest.raises(smtplib.SMTPDataError, match="later"):
            server.sendmail("a@a.test", ["b@b.test"], b"Subject: 1\r\n\r\nhej\r\n")
        server.sendmail("a@a.test", ["b@b.test", "c@c.test"], b"Subject: 2\r\n\r\nhej\r\n")

    assert sink.messages == [Received("a@a.test", ["b@b.test", "c@c.test"], b"Subject: 2\r\n\r\nhej\r\n")]


def test_each_test_has_settings_and_a_database_of_its_own(configured: Settings) -> None:
    assert configured.secrets == ("a secret of the tests, long enough",)
    assert "hearing" in str(configured.database)
