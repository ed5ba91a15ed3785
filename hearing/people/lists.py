"""Lists of the register as one reader sees it: who a filter means, what waits to be looked over."""

from dataclasses import dataclass

from starlette.requests import Request
from tortoise.expressions import Case, Q, Subquery, When
from tortoise.functions import Count
from tortoise.queryset import QuerySet

from hearing.base.clock import today
from hearing.base.web import mine
from hearing.mail.models import BlockedAddress
from hearing.people.kinds import Standing
from hearing.people.models import Holding, Office, Organisation, Person
from hearing.people.search import Filter, ends_soon, is_bounced, needs_something
from hearing.people.standing import in_order

MOST_OPTIONS = 600
MOST_PROPOSALS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: a person, the role they are shown by, and what is amiss."""

    person: Person
    holding: Holding | None
    standing: Standing | None
    bounced: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many persons a filter means, and how many of them need something first."""

    total: int
    urgent: int


@dataclass(frozen=True, slots=True)
class Watch:
    """How many of all persons are where."""

    persons: int
    ending: int
    ended: int
    bounced: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A holding that has not begun and nobody has confirmed, and who holds the office until then."""

    holding: Holding
    before: Holding | None


def persons(request: Request, asked: Filter) -> QuerySet[Person]:
    """The reader's persons a filter means."""
    return asked.persons(mine(request, Person.all()), mine(request, Holding.all()))


def _how_many(condition: Q) -> Count:
    return Count(Case(When(condition, then="1")))  # type: ignore[arg-type]


async def tally(request: Request, asked: Filter) -> Tally:
    """How many persons a filter means; one query."""
    needy = needs_something(mine(request, Holding.all()), today())
    counted = persons(request, asked).annotate(total=Count("id"), urgent=_how_many(needy))
    return Tally(*(await counted.values_list("total", "urgent"))[0])


async def watch(request: Request) -> Watch:
    """What the whole register has to look over; one query."""
    day = today()
    ending = mine(request, Holding.all()).filter(ends_soon(day)).values("person_id")
    counted = mine(request, Person.all()).annotate(
        persons=Count("id"),
        ending=_how_many(Q(id__in=Subquery(ending))),
        ended=_how_many(Q(held_until__lt=day)),
        bounced=_how_many(is_bounced()),
    )
    return Watch(*(await counted.values_list("persons", "ending", "ended", "bounced"))[0])


async def find(request: Request, asked: Filter, urgent: int, start: int = 0, most: int = 50) -> list[Row]:
    """A page of the persons a filter means, the `urgent` ones that need something first; four queries."""
    needy = needs_something(mine(request, Holding.all()), today())
    meant = persons(request, asked)
    page = []
    if start < urgent:
        page = await meant.filter(needy).order_by("held_until", "sort_key", "id").offset(start).limit(most)
    if len(page) < most:
        rest = meant.filter(~needy).order_by("sort_key", "id").offset(max(0, start - urgent))
        page += await rest.limit(most - len(page))
    return await rows(request, page, asked)


async def rows(request: Request, people: list[Person], asked: Filter | None = None) -> list[Row]:
    """The persons with the role each is shown by; two queries."""
    day, asked = today(), asked or Filter()
    shown = mine(request, Holding.filter(person_id__in=[person.id for person in people]))
    held: dict[int, list[Holding]] = {}
    for holding in await shown.select_related("office__organisation") if people else []:
        held.setdefault(holding.person_id, []).append(holding)  # type: ignore[attr-defined]
    bounced = await blocked({person.email_norm for person in people})
    found = []
    for person in people:
        ordered = in_order(held.get(person.id, []), day)
        fitting = next((holding for holding in ordered if asked.fits(holding, day)), None)
        role = fitting or next(iter(ordered), None)
        found.append(Row(person, role, role.standing_on(day) if role else None, person.email_norm in bounced))
    return found


async def blocked(addresses: set[str]) -> set[str]:
    """Those of some addresses that take no mail."""
    asked = [address for address in addresses if address]
    if not asked:
        return set()
    return {
        row.address_norm
        for row in await BlockedAddress.standing()
        .filter(address_norm__in=asked, organiser_id=None)
        .only("id", "address_norm")
    }


async def proposals(request: Request) -> list[Proposal]:
    """Successors to confirm, soonest first; two queries."""
    day = today()
    coming = mine(request, Holding.filter(starts_on__gt=day, checked_on__isnull=True)).order_by("starts_on", "id")
    found = await coming.limit(MOST_PROPOSALS).select_related("person", "office__organisation")
    offices = [it.office_id for it in found]  # type: ignore[attr-defined]
    now = mine(request, Holding.filter(office_id__in=offices, ends_on__gte=day)).select_related("person")
    before = {it.office_id: it for it in await now if it.starts_on is None or it.starts_on <= day} if found else {}  # type: ignore[attr-defined]
    return [Proposal(it, before.get(it.office_id)) for it in found]  # type: ignore[attr-defined]


async def bodies(request: Request, region: str = "", with_offices: bool = False) -> list[Organisation]:
    """The reader's organisations to choose among, in Swedish order."""
    found = mine(request, Organisation.all())
    if region:
        found = found.filter(region_id=region)
    if with_offices:
        found = found.filter(id__in=Subquery(mine(request, Office.all()).values("organisation_id")))
    return await found.order_by("sort_key").limit(MOST_OPTIONS).only("id", "name", "kind")


async def parties(request: Request) -> list[str]:
    """The parties anybody holds office for."""
    found = await mine(request, Holding.exclude(party="")).distinct().order_by("party").values_list("party")
    return [str(row[0]) for row in found]
