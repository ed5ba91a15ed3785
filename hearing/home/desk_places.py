"""/desk/places/CODE/letters: what staff know of a place beside its people – letters, answers and events."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import now, today
from hearing.base.web import mine, page
from hearing.events import find
from hearing.events.models import Event
from hearing.home.places import Place, named
from hearing.letters import lateness
from hearing.letters.models_recipient import Recipient
from hearing.letters.shown import turns
from hearing.people import places as register

MOST = 100


@needs("letters.read")
async def show(request: Request) -> Response:
    """The letters to the authorities of a place, where each of them is, and the events there."""
    code = request.path_params["code"]
    body = await register.body_of(code)
    if body is None:
        raise HTTPException(404)
    place = named(code)
    rows = mine(request, Recipient.all()).filter(code__in=place.codes if place else [code])
    found = await rows.order_by("-sent_on", "sort_key").limit(MOST).select_related("campaign")
    values: dict[str, Any] = {"steps": {row.pk: lateness.step_of(row, today()) for row in found}, "turns": turns()}
    values["late"] = {row.pk for row in found if lateness.is_late(row, row.campaign, today())}
    coming, past = await events(request, place)
    return page(request, "home/desk_place.html", body=body, code=code, rows=found, coming=coming, past=past, **values)


async def events(request: Request, place: Place | None) -> tuple[list[Event], list[Event]]:
    """The reader's own events that concern it, drafts too: those to come, and the past year's, the latest first."""
    if place is None:
        return [], []
    inside = find.in_region if place.is_region else find.in_municipality
    found = inside(mine(request, Event.all()), place.code).select_related("venue")
    coming = await found.filter(ends_at__gte=now()).order_by("starts_at", "id").limit(MOST)
    return coming, await found.filter(ends_at__lt=now()).order_by("-starts_at", "-id").limit(MOST)


routes = [Route("/places/{code}/letters", show, name="place_letters")]
