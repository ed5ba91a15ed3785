"""Tables to download, under /desk/events/ID/tables; each with the right of what it tells."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.tables import Table, answer, download
from hearing.base.web import page
from hearing.door import badges, exports, pdf
from hearing.events.models import Event
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
    if form_of(request) == "pdf":
        return await printed(event, await exports.guest_paper(event), _("Guest list"))
    return answer(await exports.guest_list(event), form_of(request), f"{_('Guest list')} {event.title}")


@needs("invitations.read")
async def attendance(request: Request) -> Response:
    """How many came."""
    event = await own(request)
    if form_of(request) == "pdf":
        return await printed(event, await exports.attendance(event), _("Attendance"))
    return answer(await exports.attendance(event), form_of(request), f"{_('Attendance')} {event.title}")


@needs("invitations.needs")
async def need_counts(request: Request) -> Response:
    """What to order for how many."""
    event = await own(request)
    if form_of(request) == "pdf":
        return await printed(event, await exports.need_counts(event), _("Needs in numbers"))
    return answer(await exports.need_counts(event), form_of(request), f"{_('Needs in numbers')} {event.title}")


@needs("door.read")
async def badge_sheet(request: Request) -> Response:
    """Name badges to print."""
    event = await own(request)
    return download(await badges.of(event), f"{_('Name badges')} {event.title}.pdf", "application/pdf")


async def printed(event: Event, table: Table, title: str) -> Response:
    """The table as a PDF."""
    return download(await pdf.of(event, table, title), f"{title} {event.title}.pdf", "application/pdf")


def form_of(request: Request) -> str:
    """csv, xlsx or pdf."""
    return request.url.path.rpartition(".")[2]


routes = [
    Route(HERE, index, name="tables:index"),
    Route(HERE + "/guests.csv", guests, name="tables:guests_csv"),
    Route(HERE + "/guests.xlsx", guests, name="tables:guests_xlsx"),
    Route(HERE + "/attendance.csv", attendance, name="tables:attendance_csv"),
    Route(HERE + "/attendance.xlsx", attendance, name="tables:attendance_xlsx"),
    Route("/events/{event_id:int}/door/badges.pdf", badge_sheet, name="door:badges"),
    Route(HERE + "/needs.csv", need_counts, name="tables:needs_csv"),
    Route(HERE + "/needs.xlsx", need_counts, name="tables:needs_xlsx"),
    Route(HERE + "/guests.pdf", guests, name="tables:guests_pdf"),
    Route(HERE + "/attendance.pdf", attendance, name="tables:attendance_pdf"),
    Route(HERE + "/needs.pdf", need_counts, name="tables:needs_pdf"),
]
