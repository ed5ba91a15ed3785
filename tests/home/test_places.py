"""The pages of places, and the ways to them."""

import httpx2
import pytest

from hearing.events.around import Around
from tests.events import make

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("20", "/places/20-dalarna"),
        ("20-gammalt-namn", "/places/20-dalarna"),
        ("2080", "/places/2080-falun"),
        ("14", "/places/14-vastra-gotaland"),
    ],
)
async def test_a_code_leads_to_the_right_address(client: httpx2.AsyncClient, typed: str, right: str) -> None:
    answer = await client.get(f"/places/{typed}")

    assert (answer.status_code, answer.headers["location"]) == (301, right)
    assert (await client.get(right)).status_code == 200


async def test_english_stays_english(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/en/places/20")).headers["location"] == "/en/places/20-dalarna"


@pytest.mark.parametrize("typed", ["99", "9999", "abc", "-", "2080x", "02"])
async def test_there_is_no_such_place(client: httpx2.AsyncClient, typed: str) -> None:
    assert (await client.get(f"/places/{typed}")).status_code == 404


async def test_a_place_shows_what_concerns_it(client: httpx2.AsyncClient) -> None:
    await make.event("I länet", beside=Around(regions=["20"]))
    await make.event("I kommunen", beside=Around(municipalities=["2080"]))
    await make.event("I Mora", beside=Around(municipalities=["2062"]))

    async def shown(place: str) -> list[bool]:
        page = (await client.get(f"/places/{place}")).text
        return [title in page for title in ("I länet", "I kommunen", "I Mora")]

    assert await shown("20-dalarna") == [True, True, True]
    assert await shown("2080-falun") == [True, True, False]
    assert await shown("21-gavleborg") == [False, False, False]


async def test_the_region_is_called_by_its_right_name(client: httpx2.AsyncClient) -> None:
    page = (await client.get("/places/14-vastra-gotaland")).text

    assert "Västra Götalandsregionen" in page
    assert "Region Västra Götaland" not in page
