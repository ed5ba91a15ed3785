"""Whatever goes wrong, the reader gets a page in the design, in their language, with the right status."""

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from structlog.testing import capture_logs

from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.limits import TooMany
from hearing.staff.models import Account
from tests import make

pytestmark = pytest.mark.anyio


@needs("public")
async def wrong(request: Request) -> Response:
    """Goes wrong as asked."""
    kind = request.path_params["kind"]
    if kind == "refusal":
        raise Refusal("The mail lacks a value.")
    if kind == "limit":
        raise TooMany(90)
    if kind == "bug":
        raise ZeroDivisionError("secret words")
    raise HTTPException(int(kind))


@pytest.fixture
async def broken(app: Starlette) -> httpx2.AsyncClient:
    """A visitor of an app with a page that goes wrong."""
    app.router.routes.insert(0, Route("/wrong/{kind}", wrong, methods=["GET", "POST"]))
    return make.visitor(app)


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("400", 400, "Vi kunde inte läsa det"),
        ("403", 403, "Det här är inte öppet för dig"),
        ("404", 404, "Sidan finns inte"),
        ("405", 405, "Det går inte här"),
        ("413", 413, "Det var för mycket på en gång"),
        ("422", 422, "Något behöver rättas"),
        ("limit", 429, "Vänta en stund"),
        ("bug", 500, "Något gick fel hos oss"),
        ("refusal", 409, "Det gick inte"),
        ("418", 418, "Vi kunde inte läsa det"),
        ("503", 503, "Något gick fel hos oss"),
    ],
)
async def test_every_fault_has_its_page(broken: httpx2.AsyncClient, kind: str, status: int, words: str) -> None:
    answer = await broken.get(f"/wrong/{kind}")

    assert answer.status_code == status
    assert '<link rel="stylesheet"' in answer.text and 'class="page-head"' in answer.text
    assert words in answer.text and '<html lang="sv">' in answer.text
    assert "content-security-policy" in answer.headers


async def test_english_readers_get_english_faults(broken: httpx2.AsyncClient) -> None:
    answer = await broken.get("/en/wrong/bug")

    assert "Something went wrong on our side" in answer.text and '<html lang="en">' in answer.text


async def test_a_bug_is_logged_with_its_number_and_not_shown(broken: httpx2.AsyncClient) -> None:
    with capture_logs() as lines:
        answer = await broken.get("/wrong/bug")

    crash = next(line for line in lines if line["event"] == "crashed")
    assert (crash["kind"], crash["log_level"]) == ("ZeroDivisionError", "error")
    assert "secret words" not in answer.text


async def test_a_limit_says_when_to_come_back(broken: httpx2.AsyncClient) -> None:
    assert (await broken.get("/wrong/limit")).headers["retry-after"] == "90"


async def test_htmx_gets_the_sentence_of_a_refusal_only(broken: httpx2.AsyncClient) -> None:
    answer = await broken.post("/wrong/refusal", headers={"hx-request": "true"})

    assert answer.status_code == 409
    assert answer.text.startswith('<div class="refusal"')


async def test_a_wrong_method_says_so(client: httpx2.AsyncClient) -> None:
    answer = await client.put("/sign-in")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) >= {"GET", "HEAD"}


async def test_a_stranger_is_sent_to_sign_in_and_back(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/desk/staff/log?of=staff&start=50")

    assert answer.headers["location"] == "/sign-in?next=%2Fdesk%2Fstaff%2Flog%3Fof%3Dstaff%26start%3D50"


async def test_a_strangers_write_is_refused_with_a_way_on(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/desk/staff/me", data={"name": "X"})

    assert answer.status_code == 403
    assert "Du är inte inloggad" in answer.text


async def test_htmx_takes_a_stranger_to_sign_in(client: httpx2.AsyncClient) -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://localhost:8000/desk/staff/?a=1"}

    answer = await client.get("/desk/staff/log", headers=headers)

    assert answer.headers["hx-redirect"] == "/sign-in?next=%2Fdesk%2Fstaff%2F%3Fa%3D1"


async def test_an_address_that_is_none_does_not_disturb(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/desk/people/?q=å", headers={"hx-request": "true", "hx-current-url": "http://["})

    assert (answer.status_code, answer.headers["hx-redirect"]) == (403, "/sign-in?next=%2Fdesk%2Fpeople%2F")


async def test_staff_see_faults_in_their_shell_and_language(ann: httpx2.AsyncClient) -> None:
    await Account.all().update(language="en")

    missing = await ann.get("/desk/staff/999")

    assert missing.status_code == 404
    assert "The page does not exist" in missing.text and 'class="mainnav"' in missing.text
