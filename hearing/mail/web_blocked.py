"""Addresses that get no mail from here: who, why, since when, by which mail. Under /desk/mail/blocked."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.queryset import QuerySet

from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.web import done, link, page, paging
from hearing.mail import outbox, shown_in
from hearing.mail.models import BlockedAddress


def _asked(request: Request) -> QuerySet[BlockedAddress]:
    """The list holds for the whole installation: a mail that goes nowhere goes nowhere for everybody."""
    words = request.query_params.get("q", "").strip().lower()[:100]
    return BlockedAddress.filter(address_norm__contains=words) if words else BlockedAddress.all()


@needs("mail.read")
async def index(request: Request) -> Response:
    """The list, the latest first."""
    found = _asked(request)
    pages = paging(request, await found.count())
    rows = await found.order_by("-since_at", "-id").offset(pages.start).limit(pages.rows)
    ids = [row.incoming_id for row in rows if row.incoming_id]
    seen = set(await shown_in.incoming(request).filter(id__in=ids).values_list("id", flat=True)) if ids else set()
    values: dict[str, Any] = {
        "rows": rows,
        "seen": seen,
        "paging": pages,
        "words": request.query_params.get("q", "")[:100],
    }
    waiting, may_write = await shown_in.waiting(request), "mail.write" in request.state.rights
    return page(request, "mail/blocked.html", **values, waiting=waiting, may_write=may_write)


@needs("mail.write")
async def lift(request: Request) -> Response:
    """Let the address have mail again."""
    row = await BlockedAddress.get_or_none(pk=request.path_params["id"])
    if row is None:
        raise HTTPException(404)
    await outbox.unblock(row, request.state.account)
    return done(request, "", link(request, "mail:blocked"), _("The address may have mail again."))


routes = [
    Route("/blocked/", index, name="blocked"),
    Route("/blocked/{id:int}/lift", lift, methods=["POST"], name="lift"),
]
