"""The log of who did what: one's own organiser's, and for administrators what was done with accounts."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import allowed, needs
from hearing.base.audit import AuditEntry
from hearing.base.web import mine, page, paging
from hearing.staff import lists


@needs("audit.read")
async def log(request: Request) -> Response:
    """The latest first."""
    staff = request.query_params.get("of") == "staff" and allowed(request, "staff.read")
    found = lists.of_staff() if staff else mine(request, AuditEntry.all())
    shown = paging(request, await found.count())
    lines = await found.order_by("-at", "-id").offset(shown.start).limit(shown.rows)
    return page(request, "staff/log.html", lines=lines, paging=shown, staff=staff)


routes = [Route("/log", log, name="log")]
