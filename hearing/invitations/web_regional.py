"""From a national event to regional ones, under /desk/events/ID/regional: choose, see who goes where, do it."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.forms import refused
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, mine, page, posted
from hearing.events.find import CALLED_OFF
from hearing.events.models import Event
from hearing.invitations import guests, regional
from hearing.invitations.forms import RegionalForm

HERE = "/events/{event_id:int}/regional"
MOST = 100


@needs("events.publish")
async def choose(request: Request) -> Response:
    """Which regional events come instead, and why."""
    event = await guests.own(request)
    return await chooser(request, event, RegionalForm(None))


@needs("events.publish")
async def replace(request: Request) -> Response:
    """First who goes where; the second press does it."""
    event = await guests.own(request)
    data: FormData = await posted(request)
    form = RegionalForm(data)
    if form.errors:
        return await chooser(request, event, form, 422)
    chosen = await coming(request, event, form.values["others"])
    if len(chosen) < len(set(form.values["others"])):
        form.errors["others"] = _("One of these events can no longer be chosen. Choose again.")
        return await chooser(request, event, form, 422)
    rest, reason = form.values["rest"], form.values["reason"]
    if data.get("sure") != "1":
        shared = await regional.share(event, chosen, rest)
        values: dict[str, Any] = {"event": event, "form": form, "chosen": chosen, "shared": shared}
        return page(request, "invitations/regional_sure.html", **values)
    with refused(form, "others"):
        shared = await regional.replace(event, request.state.account, chosen, reason, rest)
        said = ngettext(
            "The event is replaced. One person is told.", "The event is replaced. %(num)s are told.", shared.people
        )
        return done(request, "", link(request, "events:show", id=event.pk), said)
    return await chooser(request, event, form, 409)


async def chooser(request: Request, event: Event, form: RegionalForm, status: int = 200) -> Response:
    """The coming events, with the regions each concerns."""
    values = {"event": event, "form": form, "others": await coming(request, event)}
    return page(request, "invitations/regional.html", status, **values)


async def coming(request: Request, event: Event, numbers: list[int] | None = None) -> list[Event]:
    """The reader's events to come, the next first; or those chosen among them."""
    found = mine(request, Event.filter(starts_at__gt=now()).exclude(status__in=list(CALLED_OFF)).exclude(id=event.pk))
    found = found.filter(id__in=numbers) if numbers is not None else found
    return await found.order_by("starts_at", "id").limit(MOST).prefetch_related("organiser", "venue", "regions__region")


routes = [
    Route(HERE, choose, name="regional:choose"),
    Route(HERE, replace, methods=["POST"], name="regional:replace"),
]
