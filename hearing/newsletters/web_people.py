"""Who gets the monthly letter, under /desk/newsletters/people: seen by those who plan, removed, taken out as a table."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.queryset import QuerySet

from hearing.base.access import needs
from hearing.base.dates import local, short
from hearing.base.lang import _
from hearing.base.tables import answer
from hearing.base.web import done, link, mine, page, paging
from hearing.mail.rules import blocked
from hearing.newsletters import subscribe
from hearing.newsletters.models import Subscriber


def people(request: Request) -> QuerySet[Subscriber]:
    """Those with an address: who has asked, and who gets it."""
    words = request.query_params.get("q", "").strip().lower()[:100]
    found = mine(request, Subscriber.filter(status__in=["asked", "on"]))
    return found.filter(address_norm__contains=words) if words else found


@needs("newsletters.people")
async def index(request: Request) -> Response:
    """The list, the latest first."""
    pages = paging(request, await people(request).count())
    rows = await people(request).order_by("-asked_at", "-id").offset(pages.start).limit(pages.rows)
    shut = {address for address, _organiser in await blocked((row.address, row.organiser_id) for row in rows)}
    words = request.query_params.get("q", "")[:100]
    return page(request, "newsletters/people.html", rows=rows, paging=pages, words=words, shut=shut)


@needs("newsletters.people")
async def table(request: Request) -> Response:
    """All of them as CSV."""
    rows = await mine(request, Subscriber.filter(status="on")).order_by("address_norm")
    head = [_("Address"), _("Language"), _("Asked"), _("Confirmed")]
    lines = [[row.address, row.language, *(short(local(at)) if at else "" for at in times(row))] for row in rows]
    return answer([head, *lines], "csv", _("Monthly letter"))


def times(row: Subscriber) -> tuple[datetime | None, ...]:
    """When somebody asked and said yes."""
    return row.asked_at, row.confirmed_at


@needs("newsletters.people")
async def remove(request: Request) -> Response:
    """Take somebody off the list, who has said so in some other way."""
    row = await mine(request, Subscriber.all(), id=request.path_params["id"])
    await subscribe.stop(row, request.state.account)
    said = _("Removed. The address is forgotten. It comes back only when the person asks for the letter again.")
    return done(request, "", link(request, "newsletters:people"), said)


routes = [
    Route("/people/", index, name="people"),
    Route("/people.csv", table, name="table"),
    Route("/people/{id:int}/remove", remove, methods=["POST"], name="remove"),
]
