"""Whom do we reach: one event, a period, or all events; on the desk and as a table."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.tables import answer
from hearing.base.web import page
from hearing.invitations import guests, reach
from hearing.invitations.reach import Period

OF_ONE = "/events/{event_id:int}/reach"
OF_ALL = "/events/reach"


@needs("invitations.read")
async def of_event(request: Request) -> Response:
    """Whom one event reaches."""
    event = await guests.own(request)
    found = await reach.of_event(event)
    if request.url.path.endswith((".csv", ".xlsx")):
        return download(request, found, event.title)
    return page(request, "invitations/reach.html", event=event, reach=found, words=reach.words())


@needs("invitations.read")
async def of_period(request: Request) -> Response:
    """Whom the events of a period reach."""
    period, wrong = asked(request)
    organiser = request.state.organiser.pk if request.state.organiser else 0
    found = await reach.of_period(organiser, period.first, period.last)
    if request.url.path.endswith((".csv", ".xlsx")):
        return download(request, found, period.name)
    values: dict[str, Any] = {"period": period, "periods": reach.periods(), "wrong": wrong, "reach": found}
    values["query"] = urlencode({"period": period.code, "first": period.first, "last": period.last})
    return page(request, "invitations/reach_period.html", 422 if wrong else 200, **values, words=reach.words())


def asked(request: Request) -> tuple[Period, bool]:
    """The period in the address: one of those offered, or days of one's own; and whether it could not be read."""
    params, offered = request.query_params, reach.periods()
    code = params.get("period", "all")
    known = next((one for one in offered if one.code == code), None)
    if known:
        return known, False
    try:
        first, last = (date.fromisoformat(params.get(name, "")) for name in ("first", "last"))
    except ValueError:
        return offered[0], code == "own"
    if not reach.FIRST <= first <= last < reach.LAST:
        return offered[0], True
    return Period("own", f"{first.isoformat()}–{last.isoformat()}", first, last), False


def download(request: Request, found: reach.Reach, about: str) -> Response:
    """The table in the asked form."""
    form = request.url.path.rpartition(".")[2]
    if form not in ("csv", "xlsx"):
        raise HTTPException(404)
    return answer(reach.table(found), form, f"{_('Reach')} {about}")


routes = [
    Route(OF_ALL, of_period, name="reach:index"),
    Route(OF_ALL + ".csv", of_period, name="reach:csv"),
    Route(OF_ALL + ".xlsx", of_period, name="reach:xlsx"),
    Route(OF_ONE, of_event, name="reach:event"),
    Route(OF_ONE + ".csv", of_event, name="reach:event_csv"),
    Route(OF_ONE + ".xlsx", of_event, name="reach:event_xlsx"),
]
