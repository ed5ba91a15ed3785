"""What stands before every page: where writes come from, what addresses hold, how much is sent."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from hearing.base.guard import POLICY
from tests import make

pytestmark = pytest.mark.anyio
OWN = "http://localhost:8000"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": OWN}, 403),
        ({"origin": OWN}, 303),
        ({"origin": "null"}, 403),
        ({"origin": "https://evil.test"}, 403),
        ({"origin": "http://localhost:8000.evil.test"}, 403),
        ({"origin": ""}, 403),
    ],
)
async def test_writes_come_from_our_own_pages(client: httpx2.AsyncClient, headers: dict[str, str], status: int) -> None:
    assert (await client.post("/sign-out", headers=headers)).status_code == status


async def test_reading_is_open_to_links_from_everywhere(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/sign-in", headers={"sec-fetch-site": "cross-site", "origin": "https://evil.test"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "address", ["/sign-in%00", "/%01", "/a%7f", "/%ff", "/sign-in?next=%00", "/sign-in?a=%1b", "/sign-in?a=%ff", "/%09"]
)
async def test_unclean_addresses_are_refused(client: httpx2.AsyncClient, address: str) -> None:
    answer = await client.get(address)

    assert answer.status_code == 400
    assert "Vi kunde inte läsa det" in answer.text and not set("\0\x01\x7f") & set(answer.text)


async def test_a_percent_sign_in_a_query_is_no_control_character(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/sign-in?next=%2500&q=%C3%A5%0A")).status_code == 200


async def test_control_characters_in_a_form_are_refused(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/sign-in", data={"email": "a\0b@c.test"})).status_code == 400


async def test_a_body_over_the_limit_gets_the_page_that_says_so(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/sign-in", data={"email": "x" * 1_100_000})

    assert answer.status_code == 413
    assert "<title>Det var för mycket på en gång" in answer.text


async def test_a_body_of_no_told_length_is_cut_off(client: httpx2.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"email="
        for _part in range(30):
            yield b"x" * 50_000

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await client.post("/sign-in", content=endless(), headers=kind)

    assert answer.status_code == 413
    assert "<title>Det var för mycket på en gång" in answer.text


async def test_every_answer_carries_the_security_headers(client: httpx2.AsyncClient) -> None:
    for path in ("/sign-in", "/nothing", "/%00", "/healthz", "/static/css/base.css", "/desk/"):
        headers = (await client.get(path)).headers

        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] in ("same-origin", "no-referrer")


async def test_personal_pages_are_kept_by_nobody(client: httpx2.AsyncClient, ann: httpx2.AsyncClient) -> None:
    for path in ("/sign-in/abc", "/i/abc", "/en/i/abc"):
        headers = (await client.get(path)).headers

        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "private, no-store"
        assert "noindex" in headers["x-robots-tag"]
    assert (await ann.get("/desk/staff/me")).headers["cache-control"] == "private, no-store"


async def test_an_origin_that_is_no_address_is_another_site(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/sign-in", headers={"origin": "http://["})).status_code == 403


async def test_https_is_asked_for_where_there_is_https(client: httpx2.AsyncClient) -> None:
    plain, safe = await client.get("/healthz"), await client.get("https://localhost:8000/healthz")

    assert "strict-transport-security" not in plain.headers
    assert "max-age=31536000" in safe.headers["strict-transport-security"]


async def test_a_file_where_none_belongs_is_refused(ann: httpx2.AsyncClient) -> None:
    await make.organiser()

    answer = await ann.post("/desk/staff/me", files={"name": ("x", b"y", "text/plain")})

    assert answer.status_code == 400
