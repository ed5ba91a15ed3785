"""An organisation names its people: /i/TOKEN/people, by its invitation's own link. Needs typed here are not shown again."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base import limits
from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.base.web import link, posted
from hearing.invitations import hosts, named
from hearing.invitations.answer import Source
from hearing.invitations.forms import NamedForm, wanted
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.invitations.named import Who
from hearing.invitations.public import MOST_ANSWERS, WINDOW, closed, facts, find, open_page, passed_on, shown, unknown

CARD = ("name", "email", "phone", "title", "fee", "travel")


@needs("link")
async def index(request: Request) -> Response:
    """Who comes so far, and a form for one more."""
    host = await find(request)
    if host is None:
        return unknown(request)
    if not opens(request, host):
        return await open_page(request, host)
    change = await one_of(host, request.query_params.get("change", ""))
    return await people_page(request, host, NamedForm(None, **card(change)), change)


@needs("link")
async def name(request: Request) -> Response:
    """One more who comes."""
    return await keep(request, "")


@needs("link")
async def correct(request: Request) -> Response:
    """One of them put right, or changed for another."""
    return await keep(request, str(request.path_params["id"]))


async def keep(request: Request, number: str) -> Response:
    """What was typed about one who comes."""
    data = await posted(request)
    host = await find(request)
    if host is None:
        return unknown(request)
    if not opens(request, host):
        return await open_page(request, host)
    await counted(host)
    change, form = await one_of(host, number), NamedForm(data)
    if form.errors:
        return await people_page(request, host, form, change, 422)
    try:
        who = told(form)
        await (named.correct(change, who, speaker(request)) if change else named.name(host, who, speaker(request)))
    except Refusal as wrong:
        form.errors["name"] = wrong.text()
        return await people_page(request, await find(request) or host, form, change, 409)
    return again(request, "?saved=1")


@needs("link")
async def off(request: Request) -> Response:
    """One of them does not come; undone on the page that follows."""
    await posted(request)
    host = await find(request)
    if host is None:
        return unknown(request)
    if not opens(request, host):
        return await open_page(request, host)
    await counted(host)
    one = await one_of(host, str(request.path_params["id"]))
    if one is None:
        return again(request, "")
    await named.take_off(one, speaker(request))
    return again(request, f"?off={one.pk}")


@needs("link")
async def back(request: Request) -> Response:
    """Undo: the one taken off comes after all."""
    await posted(request)
    host = await find(request)
    if host is None:
        return unknown(request)
    if not opens(request, host):
        return await open_page(request, host)
    await counted(host)
    if one := await gone(host, str(request.path_params["id"])):
        await named.put_back(one, speaker(request))
    return again(request, "?saved=1")


def opens(request: Request, host: Invitation) -> bool:
    """Whether this link names people: an organisation's, that comes, while the event is to be."""
    says_yes = host.status == InvitationStatus.YES and hosts.is_one(host)
    return says_yes and not closed(host) and not passed_on(request.state.visitor)


def speaker(request: Request) -> Source:
    """The one who has the link: the invited, or who stands in."""
    visitor = request.state.visitor
    return Source(name=visitor.name if visitor else "")


async def counted(host: Invitation) -> None:
    """A person types so often, not more."""
    await limits.count(f"people:{(host.link_hash or '')[:40]}", MOST_ANSWERS * 5, WINDOW)


async def one_of(host: Invitation, number: str) -> Invitation | None:
    """The named one of that number."""
    found = hosts.living(host)
    return (
        await found.get_or_none(pk=int(number)) if number.isascii() and number.isdigit() and len(number) < 10 else None
    )


async def gone(host: Invitation, number: str) -> Invitation | None:
    """The one taken off, of that number."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return await Invitation.get_or_none(pk=int(number), host_id=host.pk, status=InvitationStatus.WITHDRAWN)


def card(one: Invitation | None) -> dict[str, Any]:
    """What stands in the form."""
    return {name: getattr(one, name) for name in CARD} if one else {}


def told(form: NamedForm) -> Who:
    """What the form says."""
    return Who(**{name: form.values[name] for name in CARD}, needs=wanted(form.values))


async def people_page(
    request: Request, host: Invitation, form: NamedForm, change: Invitation | None, status: int = 200
) -> Response:
    """The list and the form."""
    values = await facts(request, host)
    off = await gone(host, request.query_params.get("off", ""))
    said = _("%(name)s is taken off.", name=off.name) if off else ""
    said = said or (_("Saved.") if request.query_params.get("saved") and status == 200 else "")
    values |= {
        "people": await hosts.living(host),
        "over": hosts.over(host),
        "change": change,
        "form": form,
        "asks_needs": True,
    }
    return shown(request, "people", status, **values, said=said, gone=off)


def again(request: Request, query: str) -> Response:
    """To the list."""
    there = link(request, "i:people", token=request.path_params["token"])
    return RedirectResponse(there + query, 303)


routes = [
    Route("/{token}/people", index, name="people"),
    Route("/{token}/people", name, methods=["POST"], name="name"),
    Route("/{token}/people/{id:int}", correct, methods=["POST"], name="rename"),
    Route("/{token}/people/{id:int}/off", off, methods=["POST"], name="take_off"),
    Route("/{token}/people/{id:int}/back", back, methods=["POST"], name="put_back"),
]
