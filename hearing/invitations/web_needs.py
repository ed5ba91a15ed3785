"""What the invited need, under /desk/events/ID/needs: for those alone who have the right to it."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs as right
from hearing.base.lang import _, lazy
from hearing.base.web import done, link, mine, page, posted
from hearing.invitations import guests, needs, stand_ins
from hearing.invitations.forms import NeedsForm, SortForm, wanted
from hearing.invitations.models import Invitation, Via
from hearing.invitations.models_needs import Need
from hearing.invitations.need_kinds import ASKED
from hearing.invitations.public import boxes

HERE = "/events/{event_id:int}/needs"
GUEST = "/events/{event_id:int}/guests/{id:int}/needs"
STEPS = (
    ("order", lazy("Mark as ordered")),
    ("confirm", lazy("Confirm")),
    ("refuse", lazy("Cannot be met")),
    ("call_off", lazy("Call off")),
    ("reopen", lazy("Back to wanted")),
)


@right("invitations.needs")
async def index(request: Request) -> Response:
    """The work list and the counts."""
    event = await guests.own(request)
    tasks = await needs.work(event)
    counts = needs.counts(tasks) or await needs.totals(event)
    kinds = [(kind.value, kind.label) for kind in ASKED]
    values: dict[str, Any] = {"tasks": tasks, "ordered": counts, "kept": bool(counts and not tasks)}
    values |= {"steps": STEPS, "kinds": kinds, "until": needs.kept_until(event)}
    return page(request, "invitations/needs.html", event=event, **values)


@right("invitations.needs")
async def step(request: Request) -> Response:
    """One need moved on; who asked for it is told of what is confirmed or cannot be met."""
    verb = request.path_params["verb"]
    if verb not in Need.MOVES:
        raise HTTPException(404)
    told = await needs.step(await own_need(request), verb, request.state.account)
    said = _("Saved. A mail says that there is news on the person's own page.") if told else _("Saved.")
    return back(request, said)


@right("invitations.needs")
async def sort(request: Request) -> Response:
    """Count somebody's own words under a kind."""
    need = await own_need(request)
    form = SortForm(await posted(request))
    if form.errors:
        return back(request, _("Choose one of the alternatives."))
    await needs.sort_as(need, form.values["kind"], request.state.account)
    return back(request, _("Saved."))


@right("invitations.needs")
async def edit(request: Request) -> Response:
    """What the one who comes needs, to write down what was said by telephone."""
    invitation = await guest(request)
    return shown(request, invitation, NeedsForm(None, **boxes(await needs.of(invitation, invitation.stand_in))))


@right("invitations.needs")
async def update(request: Request) -> Response:
    """Keep what was said."""
    invitation = await guest(request)
    form = NeedsForm(await posted(request))
    if form.errors:
        return shown(request, invitation, form, 422)
    told = wanted(form.values)
    await needs.ask(invitation, told, Via.STAFF, request.state.account, invitation.stand_in)
    return back(request, _("Saved."))


async def guest(request: Request) -> Invitation:
    """The invitation in the address, with the one who comes instead."""
    invitation = await guests.own_invitation(request)
    await stand_ins.load([invitation])
    return invitation


def shown(request: Request, invitation: Invitation, form: NeedsForm, status: int = 200) -> Response:
    """The boxes."""
    event = invitation.event
    values = {"asked_needs": ASKED, "needs_until": needs.kept_until(event)}
    return page(
        request, "invitations/guest_needs.html", status, invitation=invitation, event=event, form=form, **values
    )


async def own_need(request: Request) -> Need:
    """The need in the address, if it is the reader's and of that event."""
    query = Need.filter(invitation__event_id=request.path_params["event_id"])
    return await mine(request, query, id=request.path_params["id"])


def back(request: Request, said: str) -> Response:
    """To the work list, which says what happened."""
    return done(request, "", link(request, "needs:index", event_id=request.path_params["event_id"]), said)


routes = [
    Route(HERE, index, name="needs:index"),
    Route(HERE + "/{id:int}/sort", sort, methods=["POST"], name="needs:sort"),
    Route(HERE + "/{id:int}/{verb}", step, methods=["POST"], name="needs:step"),
    Route(GUEST, edit, name="needs:edit"),
    Route(GUEST, update, methods=["POST"], name="needs:update"),
]
