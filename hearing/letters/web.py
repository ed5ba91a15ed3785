"""The organisers' pages of letters, under /desk/letters: list, text, board, what is shown to everyone."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import edits
from hearing.base import tables as spreadsheets
from hearing.base.access import needs
from hearing.base.audit import AuditEntry, trail_of
from hearing.base.clock import today
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, paging, posted
from hearing.data.reference import tiles
from hearing.letters import board, campaigns, exports, filters, papers, tables
from hearing.letters.filters import Filter, kept
from hearing.letters.forms import LetterForm
from hearing.letters.kinds import CampaignKind
from hearing.letters.merge import EXAMPLES, WORDS
from hearing.letters.models import Campaign, CampaignVersion, Quote
from hearing.letters.models_enclosure import Enclosure
from hearing.letters.shown import SUBJECT, beside_board, counts, fields_of


@needs("letters.read")
async def index(request: Request) -> Response:
    """All letters, the latest first, with how many have answered."""
    query = mine(request, Campaign.all())
    shown = paging(request, await query.count())
    rows = await query.order_by("-changed_at", "-id").offset(shown.start).limit(shown.rows).select_related("holder")
    return page(request, "letters/index.html", rows=rows, paging=shown, counts=await counts(rows))


@needs("letters.write")
async def new(request: Request) -> Response:
    """An empty form, with what every letter needs."""
    account, organiser = request.state.account, request.state.organiser
    sender, contact = f"{account.name}\n{organiser.name}", f"{organiser.contact_name} {organiser.contact_phone}".strip()
    form = LetterForm(None, kind="letter", language=organiser.language, sender=sender, contact=contact, subject=SUBJECT)
    return page(request, "letters/new.html", **form_values(form))


@needs("letters.write")
async def create(request: Request) -> Response:
    """Save a new draft."""
    form = LetterForm(await posted(request))
    if form.errors:
        return page(request, "letters/new.html", 422, **form_values(form))
    campaign = await campaigns.draft(request.state.organiser, request.state.account, form.written)
    there = link(request, "letters:recipients", id=campaign.pk)
    return done(request, "", there, _("The draft is saved. Nothing has been sent."))


@needs("letters.read")
async def show(request: Request) -> Response:
    """The board: where the letter is, region by region."""
    campaign = await found(request)
    if campaign.status == "draft":
        return await text(request)
    chosen, told = filters.asked(request, request.query_params), await board.board_of(campaign, today())
    values = board_values(chosen, told) | {"making": await papers.progress(campaign)}
    return page(request, "letters/show.html", campaign=campaign, **values, **beside_board(campaign))


def board_values(chosen: Filter, told: board.Board) -> dict[str, Any]:
    """The board as its page shows it: the whole letter in map and figures, the chosen recipients in list and matrix."""
    listed = chosen.on(told.lines)
    return {
        "board": told,
        "tiles": tiles(),
        "chosen": chosen,
        "listed": listed,
        "sections": filters.sections(listed, chosen.by),
        "choices": filters.choices(told),
        "counties": filters.by_county(told),
        "by_letter": all(line.letter for line in told.lines),
    }


@needs("letters.read")
async def text(request: Request) -> Response:
    """The letter itself, its demands, quotes and versions."""
    campaign = await found(request)
    versions = await mine(request, CampaignVersion.all()).filter(campaign_id=campaign.pk).order_by("-number").limit(50)
    quotes = await mine(request, Quote.all()).filter(campaign_id=campaign.pk).order_by("position")
    values: dict[str, Any] = {"demands": await campaigns.demands(campaign), "quotes": quotes, "versions": versions}
    values["enclosures"] = await mine(request, Enclosure.all()).filter(campaign_id=campaign.pk).order_by("id")
    totals = tables.totals(await tables.values(campaign))
    return page(request, "letters/text.html", campaign=campaign, totals=totals, **values)


@needs("letters.read")
async def version(request: Request) -> Response:
    """The text as it once stood."""
    campaign = await found(request)
    number = request.path_params["number"]
    row = await mine(request, CampaignVersion.all(), campaign_id=campaign.pk, number=number)
    return page(request, "letters/version.html", campaign=campaign, version=row)


@needs("letters.write")
async def edit(request: Request) -> Response:
    """The form, filled in."""
    campaign = await found(request)
    form = LetterForm(None, **await fields_of(campaign))
    return page(request, "letters/edit.html", campaign=campaign, **form_values(form))


@needs("letters.write")
async def update(request: Request) -> Response:
    """Save changes to a draft."""
    campaign = await found(request)
    form = LetterForm(await posted(request))
    if form.errors:
        return page(request, "letters/edit.html", 422, campaign=campaign, **form_values(form))
    clash = await edits.save(
        form,
        campaign,
        lambda: there_now(request),
        lambda: campaigns.change(campaign, request.state.account, form.written),
        ("letter.changed",),
        {"kind": {kind.value: kind.label for kind in CampaignKind}, "language": {"sv": "Svenska", "en": "English"}},
    )
    if clash:
        return page(request, "letters/edit.html", 409, campaign=campaign, **form_values(clash))
    return saved(request, campaign, _("Saved. No mail has been sent."))


async def there_now(request: Request) -> dict[str, Any]:
    """What the form of this letter would show now."""
    return await fields_of(await found(request))


@needs("letters.write")
async def publish(request: Request) -> Response:
    """Put the letter on its public page."""
    campaign = await found(request)
    await campaigns.publish(campaign, request.state.account)
    return saved(request, campaign, _("The letter has a public page now."), undo=address(request, campaign, "withdraw"))


@needs("letters.write")
async def withdraw(request: Request) -> Response:
    """Take the public page away."""
    campaign = await found(request)
    await campaigns.withdraw(campaign, request.state.account)
    return saved(request, campaign, _("The public page is gone."), undo=address(request, campaign, "publish"))


@needs("letters.write")
async def close(request: Request) -> Response:
    """End the following up."""
    campaign = await found(request)
    await campaigns.close(campaign, request.state.account)
    return saved(request, campaign, _("The letter is closed."), undo=address(request, campaign, "reopen"))


@needs("letters.write")
async def reopen(request: Request) -> Response:
    """Follow it again."""
    campaign = await found(request)
    await campaigns.reopen(campaign, request.state.account)
    return saved(request, campaign, _("The letter is open again."))


@needs("letters.read")
async def table(request: Request) -> Response:
    """The chosen recipients as a file for a spreadsheet."""
    campaign = await found(request)
    rows = await exports.rows_of(campaign, filters.asked(request, request.query_params))
    form = "xlsx" if request.url.path.endswith(".xlsx") else "csv"
    return spreadsheets.answer(rows, form, campaign.reference)


@needs("letters.read")
async def data(request: Request) -> Response:
    """The letter for programs: what `hearing export letter` prints."""
    campaign = await found(request)
    headers = {"content-disposition": f'attachment; filename="{campaign.reference}.json"'}
    body = await exports.as_json(campaign.pk, links="letters.write" in request.state.rights)
    return Response(body, headers=headers, media_type="application/json; charset=utf-8")


@needs("letters.read")
async def history(request: Request) -> Response:
    """The log of one letter."""
    campaign = await found(request)
    lines = mine(request, AuditEntry.filter(trail=trail_of(campaign)))
    shown = paging(request, await lines.count())
    entries = await lines.order_by("-id").offset(shown.start).limit(shown.rows)
    return page(request, "letters/log.html", campaign=campaign, entries=entries, paging=shown)


async def found(request: Request) -> Campaign:
    """The reader's own letter of this address."""
    return await mine(
        request, Campaign.all().select_related("organiser", "holder", "mailing"), id=request.path_params["id"]
    )


