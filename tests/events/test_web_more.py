"""The desk's pages of the programme, of venues, and of weeks."""

import httpx2
import pytest

from hearing.base.clock import now
from hearing.events.models import Event, ProgrammeItem, Venue
from tests.events import make

pytestmark = pytest.mark.anyio


async def test_an_item_is_added_changed_taken_out_and_put_back(ann: httpx2.AsyncClient) -> None:
    event = await make.event()
    base = f"/desk/events/{event.id}/programme/"
    typed = {"day": "2026-12-03", "start": "13.10", "title": "Tema 1", "speakers": "Gunnar"}
    assert (await ann.post(base, data=typed)).status_code == 303
    item = await ProgrammeItem.get(event=event)
    assert 'value="13:10"' in (await ann.get(f"{base}{item.id}")).text

    changed = await ann.post(f"{base}{item.id}", data=typed | {"start": "13.20"})
    gone = await ann.post(f"{base}{item.id}/remove")
    assert (changed.status_code, gone.status_code, await ProgrammeItem.all().count()) == (303, 303, 0)
    assert f'action="{base}put-back"' in (await ann.get(base)).text
    assert (await ann.post(f"{base}put-back")).status_code == 303

    assert await ProgrammeItem.get(event=event).values_list("title", "starts_at") == (
        "Tema 1", make.moment("2026-12-03T13:20"),
    )  # fmt: skip


async def test_a_wrong_item_comes_back_as_typed(ann: httpx2.AsyncClient) -> None:
    event = await make.event()

    answer = await ann.post(f"/desk/events/{event.id}/programme/", data={"day": "", "start": "x", "title": "Tema"})

    assert answer.status_code == 422
    assert 'value="Tema"' in answer.text


async def test_an_item_of_another_event_is_not_there(ann: httpx2.AsyncClient) -> None:
    event, other = await make.event(), await make.event("Annat")
    item = await make.item(other)

    assert (await ann.get(f"/desk/events/{event.id}/programme/{item.id}")).status_code == 404


async def test_a_venue_is_written_down_once(ann: httpx2.AsyncClient) -> None:
    typed = {"name": "Tallen", "city": "Falun", "step_free": "yes", "hearing_loop": "no", "region": "20"}
    assert (await ann.post("/desk/events/venues/", data=typed)).status_code == 303
    venue = await Venue.get(name="Tallen")
    assert (venue.step_free, venue.hearing_loop, venue.quiet_room, venue.region_id) == (True, False, None, "20")

    answer = await ann.post(f"/desk/events/venues/{venue.id}", data=typed | {"hearing_loop": "yes"})
    wrong = await ann.post(f"/desk/events/venues/{venue.id}", data=typed | {"name": ""})

    assert (answer.status_code, wrong.status_code) == (303, 422)
    assert (await Venue.get(id=venue.id)).hearing_loop is True
    assert "Hörslinga" in (await ann.get("/desk/events/venues/")).text


async def test_a_shared_venue_can_be_read_but_not_saved(ann: httpx2.AsyncClient) -> None:
    venue = await Venue.create(name="Delad", sort_key="", created_at=now())

    assert "Spara lokalen" not in (await ann.get(f"/desk/events/venues/{venue.id}")).text
    assert (await ann.post(f"/desk/events/venues/{venue.id}", data={"name": "Min"})).status_code == 409


async def test_week_41_is_jumped_to_and_2026_has_a_53rd(ann: httpx2.AsyncClient) -> None:
    await make.event("Temakväll", starts="2026-10-06T18:00", ends="2026-10-06T20:00")

    this_year = (await ann.get("/desk/events/weeks/?week=v.+41")).text
    next_year = (await ann.get("/desk/events/weeks/?week=v.+41+2027")).text
    now_ = (await ann.get("/desk/events/weeks/")).text
    wrong = (await ann.get("/desk/events/weeks/?week=v.+60")).text

    assert ("5–11 oktober 2026" in this_year, "Temakväll</a>" in this_year) == (True, True)
    assert ("11–17 oktober 2027" in next_year, "Temakväll</a>" in next_year) == (True, False)
    assert "V. 53" in now_
    assert "Det här är ingen vecka" in wrong


async def test_a_list_of_fifty_takes_few_queries(ann: httpx2.AsyncClient, counted: list[str]) -> None:
    venue = await make.venue()
    for number in range(51):
        await make.event(f"Möte {number}", venue=venue)
    counted.clear()

    assert (await ann.get("/desk/events/")).status_code == 200

    assert len(counted) <= 12
    assert await Event.all().count() == 51
