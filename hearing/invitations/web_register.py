"""Staff register somebody who rings, under /desk/events/ID/guests/register."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs as right
from hearing.base.lang import _
from hearing.base.web import done, link, page, posted
from hearing.events.models import Event
from hearing.invitations import guests, needs, register
from hearing.invitations.forms_register import RegisterForm
from hearing.invitations.need_kinds import ASKED
from hearing.invitations.web import said_of

HERE = "/events/{event_id:int}/guests/register"


@right("invitations.write")
async def new(request: Request) -> Response:
    """All three steps on one page."""
    return await shown(request, await guests.own(request), RegisterForm(None))


@right("invitations.write")
async def create(request: Request) -> Response:
    """Keep what was said on the telephone."""
    event = await guests.own(request)
    form = RegisterForm(await posted(request))
    if form.errors:
        return await shown(request, event, form, 422)
    groups = {group.pk: group for group, _full in await register.tracks(event)}
    told = form.registration(groups, event.language)
    made = await register.register(event, told, request.state.account)
    there = link(request, "guests:index", event_id=event.pk)
    return done(request, "", there, said_of(made) if made else _("This address is on the list already."))


async def shown(request: Request, event: Event, form: RegisterForm, status: int = 200) -> Response:
    """The form."""
    values = {"tracks": await register.tracks(event), "asked_needs": ASKED, "needs_until": needs.kept_until(event)}
    return page(request, "invitations/register.html", status, event=event, form=form, **values)


routes = [
    Route(HERE, new, name="guests:register"),
    Route(HERE, create, methods=["POST"], name="guests:registered"),
]
