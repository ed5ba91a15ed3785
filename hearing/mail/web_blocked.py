"""Addresses that get no mail from here: who, why, since when, by which mail. Under /desk/mail/blocked."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.queryset import QuerySet

from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, paging
from hearing.mail import blocks, shown, shown_in
from hearing.mail.models import BlockedAddress


def _asked(request: Request) -> QuerySet[BlockedAddress]:
    """The organiser's own blocks and those of the whole installation: what goes nowhere goes nowhere for everybody."""
    words = request.query_params.get("q", "").strip().lower()[:100]
    found = mine(request, BlockedAddress.standing())
    return found.filter(address_norm__contains=words) if words else found


@needs("mail.read")
async def index(request: Request) -> Response:
    """The list, the latest first."""
    found = _asked(request)
    pages = paging(request, await found.count())
    rows = await found.order_by("-since_at", "-id").offset(pages.start).limit(pages.rows)
    ids = [row.incoming_id for row in rows if row.incoming_id]
    seen = set(await shown_in.incoming(request).filter(id__in=ids).values_list("id", flat=True)) if ids else set()
    ids = [row.outgoing_id for row in rows if row.outgoing_id]
    ours = set(await shown.outgoing(request).filter(id__in=ids).values_list("id", flat=True)) if ids else set()
    values: dict[str, Any] = {
        "rows": rows,
        "seen": seen,
        "ours": ours,
        "paging": pages,
        "words": request.query_params.get("q", "")[:100],
    }
    waiting, may_write = await shown_in.waiting(request), "mail.write" in request.state.rights
    return page(request, "mail/blocked.html", **values, waiting=waiting, may_write=may_write)


async def _row(request: Request) -> BlockedAddress:
    return await mine(request, BlockedAddress.all(), id=request.path_params["id"])


@needs("mail.write")
async def lift(request: Request) -> Response:
    """Let the address have mail again."""
    row = await _row(request)
    await blocks.lift(row, request.state.account)
    undo = f"/desk/mail/blocked/{row.pk}/again"
    return done(request, "", link(request, "mail:blocked"), _("The address may have mail again."), undo)


@needs("mail.write")
async def again(request: Request) -> Response:
    """Put a lifted block back."""
    await blocks.put_back(await _row(request), request.state.account)
    return done(request, "", link(request, "mail:blocked"), _("The block holds again."))


routes = [
    Route("/blocked/", index, name="blocked"),
    Route("/blocked/{id:int}/lift", lift, methods=["POST"], name="lift"),
    Route("/blocked/{id:int}/again", again, methods=["POST"], name="block_again"),
]
