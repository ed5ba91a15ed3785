"""The front page, the pages about the installation, Atom, robots, the calendar page."""

from xml.etree import ElementTree

import httpx2
import pytest

from hearing.base.installation import mark_demo
from hearing.events import plan
from hearing.organisers.models import Organiser
from tests.events import make

pytestmark = pytest.mark.anyio
ATOM = {"a": "http://www.w3.org/2005/Atom"}


async def test_the_front_page_shows_what_is_coming(client: httpx2.AsyncClient) -> None:
    await make.event()

    page = (await client.get("/")).text

    assert 'href="/events/hearing-i-falun"' in page
    assert "påhittade" not in page


async def test_a_demo_says_that_it_is_one(client: httpx2.AsyncClient) -> None:
    await mark_demo("2026-11-23")

    assert "påhittade" in (await client.get("/")).text


async def test_atom_is_well_formed_and_newest_first(client: httpx2.AsyncClient) -> None:
    first, second = await make.event("Ett & <två>"), await make.event("Tre")
    await plan.change(first, await make.planner(), summary="Nytt")

    answer = await client.get("/feed.atom")

    root = ElementTree.fromstring(answer.content)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert [entry.findtext("a:title", "", ATOM) for entry in root.findall("a:entry", ATOM)] == ["Ett & <två>", "Tre"]
    assert root.findtext("a:updated", "", ATOM) == "2026-11-23T08:00:02Z"
    assert f"/events/{second.slug}<" in answer.text


async def test_robots_leave_the_desk_and_the_personal_links_alone(client: httpx2.AsyncClient) -> None:
    lines = (await client.get("/robots.txt")).text.splitlines()

    assert {"Disallow: /desk/", "Disallow: /i/", "Disallow: /en/i/"} <= set(lines)
    assert "Disallow: /" not in lines


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", ["/accessibility", "/privacy", "/places/", "/calendar/", "/events/", "/"])
async def test_every_page_is_there_in_both_languages(client: httpx2.AsyncClient, language: str, path: str) -> None:
    answer = await client.get(language + path)

    assert answer.status_code == 200
    assert f'<html lang="{language[1:] or "sv"}">' in answer.text


async def test_the_calendar_page_gives_the_address_in_each_program(client: httpx2.AsyncClient) -> None:
    await make.event()

    page = (await client.get("/calendar/?feed=kind/hearing")).text

    assert 'href="webcal://localhost:8000/calendar/kind/hearing.ics"' in page
    assert "cid=webcal%3A%2F%2Flocalhost%3A8000%2Fcalendar%2Fkind%2Fhearing.ics" in page
    assert 'value="http://localhost:8000/calendar/kind/hearing.ics"' in page
    assert "Närmast: Hearing i Falun, torsdag 3 december 2026." in page


async def test_an_unknown_calendar_shows_them_all(client: httpx2.AsyncClient) -> None:
    page = (await client.get("/calendar/?feed=%22><script>")).text

    assert 'value="http://localhost:8000/calendar/all.ics"' in page
    assert "<script>" not in page


async def test_a_new_name_of_an_organiser_is_seen_at_once(client: httpx2.AsyncClient) -> None:
    event = await make.event()
    before = (await client.get("/")).text
    await Organiser.filter(pk=event.organiser_id).update(name="Nya namnet")

    assert "Nya namnet" not in before
    assert "Nya namnet" in (await client.get("/")).text
