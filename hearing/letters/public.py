"""What anyone can read of letters, and the authority's own page: one link, no account; GET shows, POST says."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base import limits
from hearing.base.access import needs
from hearing.base.clock import now, today
from hearing.base.conditional import Kept
from hearing.base.errors import Refusal
from hearing.base.lang import language
from hearing.base.web import link, page, with_files
from hearing.data.reference import tiles
from hearing.events import shelf
from hearing.letters import board, enclosures, filters, outside, reuse
from hearing.letters.authority import MOST_FILES, Said, say
from hearing.letters.forms_outside import SayForm
from hearing.letters.models import Campaign
from hearing.letters.models_enclosure import Enclosure
from hearing.letters.models_entry import Entry, EntryFile
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Who
from hearing.letters.shown import counts, turns
from hearing.letters.writing import file_name
from hearing.mail.files import safe_name

MOST_WORDS, WINDOW = 40, timedelta(hours=1)
MOST = 200
OUT = ("queued", "sent", "delivered", "bounced")


@needs("public")
async def index(request: Request) -> Response:
    """The letters everyone may read."""
    rows = (
        await Campaign.filter(published_at__isnull=False).order_by("-sent_at").limit(MOST).select_related("organiser")
    )
    return page(request, "letters/public/index.html", rows=rows, counts=await counts(rows))


@needs("public")
async def show(request: Request) -> Response:
    """The letter, where it is, and what has been answered and ticked."""
    campaign = await current(request)

    async def make() -> Kept:
        found = await board.board_of(campaign, today())
        values = await outside.values_of(campaign, found)
        values |= {"counties": filters.by_county(found), "frame": reuse.frame(campaign)}
        body = shelf.page(request, "letters/public/show.html", **values, tiles=tiles(), turns=turns())
        return Kept(body, now(), shelf.HTML, reuse.AT_ONCE)

    return await ready(request, campaign, "page", make)


async def ready(request: Request, campaign: Campaign, what: str, make: Callable[[], Awaitable[Kept]]) -> Response:
    """One of the letter's public answers, kept until anything it may tell has changed."""
    key = ("letter", campaign.pk, what, language())
    return (await shelf.shelf().get(key, await reuse.version(campaign), make)).answer(request)


@needs("public")
async def enclosure(request: Request) -> Response:
    """A file that goes with a published letter."""
    return await file_of(request, await current(request))


async def file_of(request: Request, campaign: Campaign) -> Response:
    """One of the letter's own files, to keep."""
    row = await Enclosure.filter(campaign_id=campaign.pk, id=request.path_params["id"]).select_related("file").first()
    if row is None:
        raise HTTPException(404)
    return enclosures.answer(row.file.content, row.name)


async def current(request: Request) -> Campaign:
    """The published letter of this address; 404 for all others."""
    asked = Campaign.filter(slug=request.path_params["slug"], published_at__isnull=False)
    found = await asked.select_related("organiser").first()
    if found is None:
        raise HTTPException(404)
    return found


@needs("link")
async def letter(request: Request) -> Response:
    """The authority's page: the letter, what we know, and what can be said."""
    row = await find(request)
    return await open_page(request, row, SayForm()) if row else unknown(request)


@needs("link")
async def reply(request: Request) -> Response:
    """Note what the authority says."""
    row = await find(request)
    if row is None:
        return unknown(request)
    await limits.count(f"letter:{(row.link_hash or '')[:40]}", MOST_WORDS, WINDOW)
    data, sent = await with_files(request, "file", MOST_FILES)
    form = SayForm(data)
    if form.errors:
        return await open_page(request, row, form, 422)
    try:
        await say(row, words_of(form, sent))
    except Refusal as wrong:
        form.errors["step"] = wrong.text()
        return await open_page(request, row, form, 409)
    return RedirectResponse(link(request, "r:thanks", token=request.path_params["token"]), 303)


def words_of(form: SayForm, sent: Sequence[tuple[str, bytes]] = ()) -> Said:
    """The form as what is said."""
    said = form.values
    who = Who(said["responder_name"], said["responder_role"])
    to = Who(said["to_name"], said["to_role"], said["to_email"])
    text = {"meeting": said["times"], "answer": said["text"]}.get(said["step"], "")
    by_on = said["answer_by"] if said["step"] == "later" else None
    reference = said["reference"] if said["step"] == "acknowledged" else ""
    named = [(safe_name(name) or "fil", content) for name, content in sent if content]
    return Said(said["step"], who, reference, to, by_on, text, named if said["step"] == "answer" else ())


@needs("link")
async def thanks(request: Request) -> Response:
    """What is noted, and that it can be said again."""
    row = await find(request)
    return await open_page(request, row, SayForm(), thanks=True) if row else unknown(request)


@needs("link")
async def paper(request: Request) -> Response:
    """The letter as it was sent, as PDF."""
    row = await find(request)
    if row is None or row.pdf is None:
        return unknown(request)
    headers = {
        "content-disposition": f'attachment; filename="{file_name(row.ref)}"',
        "cache-control": "private, no-store",
    }
    return Response(row.pdf.content, headers=headers, media_type="application/pdf")


@needs("link")
async def enclosed(request: Request) -> Response:
    """A file that goes with the letter, for the authority."""
    row = await find(request)
    return await file_of(request, row.campaign) if row else unknown(request)


async def find(request: Request) -> Recipient | None:
    """The recipient a link opens; one the letter never went to opens for nobody."""
    found = await Recipient.by_token(request.path_params["token"], "campaign__organiser", "pdf")
    return found if found and found.delivery in OUT else None


async def open_page(
    request: Request, row: Recipient, form: SayForm, status: int = 200, thanks: bool = False
) -> Response:
    """The page as it stands."""
    known = await Entry.filter(recipient_id=row.pk).order_by("at", "id")
    values: dict[str, Any] = {
        "row": row,
        "campaign": row.campaign,
        "organiser": row.campaign.organiser,
        "form": form,
        "enclosures": await enclosures.of(row.campaign),
        "known": outside.told_to_authority(known),
        "handed_in": await EntryFile.filter(entry__recipient_id=row.pk).order_by("id"),
        "token": request.path_params["token"],
        "thanks": thanks,
        "width": "wrap--narrow",
    }
    return shown(request, "authority", status, **values)


def shown(request: Request, name: str, status: int, **values: Any) -> Response:
    """One of the pages, never kept by anybody on the way."""
    response = page(request, f"letters/public/{name}.html", status, **values)
    response.headers["cache-control"] = "private, no-store"
    response.headers["referrer-policy"] = "no-referrer"
    return response


def unknown(request: Request) -> Response:
    """Unknown, withdrawn and not yet sent look the same."""
    return shown(request, "unknown", 404, width="wrap--narrow")


routes = [
    Route("/", index, name="index"),
    Route("/{slug}/files/{id:int}", enclosure, name="enclosure"),
    Route("/{slug}", show, name="show"),
]
link_routes = [
    Route("/{token}/files/{id:int}", enclosed, name="enclosure"),
    Route("/{token}", letter, name="show"),
    Route("/{token}", reply, methods=["POST"], name="reply"),
    Route("/{token}/thanks", thanks, name="thanks"),
    Route("/{token}/letter.pdf", paper, name="paper"),
]
