"""/places/CODE-NAME: what happens in a region or a municipality."""

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.sorting import sort_key
from hearing.base.web import link
from hearing.data.reference import municipalities, regions
from hearing.events import find, slugs
from hearing.events.shelf import listing
from hearing.letters import reuse, territory

MOST = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A region (code of two digits) or a municipality (of four)."""

    code: str
    name: str
    short: str

    @property
    def spelled(self) -> str:
        """How it stands in an address: 20-dalarna."""
        return f"{self.code}-{slugs.plain(self.short)}"

    @property
    def is_region(self) -> bool:
        """Whether it is a region."""
        return len(self.code) == 2

    @property
    def codes(self) -> list[str]:
        """Whose letters concern it: its own, and those of its healthcare region."""
        care = [territory.healthcare_of().get(self.code), territory.second_of().get(self.code)]
        return [self.code, *(code for code in care if code and self.is_region)]

    def parts(self) -> list["Place"]:
        """The municipalities of a region, in Swedish order."""
        inside = [one for one in municipalities() if self.is_region and one.county == self.code]
        return [Place(one.code, one.official, one.name) for one in sorted(inside, key=lambda one: sort_key(one.name))]

    def whole(self) -> "Place | None":
        """The region of a municipality."""
        return None if self.is_region else named(self.code[:2])


def named(code: str) -> Place | None:
    """The place of a code."""
    if len(code) == 2:
        return next((Place(one.code, one.name, one.short) for one in regions() if one.code == code), None)
    return next((Place(one.code, one.official, one.name) for one in municipalities() if one.code == code), None)


@needs("public")
async def index(request: Request) -> Response:
    """All regions."""

    async def values() -> dict[str, Any]:
        places = [place for one in regions() if (place := named(one.code))]
        return {"places": sorted(places, key=lambda place: sort_key(place.name))}

    return await listing(request, "home/places.html", "", values)


@needs("public")
async def show(request: Request) -> Response:
    """One place, its letters and events; a bare code or an old name leads to the right address."""
    spelled = request.path_params["place"]
    place = named(spelled.partition("-")[0])
    if place is None:
        raise HTTPException(404)
    if spelled != place.spelled:
        return RedirectResponse(link(request, "public_places:show", place=place.spelled), 301)
    found = find.in_region if place.is_region else find.in_municipality

    async def values() -> dict[str, Any]:
        events = found(find.listed(), place.code).select_related("venue", "organiser")
        coming = await events.filter(ends_at__gte=now()).order_by("starts_at", "id").limit(MOST)
        past = await events.filter(ends_at__lt=now()).order_by("-starts_at", "-id").limit(MOST)
        letters = await reuse.at_place(place.codes)
        return {"place": place, "coming": coming, "past": past, "letters": letters}

    return await listing(request, "home/place.html", "", values, await reuse.newest())


routes = [
    Route("/", index, name="index"),
    Route("/{place}", show, name="show"),
]
