"""The door of one event, under /desk/events/ID/door: for a telephone in one hand, with or without network."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hearing.base import dates
from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.lang import _
from hearing.base.paths import STATIC
from hearing.base.web import done, link, page, posted
from hearing.door import acts, lists
from hearing.door.acts import Press
from hearing.door.lists import Hall
from hearing.events.models import EventStatus
from hearing.invitations.guests import own

HERE = "/events/{event_id:int}/door"
AFTER = timedelta(hours=12)
MOST_PRESSES = 200


@needs("door.read")
async def show(request: Request) -> Response:
    """Everybody A–Ö, with a button each."""
    event = await own(request)
    hall = await lists.hall(event)
    asked = request.query_params
    show = asked.get("show", "") if asked.get("show", "") in lists.SHOWS else ""
    q = " ".join(asked.get("q", "").split())[:200]
    values: dict[str, Any] = {"event": event, "hall": hall, "show": show, "q": q, "guests": hall.shown(show, q)}
    counted = {name: len(hall.shown(name, "")) for name in lists.SHOWS}
    values |= {"counted": counted, "key": lambda: str(uuid4()), "until": int((event.ends_at + AFTER).timestamp())}
    return page(request, "door/show.html", **values)


@needs("door.write")
async def press(request: Request) -> Response:
    """One press without script; the page's own key makes a double click one."""
    event = await own(request)
    acts.refuse_closed(event)
    data = await posted(request)
    try:
        told = read_form(data)
    except ValidationError as wrong:
        raise HTTPException(400) from wrong
    await acts.take(event, told, request.state.account)
    there = link(request, "door:show", event_id=event.pk)
    return done(request, "", there + (f"#g{told.id}" if told.id else ""), _("Saved."))


def read_form(data: FormData) -> Press:
    """What a form of the page says."""
    names = ("key", "kind", "id", "of", "name", "organisation")
    return Press.model_validate({name: data[name] for name in names if data.get(name)})


@needs("door.write")
async def take(request: Request) -> Response:
    """Presses kept in a telephone: each is answered as taken or meaningless, so that it is sent no more."""
    event = await own(request)
    acts.refuse_closed(event)
    try:
        told = await request.json()
        late = now() - datetime.fromisoformat(told["sent"])
        presses = list(told["acts"])[:MOST_PRESSES]
    except (ValueError, KeyError, TypeError, RecursionError) as wrong:
        raise HTTPException(400) from wrong
    taken: list[Any] = []
    refused: list[Any] = []
    for one in presses:
        key = one.get("key") if isinstance(one, dict) else None
        try:
            kept = await acts.take(event, Press.model_validate(one), request.state.account, late)
        except ValidationError:
            kept = False
        (taken if kept else refused).append(key)
    return JSONResponse({"taken": taken, "refused": refused, **state_of(await lists.hall(event))})


@needs("door.read")
async def state(request: Request) -> Response:
    """Who is inside, for the other doors; no names but those that walked in."""
    return JSONResponse(state_of(await lists.hall(await own(request))))


def state_of(hall: Hall) -> dict[str, Any]:
    """Numbers by row, and the counts."""
    zone = hall.event.zone
    walked = [
        {"key": act.key, "name": act.name, "organisation": act.organisation, "since": dates.clock(act.at, zone)}
        for act in hall.walked_in
    ]
    return {
        "inside": {str(guest.id): [guest.inside, guest.since] for guest in hall.guests if guest.inside},
        "walked_in": walked,
        "count": [hall.count.inside, hall.count.expected, hall.free],
        "groups": {name: [count.inside, count.expected] for name, count in hall.by_group.items()},
    }


@needs("door.read")
async def worker(request: Request) -> Response:
    """The script that keeps the page when the network is gone; it may look after this one page only."""
    event = await own(request)
    scope = link(request, "door:show", event_id=event.pk)
    headers = {"service-worker-allowed": scope, "cache-control": "private, no-store"}
    script = (STATIC / "js" / "door-worker.js").read_text(encoding="utf-8")
    return Response(script, headers=headers, media_type="text/javascript")


@needs("door.read")
async def paper(request: Request) -> Response:
    """The list to print, by group, with a box each."""
    event = await own(request)
    hall = await lists.hall(event)
    coming = [guest for guest in hall.guests if guest.status in ("yes", "waiting")]
    return page(request, "door/paper.html", event=event, groups=lists.names(coming), people=len(coming))


@needs("door.read")
async def after(request: Request) -> Response:
    """How many came, and the question whether the others did not."""
    event = await own(request)
    hall = await lists.hall(event)
    begun = event.starts_at <= now() and event.status not in (EventStatus.DRAFT, *acts.OFF)
    return page(request, "door/after.html", event=event, hall=hall, begun=begun)


@needs("door.write")
async def close(request: Request) -> Response:
    """Those not seen did not come."""
    event = await own(request)
    people = await acts.close(event, request.state.account)
    there = link(request, "door:after", event_id=event.pk)
    return done(request, "", there, _("Marked as not there: %(people)s.", people=people))


routes = [
    Route(HERE, show, name="door:show"),
    Route(HERE + "/act", press, methods=["POST"], name="door:press"),
    Route(HERE + "/acts", take, methods=["POST"], name="door:take"),
    Route(HERE + "/state", state, name="door:state"),
    Route(HERE + "/worker.js", worker, name="door:worker"),
    Route(HERE + "/paper", paper, name="door:paper"),
    Route(HERE + "/after", after, name="door:after"),
    Route(HERE + "/close", close, methods=["POST"], name="door:close"),
]
