"""Cancel, replace, copy, report: each asks first on a page of its own."""

from datetime import timedelta

import httpx2
import pytest

from hearing.base.clock import freeze
from hearing.events import plan
from hearing.events.models import Event, EventStatus
from tests import make as base
from tests.events import make

pytestmark = pytest.mark.anyio


async def test_cancelling_asks_why(ann: httpx2.AsyncClient) -> None:
    event = await make.event()
    assert "Ställa in evenemanget?" in (await ann.get(f"/desk/events/{event.id}/cancel")).text

    empty = await ann.post(f"/desk/events/{event.id}/cancel", data={"reason": " "})
    done = await ann.post(f"/desk/events/{event.id}/cancel", data={"reason": "Sjukdom"})

    assert (empty.status_code, done.status_code) == (422, 303)
    assert (await Event.get(id=event.id)).status == EventStatus.CANCELLED
    assert "Sjukdom" in (await ann.get(f"/desk/events/{event.id}")).text


async def test_replacing_offers_own_coming_events(ann: httpx2.AsyncClient) -> None:
    event, other = await make.event("Gammal"), await make.draft("Ny")
    theirs = await make.event("Deras", organiser=await base.organiser("tallen", "Tallen"))
    page = (await ann.get(f"/desk/events/{event.id}/replace")).text
    assert ("Ny, 2026-12-03" in page, "Deras" in page) == (True, False)

    strange = await ann.post(f"/desk/events/{event.id}/replace", data={"other": theirs.id})
    done = await ann.post(f"/desk/events/{event.id}/replace", data={"other": other.id, "reason": "Slås ihop"})

    assert (strange.status_code, done.status_code) == (404, 303)
    assert (await Event.get(id=event.id)).replaced_by_id == other.id


async def test_what_cannot_replace_is_said_beside_what_was_typed(ann: httpx2.AsyncClient) -> None:
    event, off = await make.event("Gammalt"), await make.event("Inställt")
    await make.event("Nytt")
    await plan.cancel(off, await make.planner(), "Snö")

    said = await ann.post(f"/desk/events/{event.id}/replace", data={"other": str(off.id), "reason": "Krock"})

    assert (said.status_code, "Krock" in said.text, "f-other" in said.text) == (422, True, True)


async def test_with_nothing_to_replace_by_a_copy_is_offered(ann: httpx2.AsyncClient) -> None:
    event = await make.event()

    assert f"/desk/events/{event.id}/copy" in (await ann.get(f"/desk/events/{event.id}/replace")).text


async def test_a_copy_takes_what_was_ticked(ann: httpx2.AsyncClient) -> None:
    event = await make.event(summary="Kort", capacity=60)

    wrong = await ann.post(f"/desk/events/{event.id}/copy", data={"title": "Igen", "date": ""})
    done = await ann.post(
        f"/desk/events/{event.id}/copy",
        data={"title": "Igen", "date": "2027-04-21", "parts": ["texts"], "follow_up": "on"},
    )

    made = await Event.get(title="Igen")
    assert (wrong.status_code, done.headers["location"]) == (422, f"/desk/events/{made.id}")
    assert (made.summary, made.capacity, made.follows_id) == ("Kort", None, event.id)  # type: ignore[attr-defined]


async def test_the_report_is_asked_for_until_it_is_there(ann: httpx2.AsyncClient) -> None:
    event = await make.event()
    with freeze(event.ends_at + timedelta(hours=1)):
        assert "Hur gick det?" in (await ann.get(f"/desk/events/{event.id}")).text
        assert "Rapport saknas" in (await ann.get("/desk/events/?tab=past")).text
        wrong = await ann.post(f"/desk/events/{event.id}/report", data={"attended": "många"})

        done = await ann.post(f"/desk/events/{event.id}/report", data={"attended": "43", "outcome": "Sex löften"})

        assert (wrong.status_code, done.status_code) == (422, 303)
        assert "43 personer kom." in (await ann.get(f"/desk/events/{event.id}")).text
        assert "Rapport saknas" not in (await ann.get("/desk/events/?tab=past")).text
    assert (await Event.get(id=event.id)).status == EventStatus.HELD


async def test_a_report_before_the_event_is_refused(ann: httpx2.AsyncClient) -> None:
    event = await make.event()

    assert (await ann.post(f"/desk/events/{event.id}/report", data={"attended": "1"})).status_code == 409
