"""Events and venues for tests, planned the way people plan them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hearing.events import plan, programme, venues
from hearing.events.around import Around
from hearing.events.models import Event, EventKind, ProgrammeItem, Venue
from hearing.staff.models import Account, Role
from tests import make


def moment(text: str, zone: str = "Europe/Stockholm") -> datetime:
    """2026-12-03T13:00 on the clock of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


async def planner() -> Account:
    """Ann, who plans."""
    return await make.member(await make.organiser(), "Ann Lind", Role.PLANNER, admin=True)


async def draft(
    title: str = "Hearing i Falun",
    starts: str = "2026-12-03T13:00",
    ends: str = "2026-12-03T16:00",
    beside: Around | None = None,
    **facts: Any,
) -> Event:
    """A draft of Egen röst's."""
    kind = facts.pop("kind", EventKind.HEARING)
    owner = facts.pop("organiser", None) or await make.organiser()
    by = await planner()
    return await plan.draft(owner, by, title, kind, moment(starts), moment(ends), beside, **facts)


async def event(title: str = "Hearing i Falun", **facts: Any) -> Event:
    """A published event."""
    made = await draft(title, **facts)
    await plan.publish(made, await planner())
    return made


async def venue(name: str = "Kulturhuset", **facts: Any) -> Venue:
    """A venue of Egen röst's."""
    return await venues.add(await make.organiser(), await planner(), name, **facts)


async def item(of: Event, title: str = "Välkomna", starts: str = "2026-12-03T13:00", **facts: Any) -> ProgrammeItem:
    """A line of the programme."""
    return await programme.add(of, await planner(), title=title, starts_at=moment(starts), **facts)


def typed(**changes: Any) -> dict[str, Any]:
    """What a filled-in event form sends."""
    form: dict[str, Any] = {
        "kind": "hearing",
        "title": "Hearing i Falun",
        "date": "2026-12-03",
        "start": "13:00",
        "end": "16:00",
        "on_site": "on",
        "capacity": "60",
        "contact_name": "Ann Lind",
        "contact_phone": "070-174 06 21",
    }
    return {name: value for name, value in (form | changes).items() if value is not None}
