"""Static files: kept for ever under their hash, sent small, and nothing beside them."""

import httpx2
import pytest

from hearing.base.static import FOREVER, static

pytestmark = pytest.mark.anyio


async def test_a_hashed_name_is_kept_for_ever(client: httpx2.AsyncClient) -> None:
    hashed, plain = await client.get(static("css/base.css")), await client.get("/static/css/base.css")

    assert (hashed.headers["cache-control"], plain.headers["cache-control"]) == (FOREVER, "public, max-age=86400")
    assert hashed.content == plain.content
    assert hashed.headers["content-type"] == "text/css; charset=utf-8"
    assert hashed.headers["content-encoding"] == "gzip"


async def test_fonts_have_their_kind(client: httpx2.AsyncClient) -> None:
    assert (await client.get(static("fonts/atkinson-next.woff2"))).headers["content-type"] == "font/woff2"


async def test_what_is_known_is_not_sent_again(client: httpx2.AsyncClient) -> None:
    first = await client.get(static("css/base.css"))

    again = await client.get(static("css/base.css"), headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["../pyproject.toml", "%2e%2e/pyproject.toml", "css/../../pyproject.toml", "css", "", "css/base.0000000000.css"],
)
async def test_nothing_else_is_served(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(f"/static/{path}")).status_code == 404
