"""Open calendars: equal content, stable bytes, right on the days the clocks change."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import icalendar
import pytest

from hearing.base.clock import freeze, now
from hearing.events import demo, plan
from hearing.events.around import Around
from hearing.events.models import Event
from tests import make as base
from tests.events import make

pytestmark = pytest.mark.anyio
STOCKHOLM = ZoneInfo("Europe/Stockholm")


async def entries(client: httpx2.AsyncClient, path: str = "all") -> list[Any]:
    """The events of a calendar, read by icalendar."""
    answer = await client.get(f"/calendar/{path}.ics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


async def titles(client: httpx2.AsyncClient, path: str = "all") -> list[str]:
    return [str(entry["SUMMARY"]) for entry in await entries(client, path)]


async def test_a_thousand_events_read_back_equal_and_the_same_bytes(client: httpx2.AsyncClient) -> None:
    await base.organiser()
    for number in range(10):
        await demo.scale(number)
    listed = {event.uid: event for event in await Event.all() if event.ends_at >= now() - timedelta(days=365)}

    read = await entries(client)

    assert len(read) == len(listed) == 1000
    for entry in read:
        event = listed[entry["UID"]]
        assert (entry["SUMMARY"], entry["SEQUENCE"], entry["STATUS"]) == (event.title, 0, "CONFIRMED")
        assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (event.starts_at, event.ends_at)
        assert entry["URL"] == f"http://localhost:8000/events/{event.slug}"
    first, second = [(await client.get("/calendar/all.ics")).content for _ in range(2)]
    assert first == second


async def test_those_who_have_it_get_nothing(client: httpx2.AsyncClient) -> None:
    event = await make.event()
    whole = await client.get("/calendar/all.ics")
    tag = {"if-none-match": whole.headers["etag"]}

    same, head = await client.get("/calendar/all.ics", headers=tag), await client.head("/calendar/all.ics")
    await plan.change(event, await make.planner(), title="Ny titel")
    changed = await client.get("/calendar/all.ics", headers=tag)

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", whole.headers["etag"])
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", whole.headers["etag"])
    assert (changed.status_code, b"Ny titel" in changed.content) == (200, True)
    assert "set-cookie" not in whole.headers
    assert whole.headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize("day", ["2027-03-28", "2026-10-25"])
async def test_the_days_the_clocks_change_are_right(client: httpx2.AsyncClient, day: str) -> None:
    hours = [("00:30", "01:30"), ("01:59", "03:30"), ("02:30", "04:00"), ("13:00", "16:00")]
    for start, end in hours:
        await make.event(f"Kl. {start}", starts=f"{day}T{start}", ends=f"{day}T{end}")

    read = {str(entry["SUMMARY"]): (entry["DTSTART"].dt, entry["DTEND"].dt) for entry in await entries(client)}

    for start, end in hours:
        local = [
            datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=STOCKHOLM).astimezone(UTC) for clock in (start, end)
        ]
        assert [moment.astimezone(UTC) for moment in read[f"Kl. {start}"]] == local


async def test_each_calendar_holds_its_own(client: httpx2.AsyncClient) -> None:
    tallen = await base.organiser("tallen", "Tallen")
    await make.event("Länet", beside=Around(regions=["20"]))
    await make.event("Kommunen", kind="workshop", beside=Around(municipalities=["2080"]))
    await make.event("Annat län", beside=Around(regions=["01"]), organiser=tallen)

    assert sorted(await titles(client)) == ["Annat län", "Kommunen", "Länet"]
    assert sorted(await titles(client, "region/20")) == ["Kommunen", "Länet"]
    assert await titles(client, "kind/workshop") == ["Kommunen"]
    assert await titles(client, "organiser/tallen") == ["Annat län"]


async def test_drafts_unlisted_and_old_events_stay_out(client: httpx2.AsyncClient) -> None:
    await make.draft("Utkast")
    hidden = await make.draft("Olistat")
    await plan.unlist(hidden, await make.planner())
    cancelled = await make.event("Inställt möte", starts="2027-06-01T13:00", ends="2027-06-01T15:00")
    await plan.cancel(cancelled, await make.planner(), "Sjukdom")
    await make.event("Gammalt", starts="2025-11-01T13:00", ends="2025-11-01T15:00")
    await make.event("I fjol", starts="2025-12-01T13:00", ends="2025-12-01T15:00")

    assert await titles(client) == ["I fjol", "INSTÄLLT: Inställt möte"]
    with freeze(now() + timedelta(days=91)):
        assert await titles(client) == []


async def test_a_cancelled_entry_is_struck_through_and_a_replaced_one_too(client: httpx2.AsyncClient) -> None:
    old, new = await make.event("Gammalt"), await make.event("Nytt")
    await plan.replace(old, await make.planner(), new, "Vi slår ihop dem.")

    found = {str(entry["SUMMARY"]): (str(entry["STATUS"]), entry["SEQUENCE"]) for entry in await entries(client)}

    assert found == {"OMGJORT: Gammalt": ("CANCELLED", 1), "Nytt": ("CONFIRMED", 0)}


async def test_feeds_name_nobody_and_give_no_link_to_take_part(client: httpx2.AsyncClient) -> None:
    secret = "https://mote.test/hemligt"
    event = await make.event(online_url=secret, mode="hybrid", contact_name="Ann", contact_email="ann@egen.test")

    for address in ("/calendar/all.ics", f"/events/{event.slug}.ics"):
        body = (await client.get(address)).content
        assert b"ATTENDEE" not in body
        assert b"mote.test" not in body


@pytest.mark.parametrize("path", ["region/99", "kind/party", "organiser/nobody", "everything", "private/abc", ""])
async def test_there_is_no_such_calendar(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(f"/calendar/{path}.ics")).status_code == 404
