"""The desk's pages of events: lists, the form, publishing, the log."""

from typing import Any

import httpx2
import pytest

from hearing.events.around import Around
from hearing.events.models import Event, EventGroup, EventStatus
from tests import make as base
from tests.events import make

pytestmark = pytest.mark.anyio


async def titles(browser: httpx2.AsyncClient, query: str = "") -> list[bool]:
    page = (await browser.get(f"/desk/events/?{query}")).text
    return [f">{title}</a>" in page for title in ("Kommande hearing", "Ett utkast", "Förra årets", "Deras")]


async def test_tabs_and_filters_show_their_own(ann: httpx2.AsyncClient) -> None:
    await make.event("Kommande hearing", beside=Around(regions=["20"]))
    await make.draft("Ett utkast", kind="visit")
    await make.event("Förra årets", starts="2025-10-08T13:00", ends="2025-10-08T15:00")
    await make.event("Deras", organiser=await base.organiser("tallen", "Tallen"))

    assert await titles(ann) == [True, False, False, False]
    assert await titles(ann, "tab=drafts") == [False, True, False, False]
    assert await titles(ann, "tab=past") == [False, False, True, False]
    assert await titles(ann, "week=v.+49") == [True, True, False, False]
    assert await titles(ann, "week=v.+41+2025") == [False, False, True, False]
    assert await titles(ann, "region=20") == [True, False, False, False]
    assert await titles(ann, "kind=visit&tab=drafts") == [False, True, False, False]
    assert await titles(ann, "q=KOMMANDE") == [True, False, False, False]


async def test_a_new_draft_is_saved_with_all_that_was_typed(ann: httpx2.AsyncClient) -> None:
    typed = make.typed(group_name=["Politiker", "Övriga"], group_capacity=["16", ""], group_id=["", ""], regions=["20"])

    answer = await ann.post("/desk/events/", data=typed)

    event = await Event.get(title="Hearing i Falun")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/events/{event.id}")
    assert (event.starts_at, event.capacity, event.status) == (make.moment("2026-12-03T13:00"), 60, EventStatus.DRAFT)
    assert await EventGroup.filter(event=event).values_list("name", "capacity") == [("Politiker", 16), ("Övriga", None)]
    assert "Utkastet är sparat" in (await ann.get(answer.headers["location"])).text


async def test_a_wrong_form_comes_back_as_typed(ann: httpx2.AsyncClient) -> None:
    answer = await ann.post("/desk/events/", data=make.typed(end="12:00", summary="<i>Kort</i>", group_name=["Egna"]))

    assert answer.status_code == 422
    for kept in ("Välj en tid efter 13.00.", "&lt;i&gt;Kort&lt;/i&gt;", 'value="12:00"', "Egna", 'href="#f-end"'):
        assert kept in answer.text
    assert await Event.all().count() == 0


@pytest.mark.parametrize("wrong", [{"venue": "999"}, {"organisations": "Okända föreningen"}])
async def test_only_the_readers_own_can_be_chosen(ann: httpx2.AsyncClient, wrong: dict[str, Any]) -> None:
    answer = await ann.post("/desk/events/", data=make.typed(**wrong))

    assert answer.status_code == 422
    assert await Event.all().count() == 0


async def test_an_event_is_changed_by_the_same_form(ann: httpx2.AsyncClient) -> None:
    event = await make.event(summary="Gammalt", capacity=10, beside=Around(regions=["20"], municipalities=["2080"]))
    shown = (await ann.get(f"/desk/events/{event.id}/edit")).text
    assert all(text in shown for text in ("Gammalt", 'value="2026-12-03"', 'value="13:00"', 'value="Falun"'))

    answer = await ann.post(f"/desk/events/{event.id}", data=make.typed(start="14:00"))

    fresh = await Event.get(id=event.id)
    assert (answer.status_code, fresh.summary, fresh.sequence) == (303, "", 1)
    assert fresh.moved_from_at == make.moment("2026-12-03T13:00")


async def test_the_kind_proposes_and_typed_values_stay(ann: httpx2.AsyncClient) -> None:
    typed = make.typed(kind="workshop", title="Min", start="17:30", end="19:15", group_name=["Politiker"])

    page = (await ann.post("/desk/events/suggest", data=typed)).text

    assert 'value="09:30"' in page  # the hearing's hour became the workshop's
    assert 'value="19:15"' in page  # a typed hour stays
    assert 'value="2026-11-20"' in page  # thirteen days before
    assert 'value="Min"' in page
    assert await Event.all().count() == 0


async def test_typed_times_are_said_back_with_what_to_think_of(ann: httpx2.AsyncClient) -> None:
    await make.event("Krocken")

    page = (await ann.get("/desk/events/when?date=2026-12-03&start=13.00&end=16.00&on_site=on")).text

    assert "torsdag 3 december 2026, v. 49" in page
    assert "tre timmar" in page
    assert "Krockar med eget möte: Krocken" in page


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-05", "9999-12-31"])
async def test_a_day_outside_all_calendars_is_a_sentence(ann: httpx2.AsyncClient, day: str) -> None:
    typed = {"kind": "hearing", "title": "T", "date": day, "start": "00:00", "end": "01:00", "on_site": "on"}

    said = [
        (await ann.get("/desk/events/when", params=typed)).status_code,
        (await ann.post("/desk/events/suggest", data=typed)).status_code,
        (await ann.post("/desk/events/", data=typed)).status_code,
    ]

    assert said == [200, 200, 422]


@pytest.mark.parametrize(("choice", "status"), [("yes", EventStatus.PUBLISHED), ("no", EventStatus.UNLISTED)])
async def test_publishing_is_a_choice_on_a_page_of_its_own(ann: httpx2.AsyncClient, choice: str, status: str) -> None:
    event = await make.draft(summary="Så ser det ut")
    assert "Så ser det ut" in (await ann.get(f"/desk/events/{event.id}/publish")).text

    answer = await ann.post(f"/desk/events/{event.id}/publish", data={"listed": choice})

    assert answer.status_code == 303
    assert (await Event.get(id=event.id)).status == status


async def test_publishing_twice_says_what_the_status_is(ann: httpx2.AsyncClient) -> None:
    event = await make.event()

    answer = await ann.post(f"/desk/events/{event.id}/publish", data={"listed": "yes"})

    assert answer.status_code == 409
    assert "Publicerat" in answer.text


async def test_the_log_says_who_did_what(ann: httpx2.AsyncClient) -> None:
    event = await make.event()

    page = (await ann.get(f"/desk/events/{event.id}/log")).text

    assert page.index("Publicerat för alla") < page.index("Utkast skapat")
    assert "Ann Lind" in page


async def test_a_reader_sees_no_buttons_and_may_not_press_them(bo: httpx2.AsyncClient) -> None:
    event = await make.draft()

    page = (await bo.get(f"/desk/events/{event.id}")).text

    assert "/edit" not in page
    assert "/publish" not in page
    for address in ("", "/publish", "/cancel", "/copy"):
        assert (await bo.post(f"/desk/events/{event.id}{address}", data=make.typed())).status_code == 403


async def test_other_organisers_events_are_not_there(eve: httpx2.AsyncClient) -> None:
    event = await make.event(venue=await make.venue())

    for address in ("", "/edit", "/log", "/publish", "/cancel", "/replace", "/copy", "/report", "/when", "/programme/"):
        assert (await eve.get(f"/desk/events/{event.id}{address}")).status_code == 404
    assert (await eve.get("/desk/events/venues/1")).status_code == 404
