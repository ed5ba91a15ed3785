"""How handlers reply: links keep the language, what was said is shown once, lists stay inside their bounds."""

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.web import done, link, mine, paging
from hearing.people.models import Organisation
from tests import make

pytestmark = pytest.mark.anyio


@needs("public")
async def where(request: Request) -> Response:
    """The link to itself and to a desk page."""
    return PlainTextResponse(f"{link(request, 'test:where', number=7)} {link(request, 'staff:me')}")


@needs("public")
async def write(request: Request) -> Response:
    """A write without a fragment."""
    return done(request, "", "/desk/staff/me", "Sparat <b>", "/desk/undo")


@pytest.fixture
def visitor(app: Starlette) -> httpx2.AsyncClient:
    """A visitor of an app with two more pages in a mount."""
    pages = [Route("/{number:int}", where, name="where"), Route("/write", write, methods=["POST"])]
    app.router.routes.insert(0, Mount("/test/deep", routes=pages, name="test"))
    return make.visitor(app)


async def test_links_out_of_a_mount_keep_the_language(visitor: httpx2.AsyncClient) -> None:
    assert (await visitor.get("/test/deep/1")).text == "/test/deep/7 /desk/staff/me"
    assert (await visitor.get("/en/test/deep/1")).text == "/en/test/deep/7 /desk/staff/me"


async def test_what_was_said_is_shown_once_and_escaped(app: Starlette, visitor: httpx2.AsyncClient) -> None:
    await make.ann(visitor)

    answer = await visitor.post("/test/deep/write")
    first, second = await visitor.get("/desk/staff/me"), await visitor.get("/desk/staff/me")

    assert answer.status_code == 303
    assert "Sparat &lt;b&gt;" in first.text and 'action="/desk/undo"' in first.text
    assert "Sparat" not in second.text


async def test_htmx_without_a_fragment_goes_where_everyone_goes(visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.post("/test/deep/write", headers={"hx-request": "true"})

    assert (answer.status_code, answer.headers["hx-redirect"]) == (200, "/desk/staff/me")


@pytest.mark.parametrize("cookie", ["%", "[]", '{"text": 1}', '{"text": "x", "undo": "https://evil.test/"}'])
async def test_a_made_up_cookie_does_no_harm(ann: httpx2.AsyncClient, cookie: str) -> None:
    answer = await ann.get("/desk/staff/me", headers={"cookie": f"session={ann.cookies['session']}; said={cookie}"})

    assert answer.status_code == 200 and "evil.test" not in answer.text


def asked(query: str) -> Request:
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": []})


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [("", 1, 50), ("start=50", 51, 100), ("start=60", 51, 100), ("start=120", 101, 120), ("start=99999999999", 1, 50),
     ("start=-1", 1, 50), ("start=x", 1, 50), ("start=²", 1, 50), ("start=500", 101, 120)],
)  # fmt: skip
def test_a_page_of_a_list_stays_inside_it(query: str, first: int, last: int) -> None:
    shown = paging(asked(query), 120)

    assert (shown.first, shown.last) == (first, last)


def test_filters_stay_in_the_address() -> None:
    shown = paging(asked("q=%C3%A5&role=a&role=b&start=50"), 120)

    assert (shown.before, shown.after) == ("?q=%C3%A5&role=a&role=b&start=0", "?q=%C3%A5&role=a&role=b&start=100")


def test_an_empty_list_has_no_pages() -> None:
    shown = paging(asked("start=50"), 0)

    assert (shown.first, shown.last, shown.before, shown.after) == (0, 0, None, None)


async def test_mine_are_my_organisers_rows_and_the_shared_ones(db: BaseDBAsyncClient) -> None:
    here, there = await make.organiser(), await make.organiser("tallen", "Tallen")
    for name, of in [("ours", here), ("theirs", there), ("shared", None)]:
        await Organisation.create(
            organiser=of, kind="other", name=name, sort_key=name, created_at=now(), changed_at=now()
        )
    request = asked("")
    request.state.organiser = here

    found = [row.name for row in await mine(request, Organisation.filter(kind="other")).order_by("name")]
    request.state.organiser = None

    assert found == ["ours", "shared"]
    assert [row.name for row in await mine(request, Organisation.filter(kind="other"))] == ["shared"]
