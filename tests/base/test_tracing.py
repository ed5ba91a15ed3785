"""The log knows routes and numbers, never tokens or addresses."""

import httpx2
import pytest
from structlog.testing import capture_logs

from tests import make

pytestmark = pytest.mark.anyio


async def test_a_line_names_the_pattern_and_not_the_token(client: httpx2.AsyncClient) -> None:
    with capture_logs() as lines:
        await client.get("/sign-in/abcdefghijklmnop?next=/desk/people/7")

    asked = next(line for line in lines if line["event"] == "request")
    assert (asked["method"], asked["route"], asked["status"]) == ("GET", "/sign-in/{token}", 410)
    assert "abcdefgh" not in str(lines) and "people" not in str(lines)


async def test_an_unknown_address_is_not_written_down(client: httpx2.AsyncClient) -> None:
    with capture_logs() as lines:
        await client.get("/ann@egen-rost.test")

    assert "ann@" not in str(lines)


async def test_the_desks_routes_are_named_whole(ann: httpx2.AsyncClient) -> None:
    who = await make.account("Bo Ek")

    with capture_logs() as lines:
        await ann.get(f"/desk/staff/{who.pk}/edit")

    assert [line["route"] for line in lines if line["event"] == "request"] == ["/desk/staff/{id:int}/edit"]
