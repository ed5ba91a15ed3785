"""Letters as PDF, under /desk/letters: one recipient's, and all of them as one file for the post, made by the worker."""

import asyncio
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.files import File
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page
from hearing.letters import papers, pdf, writing
from hearing.letters.kinds import Delivery
from hearing.letters.models import Campaign
from hearing.letters.models_paper import Paper
from hearing.letters.models_recipient import Recipient
from hearing.letters.web import found
from hearing.letters.web_recipients import own


@needs("letters.read")
async def paper(request: Request) -> Response:
    """One recipient's PDF: as it was sent, or as it would be, without the link that opens the recipient's page."""
    row = await own(request, "pdf")
    name, ready = writing.file_name(row.ref), await writing.batch(row.campaign, [row])
    if row.delivery == Delivery.DRAFT or writing.linked(row.campaign, ready.words[row.pk]):
        words = writing.unlinked(ready).words[row.pk]
        return as_pdf(await writing.pdf_of(row.campaign, row, words), name)
    if row.pdf is not None:
        return as_pdf(row.pdf.content, name)
    waiting = await mine(request, Paper.all()).filter(recipient_id=row.pk).first()
    told = waiting.told if waiting else writing.told_of(row.campaign, row, ready.words[row.pk])
    return as_pdf((await asyncio.to_thread(pdf.make_all, [told]))[0], name)


@needs("letters.send")
async def index(request: Request) -> Response:
    """All letters on paper, for those who may send them: the recipients' own links stand in them."""
    campaign = await found(request)
    return page(request, "letters/papers.html", campaign=campaign, **await state(request, campaign))


async def state(request: Request, campaign: Campaign) -> dict[str, Any]:
    """How far the file with all letters has come."""
    rows = mine(request, Recipient.all()).filter(campaign_id=campaign.pk)
    stale = campaign.printed_at is not None and campaign.changed_at > campaign.printed_at
    return {"making": await papers.printing(campaign), "letters": await rows.count(), "stale": stale}


@needs("letters.send")
async def printing(request: Request) -> Response:
    """The same, for the page that waits."""
    campaign = await found(request)
    return page(request, "letters/_print.html", campaign=campaign, **await state(request, campaign))


@needs("letters.send")
async def make(request: Request) -> Response:
    """Have them made."""
    campaign = await found(request)
    await papers.ask_all(campaign, request.state.account)
    return done(request, "", link(request, "letters:papers", id=campaign.pk), _("The letters are being made."))


@needs("letters.send")
async def file(request: Request) -> Response:
    """All letters as one PDF, once they are made."""
    campaign = await found(request)
    kept = await File.get_or_none(pk=campaign.printed_id or 0)  # type: ignore[attr-defined]
    if kept is None:
        raise HTTPException(404)
    return as_pdf(kept.content, f"{campaign.reference}.pdf")


@needs("letters.read")
async def making(request: Request) -> Response:
    """How many of the sending's PDFs are ready."""
    campaign = await found(request)
    return page(request, "letters/_making.html", campaign=campaign, making=await papers.progress(campaign))


def as_pdf(content: bytes, name: str) -> Response:
    """A file to keep, never a page of ours."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=papers.MEDIA_TYPE)


routes = [
    Route("/{id:int}/recipients/{row:int}/letter.pdf", paper, name="paper"),
    Route("/{id:int}/papers", index, name="papers"),
    Route("/{id:int}/papers", make, methods=["POST"], name="make_papers"),
    Route("/{id:int}/papers/state", printing, name="printing"),
    Route("/{id:int}/letters.pdf", file, name="papers_file"),
    Route("/{id:int}/making", making, name="making"),
]
