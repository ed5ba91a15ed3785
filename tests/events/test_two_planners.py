"""Two planners change the same event: the later form never undoes the earlier one in silence."""

import asyncio
from typing import Any

import httpx2
import pytest

from hearing.events.around import Around, Group
from hearing.events.models import Event, EventGroup, ProgrammeItem, Venue
from hearing.staff.models import Role
from tests import make as base
from tests.events import make
from tests.planners import again, opened

pytestmark = pytest.mark.anyio


@pytest.fixture
async def cia(ann: httpx2.AsyncClient, app: Any) -> Any:
    """Cia, another planner of Egen röst."""
    async with base.visitor(app) as visitor:
        mine = await base.organiser()
        yield await base.signed_in(visitor, await base.member(mine, "Cia Berg", Role.PLANNER), mine)


async def both_open(ann: httpx2.AsyncClient, **facts: Any) -> tuple[str, dict[str, Any]]:
    """An event, and what Ann's open form sends."""
    event = await make.event(summary="Före", capacity=10, **facts)
    there = f"/desk/events/{event.id}"
    return there, await opened(ann, f"{there}/edit", there)


async def test_the_later_form_is_refused_and_names_who_was_first(
    ann: httpx2.AsyncClient, cia: httpx2.AsyncClient
) -> None:
    there, form = await both_open(ann)

    first = await cia.post(there, data=form | {"summary": "Cias", "capacity": "12"})
    second = await ann.post(there, data=form | {"summary": "Anns"})

    event = await Event.get()
    assert (first.status_code, second.status_code) == (303, 409)
    assert (event.summary, event.capacity) == ("Cias", 12)
    for said in ("Inte sparat: någon annan hann före", "Cia Berg ändrade det här i dag kl. 09.00", "Spara mitt ändå"):
        assert said in second.text


async def test_what_was_typed_stays_and_what_was_left_alone_is_theirs(
    ann: httpx2.AsyncClient, cia: httpx2.AsyncClient
) -> None:
    there, form = await both_open(ann)
    await cia.post(there, data=form | {"summary": "Cias", "capacity": "12"})

    refused = await ann.post(there, data=form | {"summary": "Anns", "title": "Ny rubrik"})
    kept = again(refused, there)
    saved = await ann.post(there, data=kept)

    event = await Event.get()
    assert (kept["summary"], kept["capacity"], kept["title"]) == (["Anns"], ["12"], ["Ny rubrik"])
    assert (saved.status_code, event.summary, event.capacity, event.title) == (303, "Anns", 12, "Ny rubrik")


async def test_a_third_who_is_first_again_is_told_of_too(ann: httpx2.AsyncClient, cia: httpx2.AsyncClient) -> None:
    there, form = await both_open(ann)
    await cia.post(there, data=form | {"summary": "Cias"})
    kept = again(await ann.post(there, data=form | {"summary": "Anns"}), there)

    await cia.post(there, data={**await opened(cia, f"{there}/edit", there), "summary": "Cias igen"})
    refused = await ann.post(there, data=kept)

    assert (refused.status_code, (await Event.get()).summary) == (409, "Cias igen")
    assert "Cias igen" in refused.text and "Anns" in refused.text


async def test_of_two_at_the_very_same_time_one_is_told(ann: httpx2.AsyncClient, cia: httpx2.AsyncClient) -> None:
    there, form = await both_open(ann)

    answers = await asyncio.gather(
        *(who.post(there, data=form | {"summary": f"Nr {n}"}) for n, who in enumerate((ann, cia)))
    )

    first = [answer.status_code for answer in answers].index(303)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert (await Event.get()).summary == f"Nr {first}"


async def test_the_same_change_twice_and_changes_beside_the_form_stop_nobody(
    ann: httpx2.AsyncClient, cia: httpx2.AsyncClient
) -> None:
    there, form = await both_open(ann)
    await cia.post(there, data=form | {"summary": "Samma"})
    await cia.post(f"{there}/publish", data={"listed": "no"})

    assert (await ann.post(there, data=form | {"summary": "Samma"})).status_code == 303


async def test_lists_and_ticks_are_told_in_words(ann: httpx2.AsyncClient, cia: httpx2.AsyncClient) -> None:
    around = Around(regions=["20"], groups=[Group("Politiker", 4), Group("Övriga")])
    there, form = await both_open(ann, beside=around)
    await cia.post(there, data=form | {"regions": ["20", "01"], "group_capacity": ["6", ""], "registration": "on"})

    refused = await ann.post(there, data=form | {"regions": ["13"], "group_name": ["Folkvalda", "Övriga"]})
    saved = await ann.post(there, data=again(refused, there))

    told = refused.text[refused.text.index("hann före") : refused.text.index("Spara mitt")]
    assert [word in told for word in ("Region Stockholm", "Region Halland", "Politiker · 6", "Folkvalda · 4")] == [
        True
    ] * 4
    assert "Vem som helst" in told and "<span>Ja</span>" in told
    assert saved.status_code == 303 and (await Event.get()).registration
    assert await EventGroup.all().order_by("position").values_list("name", "capacity") == [
        ("Folkvalda", 4),
        ("Övriga", None),
    ]


async def test_an_item_of_the_programme(ann: httpx2.AsyncClient, cia: httpx2.AsyncClient) -> None:
    event = await make.event()
    item = await make.item(event)
    there = f"/desk/events/{event.id}/programme/{item.pk}"
    form = await opened(ann, there, there)

    await cia.post(there, data=form | {"speakers": "Cia"})
    refused = await ann.post(there, data=form | {"speakers": "Ann", "title": "Kaffe"})
    saved = await ann.post(there, data=again(refused, there))

    assert (refused.status_code, saved.status_code) == (409, 303)
    assert "Cia Berg ändrade det här" in refused.text
    assert await ProgrammeItem.all().values_list("title", "speakers") == [("Kaffe", "Ann")]


async def test_a_venue(ann: httpx2.AsyncClient, cia: httpx2.AsyncClient) -> None:
    venue = await make.venue()
    there = f"/desk/events/venues/{venue.pk}"
    form = await opened(ann, there, there)

    await cia.post(there, data=form | {"hearing_loop": "yes", "city": "Falun"})
    refused = await ann.post(there, data=form | {"hearing_loop": "no"})
    saved = await ann.post(there, data=again(refused, there))

    assert (refused.status_code, saved.status_code) == (409, 303)
    assert await Venue.all().values_list("hearing_loop", "city") == [(False, "Falun")]
