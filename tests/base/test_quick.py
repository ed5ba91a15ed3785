"""What was answered a moment ago is answered again: the same headers, no longer than a moment, never what is private."""

from datetime import timedelta

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from hearing.base import quick
from hearing.base.clock import freeze, now
from hearing.base.conditional import Kept
from hearing.base.guard import SecurityHeaders

pytestmark = pytest.mark.anyio
asked: list[str] = []


async def open_page(request: Request) -> Response:
    asked.append("open")
    return Kept(b"text " * 500, now(), "text/plain").answer(request)


async def private_page(request: Request) -> Response:
    asked.append("private")
    return Kept(b"mine", now(), "text/plain", "private, max-age=60").answer(request)


async def other_page(request: Request) -> Response:
    asked.append("other")
    return PlainTextResponse("new each time")


@pytest.fixture
def browser() -> httpx2.AsyncClient:
    asked.clear()
    quick.forget()
    routes = [Route("/open", open_page), Route("/private", private_page), Route("/other", other_page)]
    app = Starlette(routes=routes, middleware=[Middleware(quick.Quick), Middleware(SecurityHeaders)])
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://test")


async def test_the_next_reader_gets_the_same_answer_unasked(browser: httpx2.AsyncClient) -> None:
    first, second = await browser.get("/open"), await browser.get("/open")

    assert asked == ["open"]
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert sorted(first.headers.items()) == sorted(second.headers.items())
    assert "content-security-policy" in second.headers


async def test_each_reader_gets_what_they_can_take(browser: httpx2.AsyncClient) -> None:
    first = await browser.get("/open", headers={"accept-encoding": "identity"})

    same = await browser.get("/open", headers={"if-none-match": first.headers["etag"]})
    head = await browser.head("/open")
    packed = await browser.get("/open", headers={"accept-encoding": "gzip"})

    assert (same.status_code, same.content, head.content, packed.content) == (304, b"", b"", first.content)
    assert (packed.headers["content-encoding"], asked) == ("gzip", ["open"])


async def test_it_ends_with_a_change_or_a_moment(browser: httpx2.AsyncClient) -> None:
    await browser.get("/open")
    quick.forget()
    await browser.get("/open")
    with freeze(now() + timedelta(seconds=1)):
        await browser.get("/open")

    assert asked == ["open"] * 3


@pytest.mark.parametrize("path", ["/private", "/other", "/open?question=1", "/missing"])
async def test_everything_else_is_asked_each_time(browser: httpx2.AsyncClient, path: str) -> None:
    answers = [await browser.get(path) for _ in range(2)]

    assert len(asked) in (0, 2)
    assert answers[0].status_code == answers[1].status_code


async def test_writes_are_never_answered_from_memory(browser: httpx2.AsyncClient) -> None:
    await browser.get("/open")

    assert (await browser.post("/open")).status_code == 405
