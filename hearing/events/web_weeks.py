"""The calendar of the desk: week by week, with what is special about each."""

from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import today
from hearing.base.dates import parse_week
from hearing.base.web import mine, page
from hearing.events import dates, find
from hearing.events.models import Event
from hearing.events.times import day_of

WEEKS = 6
TOLD = frozenset({"holiday", "bridge", "school_break", "election"})


@needs("events.read")
async def index(request: Request) -> Response:
    """Six weeks from a typed one, or from this one."""
    typed = request.query_params.get("week", "").strip()[:20]
    first, wrong = monday_of(typed)
    rows = (
        await find.in_week(mine(request, Event.all()), first, WEEKS).order_by("starts_at", "id").select_related("venue")
    )
    weeks = [week(first + timedelta(weeks=number), rows) for number in range(WEEKS)]
    around = (first - timedelta(weeks=WEEKS), first + timedelta(weeks=WEEKS))
    values: dict[str, Any] = {"weeks": weeks, "typed": typed, "wrong": wrong, "around": around}
    return page(request, "events/weeks.html", spelled=spelled, week_end=week_end, **values)


def monday_of(typed: str) -> tuple[date, bool]:
    """The Monday that is meant, and whether what was typed is no week."""
    here = today() - timedelta(days=today().weekday())
    try:
        return (parse_week(typed) if typed else here), False
    except ValueError:
        return here, True


def week(monday: date, rows: list[Event]) -> tuple[date, list[Event], list[dates.DateWarning]]:
    """One week: its Monday, the events that touch it, what to know of its days."""
    sunday = week_end(monday)
    found = [
        row for row in rows if day_of(row.starts_at, row.zone) <= sunday and day_of(row.ends_at, row.zone) >= monday
    ]
    return monday, found, [one for one in dates.warnings(monday, sunday) if one.key in TOLD]


def week_end(monday: date) -> date:
    """The last day of a week."""
    return monday + timedelta(days=6)


def spelled(monday: date) -> str:
    """A week as it stands in an address: 2026-W41."""
    year, number, _day = monday.isocalendar()
    return f"{year}-W{number:02}"


routes = [Route("/", index, name="index")]
