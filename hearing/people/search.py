"""Choosing persons: by words, role, place, party, and by when their mandate ends."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from hearing.base.clock import today
from hearing.base.sorting import fold
from hearing.data import reference
from hearing.mail.models import BlockedAddress
from hearing.people.kinds import SOON_DAYS
from hearing.people.models import Holding, OfficeKind, OrganisationKind, Person

MOST_WORDS = 8
MOST_DAYS = 3660
CHOICES = {"role": OfficeKind, "level": OrganisationKind}
LENGTHS = {"q": 200, "title": 40, "region": 2, "healthcare": 20, "municipality": 4, "party": 12}


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; an empty field asks nothing. All that concerns a role must hold of one and the same."""

    q: str = ""
    role: str = ""
    title: str = ""
    region: str = ""
    healthcare: str = ""
    municipality: str = ""
    organisation: int | None = None
    level: str = ""
    party: str = ""
    ending: int | None = None
    ended: bool = False
    bounced: bool = False

    @classmethod
    def from_query(cls, params: Mapping[str, str]) -> Self:
        """What an address asks for; what cannot be asked is left out. `mandate` is 60, 90 … or "ended"."""
        asked: dict[str, Any] = {
            name: text
            for name, most in LENGTHS.items()
            if (text := " ".join(params.get(name, "").split())) and len(text) <= most
        }
        for name, kinds in CHOICES.items():
            if params.get(name) in set(kinds):
                asked[name] = params[name]
        mandate = params.get("mandate", "")
        return cls(
            **asked,
            organisation=_number(params.get("organisation", "")),
            ending=_number(params.get("ending", "") or mandate, MOST_DAYS),
            ended=mandate == "ended" or params.get("ended") == "1",
            bounced=params.get("bounced") == "1",
        )

    @property
    def query(self) -> str:
        """The filter as a query string."""
        asked = {name: int(value) if value is True else value for name, value in asdict(self).items() if value}
        return urlencode(asked)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return self == type(self)()

    def without(self, *names: str) -> Self:
        """The same filter with some fields emptied."""
        blank = type(self)()
        return replace(self, **{name: getattr(blank, name) for name in names})

    @property
    def _on_holding(self) -> bool:
        return bool(self.without("q", "ended", "bounced") != type(self)())

    def persons(
        self, persons: QuerySet[Person], holdings: QuerySet[Holding], day: date | None = None
    ) -> QuerySet[Person]:
        """Those who are meant, of `persons`, judged by those of their `holdings` the reader may see."""
        day = day or today()
        for word in fold(self.q).split()[:MOST_WORDS]:
            offices = holdings.filter(office__search_text__contains=word)
            persons = persons.filter(Q(search_text__contains=word) | Q(id__in=Subquery(offices.values("person_id"))))
        if self._on_holding:
            persons = persons.filter(id__in=Subquery(self.holdings(holdings, day).values("person_id")))
        if self.ended:
            persons = persons.filter(held_until__lt=day)
        if self.bounced:
            persons = persons.filter(is_bounced())
        return persons

    def holdings(self, holdings: QuerySet[Holding], day: date | None = None) -> QuerySet[Holding]:
        """The roles that are meant: running, coming, or the past ones of a person who holds nothing now."""
        day = day or today()
        asked = {
            "office__kind": self.role,
            "office__title_key": self.title,
            "office__organisation__region_id": self.region,
            "office__organisation__municipality_id": self.municipality,
            "office__organisation_id": self.organisation,
            "office__organisation__kind": self.level,
            "party": self.party,
        }
        holdings = holdings.filter(**{name: value for name, value in asked.items() if value})
        if self.healthcare:
            holdings = holdings.filter(_in_healthcare_region(self.healthcare))
        if self.ending is not None:
            return holdings.filter(ends_soon(day, self.ending))
        return holdings.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day) | Q(person__held_until__lt=day))

    def fits(self, holding: Holding, day: date) -> bool:
        """Whether a fetched holding (with office and organisation) is among those meant, to show it first."""
        office, body = holding.office, holding.office.organisation
        pairs: list[tuple[Any, Any]] = [
            (self.role, office.kind),
            (self.title, office.title_key),
            (self.region, body.region_id),  # type: ignore[attr-defined]
            (self.municipality, body.municipality_id),  # type: ignore[attr-defined]
            (self.organisation, body.id),
            (self.level, body.kind),
            (self.party, holding.party),
        ]
        if any(asked and asked != has for asked, has in pairs):
            return False
        if self.healthcare and not _lies_in(body, self.healthcare):
            return False
        if self.ending is None:
            return True
        last = day + timedelta(days=self.ending)
        return holding.ends_on is not None and day <= holding.ends_on <= last and (holding.starts_on or day) <= day


def _number(text: str, most: int = 2_147_483_647) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= most else None


def ends_soon(day: date, days: int = SOON_DAYS) -> Q:
    """Holdings that run on a day and end within some days."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    return begun & Q(ends_on__gte=day, ends_on__lte=day + timedelta(days=days))


def is_bounced() -> Q:
    """Persons whose address takes no mail."""
    return Q(email_norm__not="") & Q(
        email_norm__in=Subquery(BlockedAddress.standing().filter(organiser_id=None).values("address_norm"))
    )


def needs_something(holdings: QuerySet[Holding], day: date) -> Q:
    """Persons to look at first: they hold nothing any more, or a role ends soon, or their address bounces."""
    ending = holdings.filter(ends_soon(day))
    return Q(held_until__lt=day) | Q(id__in=Subquery(ending.values("person_id"))) | is_bounced()


def _in_healthcare_region(code: str) -> Q:
    """By the body's place; Halland's region counts in both its healthcare regions, its municipalities in one."""
    both = [region.code for region in reference.regions() if region.second_healthcare_region == code]
    second = Q(office__organisation__region_id__in=both, office__organisation__municipality_id__isnull=True)
    return (
        Q(office__organisation__healthcare_region_id=code) | second
        if both
        else Q(office__organisation__healthcare_region_id=code)
    )


def _lies_in(body: Any, code: str) -> bool:
    if body.healthcare_region_id == code:
        return True
    both = {region.code for region in reference.regions() if region.second_healthcare_region == code}
    return body.municipality_id is None and body.region_id in both
