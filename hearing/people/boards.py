"""Organisations seen from their offices: who holds what now, what stands empty."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from tortoise.expressions import Q, Subquery
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from hearing.base.clock import today
from hearing.base.sorting import fold
from hearing.base.web import mine
from hearing.people.kinds import Standing
from hearing.people.models import Holding, Office, Organisation
from hearing.people.offices import held_on
from hearing.people.standing import in_order

MOST_POSTS = 200


@dataclass(frozen=True, slots=True)
class Post:
    """An office with everybody who holds it, will hold it, held it."""

    office: Office
    now: list[Holding]
    coming: list[Holding]
    past: list[Holding]

    @property
    def vacant(self) -> bool:
        """Whether nobody holds it today."""
        return not self.now


async def held(request: Request, bodies: list[Organisation]) -> dict[int, int]:
    """How many hold an office at each of some organisations today; one query."""
    running = mine(request, Holding.filter(held_on(today()), office__organisation_id__in=[body.id for body in bodies]))
    counted: Any = running.annotate(n=Count("id")).group_by("office__organisation_id")
    return dict(await counted.values_list("office__organisation_id", "n")) if bodies else {}


async def posts(request: Request, organisation: Organisation) -> list[Post]:
    """An organisation's offices with their holders; two queries."""
    offices = await mine(request, Office.filter(organisation=organisation)).order_by("sort_key", "id").limit(MOST_POSTS)
    return await with_holders(request, offices)


async def with_holders(request: Request, offices: list[Office], past: bool = True) -> list[Post]:
    """Offices with their holders, those of the past if wanted; one query."""
    day = today()
    wanted = mine(request, Holding.filter(office_id__in=[office.id for office in offices]))
    if not past:
        wanted = wanted.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    found = await wanted.select_related("person") if offices else []
    by_office: dict[int, list[Holding]] = {}
    for holding in in_order(found, day):
        by_office.setdefault(holding.office_id, []).append(holding)  # type: ignore[attr-defined]
    return [_post(office, by_office.get(office.id, []), day) for office in offices]


def _post(office: Office, holdings: list[Holding], day: Any) -> Post:
    stands = [(holding, holding.standing_on(day)) for holding in holdings]
    return Post(
        office,
        [it for it, now in stands if now in (Standing.CURRENT, Standing.ENDING)],
        [it for it, now in stands if now is Standing.COMING],
        [it for it, now in stands if now is Standing.ENDED],
    )


def asked_for(request: Request, q: str = "", vacant: bool = False, kind: str = "") -> QuerySet[Office]:
    """The reader's offices, those a search means, those nobody holds today."""
    found = mine(request, Office.all())
    for word in fold(q).split()[:8]:
        found = found.filter(search_text__contains=word)
    if kind:
        found = found.filter(kind=kind)
    if vacant:
        running = Holding.filter(held_on(today()))
        found = found.exclude(id__in=Subquery(mine(request, running).values("office_id")))
    return found
