"""The organisers' pages of venues, under /desk/events/venues."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import edits
from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, paging, posted
from hearing.data.reference import regions
from hearing.events import venues
from hearing.events.forms_more import VenueForm
from hearing.events.models import Venue
from hearing.events.venues import FACTS

WORDS = {True: "yes", False: "no", None: ""}


@needs("events.read")
async def index(request: Request) -> Response:
    """The organiser's own venues and the shared ones."""
    rows = mine(request, Venue.all())
    shown = paging(request, await rows.count())
    listed_rows = await rows.order_by("sort_key", "id").offset(shown.start).limit(shown.rows)
    listed = [(venue, venues.known(venue)) for venue in listed_rows]
    return page(request, "events/venues.html", venues=listed, paging=shown)


@needs("events.write")
async def new(request: Request) -> Response:
    """An empty form."""
    return page(request, "events/venue.html", venue=None, form=VenueForm(), facts=FACTS, regions=regions())


@needs("events.write")
async def create(request: Request) -> Response:
    """Add a venue."""
    form = VenueForm(await posted(request))
    if form.errors:
        return page(request, "events/venue.html", 422, venue=None, form=form, facts=FACTS, regions=regions())
    await venues.add(request.state.organiser, request.state.account, **form.values)
    return done(request, "", link(request, "venues:index"), _("The venue is saved."))


@needs("events.read")
async def edit(request: Request) -> Response:
    """One venue in the form; a shared one can only be read."""
    venue = await found(request)
    form = VenueForm(None, **initial(venue))
    return page(request, "events/venue.html", venue=venue, form=form, facts=FACTS, regions=regions())


async def found(request: Request) -> Venue:
    """The reader's own venue of this address, or a shared one."""
    return await mine(request, Venue.all(), id=request.path_params["id"])


def initial(venue: Venue) -> dict[str, Any]:
    """What stands in the form of a venue."""
    values = {name: getattr(venue, name) for name in VenueForm.Fields.model_fields if name != "region"}
    return values | {fact: WORDS[getattr(venue, fact)] for fact in FACTS} | {"region": venue.region_id or ""}


async def there_now(request: Request) -> dict[str, Any]:
    """What the form of this venue would show now."""
    return initial(await found(request))


@needs("events.write")
async def update(request: Request) -> Response:
    """Correct a venue."""
    venue = await found(request)
    form = VenueForm(await posted(request))
    if form.errors:
        return page(request, "events/venue.html", 422, venue=venue, form=form, facts=FACTS, regions=regions())
    facts, yes_no = form.values, {"yes": _("Yes"), "no": _("No")}
    clash = await edits.save(
        form,
        venue,
        lambda: there_now(request),
        lambda: venues.change(venue, request.state.account, **facts),
        ("venue.changed",),
        dict.fromkeys(FACTS, yes_no) | {"region": {region.code: region.name for region in regions()}},
    )
    if clash:
        return page(request, "events/venue.html", 409, venue=venue, form=clash, facts=FACTS, regions=regions())
    return done(request, "", link(request, "venues:index"), _("The venue is saved."))


routes = [
    Route("/", index, name="index"),
    Route("/", create, methods=["POST"], name="create"),
    Route("/new", new, name="new"),
    Route("/{id:int}", edit, name="edit"),
    Route("/{id:int}", update, methods=["POST"], name="update"),
]
