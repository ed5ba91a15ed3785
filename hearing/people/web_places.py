"""The organisers' pages about places, under /desk/places."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.queryset import QuerySet

from hearing.base.access import needs
from hearing.base.clock import today
from hearing.base.sorting import fold
from hearing.base.web import mine, page
from hearing.people import boards, places
from hearing.people.models import HealthcareRegion, Municipality, Organisation, Region


@needs("people.read")
async def index(request: Request) -> Response:
    """The 21 regions by healthcare region, and the 290 municipalities by region."""
    q = request.query_params.get("q", "")[:100]
    found = await places.municipalities()
    meant = [it for it in found if fold(q) in fold(f"{it.code} {it.name} {it.official_name}")] if q else []
    by_region: dict[str, list[Municipality]] = {}
    for place in found:
        by_region.setdefault(place.region.code, []).append(place)
    return page(request, "people/places.html", groups=await places.grouped(), by_region=by_region, q=q, meant=meant)


@needs("people.read")
async def show(request: Request) -> Response:
    """One place: its body, the offices there and who holds them."""
    code = request.path_params["code"]
    body = await places.body_of(code)
    if body is None:
        raise HTTPException(404)
    municipality = await Municipality.filter(code=code[:4]).first().select_related("healthcare_region")
    county = Region.filter(code=code[:2]).first()
    region = await county.select_related("healthcare_region", "second_healthcare_region")
    whole = await HealthcareRegion.filter(code=code).first()
    others = _others(request, code).exclude(id=body.id).order_by("sort_key").limit(200)
    return page(
        request,
        "people/place.html",
        body=body,
        day=today(),
        region=region,
        municipality=municipality,
        whole=whole,
        posts=await boards.posts(request, body),
        others=await others,
        inside=await places.municipalities(region=code) if region and not municipality else [],
        members=next((it for it in await places.grouped() if it.healthcare_region.code == code), None),
    )


def _others(request: Request, code: str) -> QuerySet[Organisation]:
    lies = {2: "region_id", 4: "municipality_id"}.get(len(code) if code.isdigit() else 0, "healthcare_region_id")
    return mine(request, Organisation.filter(**{lies: code}).exclude(kind__in=["region", "municipality"]))


routes = [Route("/", index, name="index"), Route("/{code}", show, name="show")]
