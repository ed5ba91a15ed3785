"""Asking for the monthly letter, and a subscriber's own page: one link, no account; GET shows, POST acts."""

from datetime import timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base import lang, limits
from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.forms import refused
from hearing.base.web import link, page, posted
from hearing.newsletters import subscribe
from hearing.newsletters.forms import AskForm, StartForm
from hearing.newsletters.models import Offer, Subscriber
from hearing.organisers.models import Organiser

MOST_FROM, MOST_TRIES, WINDOW = 200, 20, timedelta(hours=1)
FROM_ALL = r"(/en)?/n/[A-Za-z0-9]{22}"  # the one address that takes a POST from anywhere: base/guard.py says why
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@needs("public")
async def show(request: Request) -> Response:
    """What it is, and the form."""
    return asking(request, await offering(request), AskForm(None, language=lang.language()))


@needs("public")
async def ask(request: Request) -> Response:
    """Write to the address; the page says the same whether it was known or not."""
    form = AskForm(await posted(request))
    organiser = await offering(request)
    if form.errors:
        return asking(request, organiser, form, 422)
    where = request.client.host if request.client else ""
    await limits.count(f"newsletter-from:{limits.hidden(where)}", MOST_FROM, WINDOW)
    try:
        await subscribe.ask(organiser, form.values["email"], form.values["language"])
    except Refusal as wrong:
        form.errors["email"] = wrong.text()
        return asking(request, organiser, form, 422)
    return RedirectResponse(link(request, "public_newsletters:thanks", slug=organiser.slug), 303)


@needs("public")
async def thanks(request: Request) -> Response:
    """Look in your mail."""
    organiser = await offering(request)
    return page(request, "newsletters/public/thanks.html", organiser=organiser, width="wrap--narrow")


async def offering(request: Request) -> Organiser:
    """The organiser of this address, when it takes subscribers; 404 for all others."""
    found = await Offer.filter(organiser__slug=request.path_params["slug"], open=True).first()
    if found is None:
        raise HTTPException(404)
    return await Organiser.get(pk=found.organiser_id)


def asking(request: Request, organiser: Organiser, form: AskForm, status: int = 200) -> Response:
    """The form as typed."""
    return page(request, "newsletters/public/show.html", status, organiser=organiser, form=form, width="wrap--narrow")


@needs("link")
async def own(request: Request) -> Response:
    """How it stands, and what can be done about it."""
    return shown(request, await found(request))


@needs("link")
async def stop(request: Request) -> Response:
    """Stop it: the page's button sends what mail programs send, and both are answered without a redirect (RFC 8058)."""
    data = await posted(request)
    row = await found(request)
    name, value = ONE_CLICK
    if row is None or data.get(name) != value:
        return shown(request, row, odd=True)
    await subscribe.stop(row)
    return shown(request, row)


@needs("link")
async def confirm(request: Request) -> Response:
    """Say yes to what was asked for."""
    row = await found(request)
    if row is not None:
        await subscribe.confirm(row)
    return back(request) if row else shown(request, None)


@needs("link")
async def start(request: Request) -> Response:
    """Have it again after a stop."""
    row, form = await found(request), StartForm(await posted(request))
    if row is None:
        return shown(request, None)
    await limits.count(f"newsletter-start:{(row.link_hash or '')[:40]}", MOST_TRIES, WINDOW)
    if not form.errors:
        with refused(form, "email"):
            await subscribe.start(row, form.values["email"])
    return shown(request, row, form) if form.errors else back(request)


async def found(request: Request) -> Subscriber | None:
    """Whose link it is."""
    return await Subscriber.by_token(request.path_params["token"], "organiser")


def back(request: Request) -> Response:
    """To the page, which says how it stands now."""
    return RedirectResponse(link(request, "n:own", token=request.path_params["token"]), 303)


def shown(request: Request, row: Subscriber | None, form: StartForm | None = None, odd: bool = False) -> Response:
    """The page as it stands, never kept on the way; unknown and forgotten look the same."""
    if row is None:
        return page(request, "newsletters/public/unknown.html", 404, width="wrap--narrow")
    here = link(request, "n:own", token=request.path_params["token"])
    values: dict[str, Any] = {"row": row, "organiser": row.organiser, "form": form or StartForm(), "here": here}
    values |= {"odd": odd, "one_click": ONE_CLICK, "width": "wrap--narrow"}
    return page(request, "newsletters/public/own.html", 422 if form or odd else 200, **values)


routes = [
    Route("/{slug}", show, name="show"),
    Route("/{slug}", ask, methods=["POST"], name="ask"),
    Route("/{slug}/thanks", thanks, name="thanks"),
]
link_routes = [
    Route("/{token}", own, name="own"),
    Route("/{token}", stop, methods=["POST"], name="stop"),
    Route("/{token}/confirm", confirm, methods=["POST"], name="confirm"),
    Route("/{token}/start", start, methods=["POST"], name="start"),
]
