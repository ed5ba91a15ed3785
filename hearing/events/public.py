"""What anyone can read of events: the list, the page of one, its calendar file and its JSON."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import ical
from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.conditional import Kept
from hearing.base.lang import language
from hearing.data.reference import regions
from hearing.db import rows
from hearing.events import documents, find, programme
from hearing.events.find import Filters
from hearing.events.ical import block
from hearing.events.models import Event, EventKind
from hearing.events.outside import as_json, values_of
from hearing.events.shelf import drawn, instant, listing, shelf
from hearing.settings import settings

MOST = 200
BESIDE = (
    "organiser", "venue", "regions__region", "municipalities__municipality", "organisations__organisation",
    "replaced_by", "regional",
)  # fmt: skip

# Whatever the page shows that no change of the event tells of stands in its version: who arranges it, what replaces it.
VERSION = """SELECT e.id, e.status, e.changed_at, e.starts_at, e.ends_at, o.name, o.colour, o.logo_id, o.contact_phone,
 r.slug AS other, r.title AS other_title, r.status AS other_status,
 (SELECT max(x.changed_at) FROM event x WHERE x.instead_of_id = e.id) AS regional
 FROM event e JOIN organiser o ON o.id = e.organiser_id LEFT JOIN event r ON r.id = e.replaced_by_id
 WHERE e.slug = ? AND e.status <> 'draft'"""


@needs("public")
async def index(request: Request) -> Response:
    """Coming and past events everyone may come to."""
    filters = Filters(request.query_params)
    query = canonical(filters)

    async def values() -> dict[str, Any]:
        public = find.listed().select_related("venue", "organiser")
        coming = await filters.tabbed(public, "upcoming").limit(MOST)
        past = [] if filters.monday else await filters.tabbed(public, "past").limit(MOST)
        return {"coming": coming, "past": past, "filters": filters, "kinds": EventKind, "regions": regions()}

    return await listing(request, "events/public/index.html", query, values)


def canonical(filters: Filters) -> str:
    """The filters that count, always spelled alike."""
    wanted = {"q": filters.q, "kind": filters.kind, "region": filters.region, "week": filters.typed_week}
    return urlencode({name: value for name, value in wanted.items() if value})


@needs("public")
async def show(request: Request) -> Response:
    """The page of one event."""
    version = await current(request)

    async def make() -> Kept:
        return drawn(
            request, "events/public/show.html", changed(version), **await values_of(await whole(version["id"]))
        )

    passed = now() > instant(version["ends_at"])
    key = ("event", version["id"], language())
    kept = await shelf().get(key, (*version.values(), passed, settings().url), make)
    return kept.answer(request)


@needs("public")
async def file(request: Request) -> Response:
    """The event as a calendar file."""
    version = await current(request)
    body = ical.message("", block(await whole(version["id"])))
    return Kept(body, changed(version)).answer(request)


@needs("public")
async def data(request: Request) -> Response:
    """The event for programs."""
    version = await current(request)
    event = await whole(version["id"])
    facts = as_json(event, await programme.items(event))
    body = json.dumps(facts, ensure_ascii=False, indent=1).encode() + b"\n"
    return Kept(body, changed(version), "application/json; charset=utf-8").answer(request)


@needs("public")
async def document(request: Request) -> Response:
    """A document everybody may see."""
    version = await current(request)
    event = await Event.get(id=version["id"])
    row = await documents.of(event, "public").filter(id=request.path_params["id"]).select_related("file").first()
    if row is None:
        raise HTTPException(404)
    return documents.served(row)


async def current(request: Request) -> dict[str, Any]:
    """What tells one state of the event's page from the next; 404 when there is no such address."""
    found = await rows(VERSION, request.path_params["slug"])
    if not found:
        raise HTTPException(404)
    return found[0]


def changed(version: dict[str, Any]) -> datetime:
    """When the event last changed."""
    return instant(version["changed_at"])


async def whole(number: int) -> Event:
    """The event with all its page shows."""
    return await Event.get(id=number).prefetch_related(*BESIDE)


routes = [
    Route("/", index, name="index"),
    Route("/{slug}.ics", file, name="file"),
    Route("/{slug}.json", data, name="data"),
    Route("/{slug}/documents/{id:int}", document, name="document"),
    Route("/{slug}", show, name="show"),
]