def form_values(form: LetterForm) -> dict[str, Any]:
    """What the form's page needs."""
    return {"form": form, "kinds": CampaignKind, "words": WORDS, "examples": EXAMPLES}


def address(request: Request, campaign: Campaign, verb: str) -> str:
    """Another address of the same letter."""
    return link(request, f"letters:{verb}", id=campaign.pk)


def saved(request: Request, campaign: Campaign, said: str, undo: str | None = None) -> Response:
    """To the letter's page, with what happened said once."""
    return done(request, "", link(request, "letters:show", id=campaign.pk) + kept(request), said, undo)


routes = [
    Route("/", index, name="index"),
    Route("/", create, methods=["POST"], name="create"),
    Route("/new", new, name="new"),
    Route("/{id:int}", show, name="show"),
    Route("/{id:int}", update, methods=["POST"], name="update"),
    Route("/{id:int}/edit", edit, name="edit"),
    Route("/{id:int}/text", text, name="text"),
    Route("/{id:int}/versions/{number:int}", version, name="version"),
    Route("/{id:int}/publish", publish, methods=["POST"], name="publish"),
    Route("/{id:int}/withdraw", withdraw, methods=["POST"], name="withdraw"),
    Route("/{id:int}/close", close, methods=["POST"], name="close"),
    Route("/{id:int}/reopen", reopen, methods=["POST"], name="reopen"),
    Route("/{id:int}/table.csv", table, name="table"),
    Route("/{id:int}/table.xlsx", table, name="table_xlsx"),
    Route("/{id:int}/letter.json", data, name="data"),
    Route("/{id:int}/log", history, name="log"),
]
