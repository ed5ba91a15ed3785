"""Tables to download, under /desk/events/ID/tables; each with the right of what it tells."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.tables import answer, download
from hearing.base.web import page
from hearing.door import badges, exports
from hearing.invitations.guests import own

HERE = "/events/{event_id:int}/tables"


@needs("invitations.read")
async def index(request: Request) -> Response:
    """Which tables there are."""
    return page(request, "door/tables.html", event=await own(request))


@needs("invitations.read")
async def guests(request: Request) -> Response:
    """The guest list."""
    event = await own(request)
    return answer(await exports.guest_list(event), form_of(request), f"{_('Guest list')} {event.title}")


@needs("invitations.read")
async def attendance(request: Request) -> Response:
    """How many came."""
    event = await own(request)
    return answer(await exports.attendance(event), form_of(request), f"{_('Attendance')} {event.title}")


@needs("invitations.needs")
async def need_counts(request: Request) -> Response:
    """What to order for how many."""
    event = await own(request)
    return answer(await exports.need_counts(event), form_of(request), f"{_('Needs in numbers')} {event.title}")


@needs("door.read")
async def badge_sheet(request: Request) -> Response:
    """Name badges to print."""
    event = await own(request)
    return download(await badges.of(event), f"{_('Name badges')} {event.title}.pdf", "application/pdf")


def form_of(request: Request) -> str:
    """xlsx, or csv."""
    return "xlsx" if request.url.path.endswith(".xlsx") else "csv"


routes = [
    Route(HERE, index, name="tables:index"),
    Route(HERE + "/guests.csv", guests, name="tables:guests_csv"),
    Route(HERE + "/guests.xlsx", guests, name="tables:guests_xlsx"),
    Route(HERE + "/attendance.csv", attendance, name="tables:attendance_csv"),
    Route(HERE + "/attendance.xlsx", attendance, name="tables:attendance_xlsx"),
    Route("/events/{event_id:int}/door/badges.pdf", badge_sheet, name="door:badges"),
    Route(HERE + "/needs.csv", need_counts, name="tables:needs_csv"),
    Route(HERE + "/needs.xlsx", need_counts, name="tables:needs_xlsx"),
]
