"""What anyone can read of an event, and what nobody may."""

import json
import re
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from hearing.base.clock import freeze
from hearing.events import plan, programme
from hearing.events.around import Around
from hearing.events.models import Event
from hearing.organisers.models import Organiser
from tests import make as base
from tests.events import make

pytestmark = pytest.mark.anyio
LATER: dict[str, Any] = {"starts_at": make.moment("2026-12-10T13:00"), "ends_at": make.moment("2026-12-10T16:00")}


async def text(client: httpx2.AsyncClient, event: Event, language: str = "") -> str:
    answer = await client.get(f"{language}/events/{event.slug}")
    assert answer.status_code == 200
    return answer.text


def json_ld(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


async def test_the_page_tells_when_where_and_whom_to_ask(client: httpx2.AsyncClient) -> None:
    venue = await make.venue(address="Tallgatan 4", city="Falun", step_free=True)
    event = await make.event(venue=venue, summary="Kort om det.", contact_name="Ann Lind", contact_phone="070-1")
    await make.item(event, "Vad lovade ni?", speakers="Gunnar")

    page = await text(client, event)

    for told in ("Torsdag 3 december 2026", "v. 49", "kl. 13.00–16.00", "Kulturhuset", "Tallgatan 4, Falun",
                 "Ingen trappa", "Ann Lind", "070-1", "Vad lovade ni?", "Gunnar", "Egen röst Dalarna"):  # fmt: skip
        assert told in page
    assert 'property="og:title" content="Hearing i Falun"' in page
    assert "noindex" not in page


async def test_the_page_speaks_english_under_en(client: httpx2.AsyncClient) -> None:
    page = await text(client, await make.event(), "/en")

    for told in ('<html lang="en">', "Thursday 3 December 2026", 'lang="sv"', 'href="/en/calendar/'):
        assert told in page


@pytest.mark.parametrize(("mode", "word"), [("on_site", "Offline"), ("online", "Online"), ("hybrid", "Mixed")])
async def test_search_engines_read_how_to_take_part(client: httpx2.AsyncClient, mode: str, word: str) -> None:
    event = await make.event(mode=mode, online_url="https://mote.test/hemligt", capacity=50)

    page = await text(client, event)

    facts = json_ld(page)
    assert facts["eventAttendanceMode"] == f"https://schema.org/{word}EventAttendanceMode"
    assert facts["eventStatus"] == "https://schema.org/EventScheduled"
    assert (facts["startDate"], facts["endDate"]) == ("2026-12-03T13:00:00+01:00", "2026-12-03T16:00:00+01:00")
    assert "mote.test" not in page
    assert "apacity" not in json.dumps(facts)


async def test_search_engines_read_of_a_move_and_of_a_cancellation(client: httpx2.AsyncClient) -> None:
    event = await make.event()
    await plan.change(event, await make.planner(), **LATER)
    moved = json_ld(await text(client, event))
    await plan.cancel(event, await make.planner(), "Sjukdom")
    cancelled = json_ld(await text(client, event))

    assert (moved["eventStatus"], moved["previousStartDate"]) == (
        "https://schema.org/EventRescheduled", "2026-12-03T13:00:00+01:00",
    )  # fmt: skip
    assert cancelled["eventStatus"] == "https://schema.org/EventCancelled"


async def test_nothing_typed_can_break_out_of_the_script(client: httpx2.AsyncClient) -> None:
    hostile = "</script><script>alert(1)</script> & <!--"

    page = await text(client, await make.event(hostile, summary=hostile))

    assert json_ld(page)["name"] == hostile
    assert "<script>alert" not in page


async def test_each_ending_has_its_notice(client: httpx2.AsyncClient) -> None:
    moved, off, old, past = [await make.event(title) for title in ("Flyttad", "Inställd", "Gammal", "Förbi")]
    new, by = await make.event("Ny dag"), await make.planner()
    await plan.change(moved, by, **LATER)
    await plan.cancel(off, by, "Föreläsaren är sjuk.")
    await plan.replace(old, by, new, "Vi slår ihop.")

    assert "Det skulle ha varit torsdag 3 december 2026, kl. 13.00." in await text(client, moved)
    assert "Föreläsaren är sjuk." in await text(client, off)
    assert 'href="/events/ny-dag">Ny dag</a>' in await text(client, old)
    assert "Evenemanget har varit." not in await text(client, past)
    with freeze(past.ends_at + timedelta(seconds=1)):
        assert "Evenemanget har varit." in await text(client, past)


async def test_a_replacement_that_is_a_draft_is_not_named(client: httpx2.AsyncClient) -> None:
    old, new = await make.event("Gammal"), await make.draft("Hemligt utkast")
    await plan.replace(old, await make.planner(), new, "")
    assert "Hemligt utkast" not in await text(client, old)

    await plan.publish(new, await make.planner())

    assert "Hemligt utkast" in await text(client, old)


async def test_unlisted_pages_are_found_by_their_link_only(client: httpx2.AsyncClient) -> None:
    event = await make.draft("Hemliga rådet")
    await plan.unlist(event, await make.planner())

    assert '<meta name="robots" content="noindex, nofollow">' in await text(client, event)
    for address in ("/", "/events/", "/feed.atom", "/calendar/all.ics"):
        assert "Hemliga rådet" not in (await client.get(address)).text


@pytest.mark.parametrize("ending", ["", ".ics", ".json"])
async def test_what_is_no_public_address_is_not_found(client: httpx2.AsyncClient, ending: str) -> None:
    await make.draft("Utkast")

    for slug in ("utkast", "finns-inte", "None", "%C3%A5"):
        assert (await client.get(f"/events/{slug}{ending}")).status_code == 404


async def tag(client: httpx2.AsyncClient, event: Event) -> str:
    """The page's ETag, which a second reader with it is answered 304 to."""
    found = str((await client.get(f"/events/{event.slug}")).headers["etag"])
    assert (await client.get(f"/events/{event.slug}", headers={"if-none-match": found})).status_code == 304
    return found


async def test_the_page_is_kept_until_something_on_it_changes(client: httpx2.AsyncClient) -> None:
    event, by = await make.event(), await make.planner()
    tags = [await tag(client, event)]

    await plan.change(event, by, title="Ny titel")
    tags.append(await tag(client, event))
    item = await make.item(event)
    tags.append(await tag(client, event))
    await Organiser.filter(id=event.organiser_id).update(name="Nytt namn")
    tags.append(await tag(client, event))
    assert len(set(tags)) == 4
    await programme.remove(event, by, item)
    await Organiser.filter(id=event.organiser_id).update(name="Egen röst Dalarna")
    assert await tag(client, event) == tags[1]


async def test_public_pages_set_no_cookie_and_may_be_kept(client: httpx2.AsyncClient) -> None:
    event = await make.event()

    for address in (f"/events/{event.slug}", "/events/", "/", "/calendar/", "/places/", "/accessibility", "/privacy"):
        answer = await client.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=30")
        assert "set-cookie" not in answer.headers
        assert (await client.head(address)).headers["etag"] == answer.headers["etag"]


async def test_a_question_in_the_address_does_not_stay_in_the_page(client: httpx2.AsyncClient) -> None:
    event = await make.event()

    first = await client.get(f"/events/{event.slug}?utm_source=hemlig&answer=yes")
    second = await client.get(f"/events/{event.slug}")

    assert first.text == second.text
    assert "hemlig" not in second.text


async def test_the_json_is_the_events_without_seats_or_links(client: httpx2.AsyncClient) -> None:
    venue = await make.venue(hearing_loop=True)
    event = await make.event(
        capacity=50, online_url="https://mote.test/x", mode="hybrid", venue=venue, beside=Around(regions=["20"])
    )

    facts = (await client.get(f"/events/{event.slug}.json")).json()

    assert (facts["title"], facts["starts_at"], facts["regions"]) == (
        "Hearing i Falun",
        "2026-12-03T13:00:00+01:00",
        ["20"],
    )
    assert (facts["place"]["hearing_loop"], facts["place"]["step_free"]) == (True, None)
    assert not {"capacity", "online_url", "taken", "id"} & set(facts)


async def test_the_list_is_filtered_by_place_kind_week_and_words(client: httpx2.AsyncClient) -> None:
    await make.event("Åsas hearing", beside=Around(regions=["20"]))
    await make.event("Workshop", kind="workshop", starts="2026-12-10T13:00", ends="2026-12-10T15:00")

    async def shown(query: str) -> list[bool]:
        page = (await client.get(f"/events/?{query}")).text
        return [title in page for title in ("Åsas hearing", "Workshop</a>")]

    assert await shown("") == [True, True]
    assert await shown("region=20") == [True, False]
    assert await shown("kind=workshop") == [False, True]
    assert await shown("week=v.+50") == [False, True]
    assert await shown("q=%C3%85SAS") == [True, False]
    assert await shown("region=99&kind=x&start=-1") == [True, True]
    assert "Det här är ingen vecka" in (await client.get("/events/?week=v.+99")).text


async def test_another_organisers_events_stand_in_the_same_list(client: httpx2.AsyncClient) -> None:
    await make.event("Deras", organiser=await base.organiser("tallen", "Tallen"))

    assert "Deras" in (await client.get("/events/")).text
