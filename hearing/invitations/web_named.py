"""An organisation's places and those it sends, under /desk/events/ID/guests/ID/named."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.forms import Form, refused
from hearing.base.lang import _
from hearing.base.web import done, link, page, posted
from hearing.invitations import guests, hosts, named
from hearing.invitations import needs as wants
from hearing.invitations.answer import Source
from hearing.invitations.forms import NamedForm, PlacesForm
from hearing.invitations.models import Invitation, Told, Via
from hearing.invitations.need_kinds import ASKED
from hearing.invitations.public_named import card, gone, one_of, told
from hearing.invitations.web import HERE

PLACE = HERE + "/{id:int}/named"


@needs("invitations.read")
async def index(request: Request) -> Response:
    """Who comes so far, a form for one more, and how many places."""
    host = await guests.own_invitation(request)
    change = await one_of(host, request.query_params.get("change", ""))
    return await people_page(request, host, NamedForm(None, **card(change)), change)


@needs("invitations.write")
async def name(request: Request) -> Response:
    """One more who comes, told to staff."""
    return await keep(request, "")


@needs("invitations.write")
async def correct(request: Request) -> Response:
    """One of them put right, or changed for another."""
    return await keep(request, str(request.path_params["one"]))


async def keep(request: Request, number: str) -> Response:
    """What was typed about one who comes."""
    host = await guests.own_invitation(request)
    form = NamedForm(await posted(request))
    change = await one_of(host, number)
    if form.errors:
        return await people_page(request, host, form, change, 422)
    try:
        who, source = told(form), speaker(request, host)
        who = who if "invitations.needs" in request.state.rights else replace(who, needs={})
        row = await (named.correct(change, who, source) if change else named.name(host, who, source))
    except Refusal as wrong:
        form.errors["name"] = wrong.text()
        return await people_page(request, await guests.own_invitation(request), form, change, 409)
    return back(request, _("%(name)s has one of the places.", name=row.name))


@needs("invitations.write")
async def off(request: Request) -> Response:
    """One of them does not come; one press puts them back."""
    host = await guests.own_invitation(request)
    one = await one_of(host, str(request.path_params["one"]))
    if one is None:
        return back(request, _("This person is no longer named."))
    await named.take_off(one, speaker(request, host))
    values = {"event_id": request.path_params["event_id"], "id": host.pk, "one": one.pk}
    undo = link(request, "guests:put_back_named", **values)
    return back(request, _("%(name)s is taken off.", name=one.name), undo)


@needs("invitations.write")
async def put_back(request: Request) -> Response:
    """Undo: the one taken off comes after all."""
    host = await guests.own_invitation(request)
    one = await gone(host, str(request.path_params["one"]))
    if one is not None:
        await named.put_back(one, speaker(request, host))
    return back(request, _("Undone."))


@needs("invitations.write")
async def resize(request: Request) -> Response:
    """More or fewer places, another last day."""
    host = await guests.own_invitation(request)
    form = PlacesForm(await posted(request))
    if not form.errors:
        said = form.values
        with refused(form, "places"):
            await named.resize(host, said["places"], said["name_by_on"], request.state.account, said["reason"])
            return back(request, _("Saved."))
    return await people_page(request, await guests.own_invitation(request), NamedForm(None), None, 422, form)


def speaker(request: Request, host: Invitation) -> Source:
    """The organisation's contact, written down by staff."""
    return Source(Via.STAFF, host.name, request.state.account, Told.PHONE)


async def people_page(
    request: Request,
    host: Invitation,
    form: NamedForm,
    change: Invitation | None,
    status: int = 200,
    room: Form | None = None,
) -> Response:
    """The list and the two forms."""
    values: dict[str, Any] = {"invitation": host, "event": host.event, "form": form, "change": change}
    values |= {"people": await hosts.living(host), "asked_needs": ASKED, "needs_until": wants.kept_until(host.event)}
    values["asks_needs"] = "invitations.needs" in request.state.rights
    values["room"] = room or PlacesForm(None, places=host.places, name_by_on=host.name_by_on or "")
    return page(request, "invitations/named.html", status, **values)


def back(request: Request, said: str, undo: str | None = None) -> Response:
    """To the list, which says what happened."""
    params = request.path_params
    there = link(request, "guests:named", event_id=params["event_id"], id=params["id"])
    return done(request, "", there, said, undo=undo)


routes = [
    Route(PLACE, index, name="guests:named"),
    Route(PLACE, name, methods=["POST"], name="guests:name"),
    Route(PLACE + "/places", resize, methods=["POST"], name="guests:resize"),
    Route(PLACE + "/{one:int}", correct, methods=["POST"], name="guests:rename"),
    Route(PLACE + "/{one:int}/off", off, methods=["POST"], name="guests:take_off_named"),
    Route(PLACE + "/{one:int}/back", put_back, methods=["POST"], name="guests:put_back_named"),
]
