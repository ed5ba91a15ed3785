"""Monthly letters on the desk, under /desk/newsletters: begin, choose, look, test, send, undo."""

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import today
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, mine, page, posted
from hearing.mail import outbox, shown_in
from hearing.mail.models import Mailing
from hearing.mail.web import FRAMED, FRAMING
from hearing.newsletters import monthly, sending, subscribe
from hearing.newsletters.forms import LetterForm, MonthForm
from hearing.newsletters.models import Newsletter, Offer, Subscriber

MOST = 120  # ten years


@needs("newsletters.read")
async def index(request: Request) -> Response:
    """Each month's letter, how many get it, and whether people can ask for it."""
    return await listed(request, MonthForm(None, month=monthly.first_of(today())))


async def listed(request: Request, form: MonthForm, status: int = 200) -> Response:
    """The list, with the form to begin one."""
    values: dict[str, Any] = {
        "rows": await mine(request, Newsletter.all()).order_by("-month").limit(MOST),
        "people": await mine(request, Subscriber.filter(status="on")).count(),
        "open": await mine(request, Offer.filter(open=True)).exists(),
        "months": monthly.months(),
        "waiting": await shown_in.waiting(request),
    }
    return page(request, "newsletters/index.html", status, form=form, **values)


@needs("newsletters.write")
async def create(request: Request) -> Response:
    """Begin a month's letter, or open the one that is begun."""
    form = MonthForm(await posted(request))
    if form.errors:
        return await listed(request, form, 422)
    month = monthly.first_of(form.values["month"])
    row = await monthly.draft(request.state.organiser, request.state.account, month)
    return done(request, "", link(request, "newsletters:show", id=row.pk))


@needs("newsletters.write")
async def offer(request: Request) -> Response:
    """Let people ask for it on the public pages, or no more."""
    opened = (await posted(request)).get("open") == "1"
    await subscribe.offer(request.state.organiser, request.state.account, opened)
    said = (
        _("People can ask for it now.")
        if opened
        else _("Nobody new can ask for it. Those who get it go on getting it.")
    )
    return done(request, "", link(request, "newsletters:index"), said)


async def found(request: Request) -> Newsletter:
    """The reader's own letter, or 404."""
    rows = Newsletter.all().select_related("organiser", "mailing")
    return await mine(request, rows, id=request.path_params["id"])


@needs("newsletters.read")
async def show(request: Request) -> Response:
    """A draft to write on; of one that is sent the copy, and how its mails stand."""
    row = await found(request)
    if row.status == "sent":
        values: dict[str, Any] = {"tally": await sending.tally(row), "early": sending.early(row.mailing)}
        return page(request, "newsletters/sent.html", row=row, **values)
    if "newsletters.write" not in request.state.rights:
        return await looking(request, row)
    facts = {name: getattr(row, name) for name in ("subject", "intro", "events", "answers")}
    return await editing(request, row, LetterForm(None, **facts))


async def editing(request: Request, row: Newsletter, form: LetterForm, status: int = 200) -> Response:
    """The form as kept or as typed."""
    return page(request, "newsletters/edit.html", status, row=row, form=form, offered=await monthly.choices(row))


@needs("newsletters.write")
async def update(request: Request) -> Response:
    """Keep it; then stay, or look at it."""
    row, form = await found(request), LetterForm(await posted(request))
    if form.errors:
        return await editing(request, row, form, 422)
    events, answers = ({one for one in form.values[name] if one} for name in ("events", "answers"))
    words = form.values["subject"], form.values["intro"]
    await monthly.save(row, request.state.account, *words, events, answers)
    there = "newsletters:preview" if form.values["there"] == "preview" else "newsletters:show"
    return done(request, "", link(request, there, id=row.pk), _("Saved."))


@needs("newsletters.read")
async def preview(request: Request) -> Response:
    """As it will be read, as HTML and as text, and who gets it."""
    return await looking(request, await found(request))


async def looking(request: Request, row: Newsletter) -> Response:
    """The letter in a frame, and the last question before it is sent."""
    code = language(request)
    people, shut = await subscribe.receivers(row.organiser)
    values: dict[str, Any] = {
        "letter": await sending.preview(row, code),
        "code": code,
        "people": len(people),
        "shut": shut,
    }
    reply = page(request, "newsletters/preview.html", row=row, sender=outbox.sender(row.organiser), **values)
    reply.headers["content-security-policy"] = FRAMING
    return reply


@needs("newsletters.read")
async def html(request: Request) -> Response:
    """The HTML for the frame on that page."""
    letter = await sending.preview(await found(request), language(request))
    return HTMLResponse(letter.html, headers={"content-security-policy": FRAMED})


def language(request: Request) -> str:
    """The language asked for."""
    return "en" if request.query_params.get("language") == "en" else "sv"


@needs("newsletters.write")
async def test(request: Request) -> Response:
    """Send it to oneself."""
    row, account = await found(request), request.state.account
    await sending.test(row, account, account.email, language(request))
    there = link(request, "newsletters:preview", id=row.pk)
    return done(request, "", there, _("The test is on its way to %(email)s.", email=account.email))


@needs("newsletters.send")
async def send(request: Request) -> Response:
    """Send it: leaves in five minutes."""
    row = await found(request)
    mailing = await sending.send(row, request.state.account)
    undo = link(request, "newsletters:undo", id=row.pk, mailing=mailing.pk)
    return done(request, "", link(request, "newsletters:show", id=row.pk), _("It leaves in five minutes."), undo)


@needs("newsletters.send")
async def undo(request: Request) -> Response:
    """Take it back."""
    row = await found(request)
    about = Mailing.filter(about=f"newsletter-{row.pk}")
    taken = await sending.undo(
        row, await mine(request, about, id=request.path_params["mailing"]), request.state.account
    )
    said = ngettext("Undone. One mail never leaves.", "Undone. %(num)s mails never leave.", taken)
    return done(request, "", link(request, "newsletters:show", id=row.pk), said)


routes = [
    Route("/", index, name="index"),
    Route("/", create, methods=["POST"], name="create"),
    Route("/offer", offer, methods=["POST"], name="offer"),
    Route("/{id:int}", show, name="show"),
    Route("/{id:int}", update, methods=["POST"], name="update"),
    Route("/{id:int}/preview", preview, name="preview"),
    Route("/{id:int}/html", html, name="html"),
    Route("/{id:int}/test", test, methods=["POST"], name="test"),
    Route("/{id:int}/send", send, methods=["POST"], name="send"),
    Route("/{id:int}/mailings/{mailing:int}/undo", undo, methods=["POST"], name="undo"),
]
