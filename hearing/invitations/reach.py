"""Whom an event, a period or all events reach: places, parties and associations, and where nobody comes from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hearing.base.clock import today
from hearing.base.lang import _
from hearing.base.sorting import sort_key
from hearing.base.tables import Cell
from hearing.data import reference
from hearing.db import dialect, rows
from hearing.events.models import Event
from hearing.events.times import at

ZONE = "Europe/Stockholm"
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
SIDES = ("regions", "healthcare", "municipalities", "parties", "associations")
TOGETHER = ("association", "network")

# The invited of the events meant, counted by what they stand for; one row for each combination.
COUNTS = """SELECT i.party, i.region_id, i.municipality_id, i.status, i.attended, b.kind AS kind,
CASE WHEN b.name IS NULL THEN i.organisation_name ELSE b.name END AS body, count(*) AS people
FROM invitation i JOIN event e ON e.id = i.event_id
LEFT JOIN holding h ON h.id = i.holding_id LEFT JOIN office o ON o.id = h.office_id
LEFT JOIN organisation b ON b.id = o.organisation_id
WHERE {which} AND i.status NOT IN ('draft', 'withdrawn') AND i.alias = ''
GROUP BY i.party, i.region_id, i.municipality_id, i.status, i.attended, b.kind, b.name, i.organisation_name"""
CONCERNED = """SELECT DISTINCT r.region_id AS code FROM event_region r JOIN event e ON e.id = r.event_id WHERE {which}
UNION SELECT DISTINCT m.municipality_id FROM event_municipality m JOIN event e ON e.id = m.event_id WHERE {which}"""
ASSOCIATIONS = """SELECT name FROM organisation WHERE kind IN ('association', 'network')
AND (organiser_id IS NULL OR organiser_id = ?)"""
HELD = "e.organiser_id = ? AND e.starts_at >= ? AND e.starts_at < ? AND e.status IN ('published', 'unlisted', 'held')"


@dataclass(slots=True)
class Line:
    """One place, party or association: how many of it stand where."""

    code: str
    name: str
    concerned: bool = False
    invited: int = 0
    answered: int = 0
    coming: int = 0
    attended: int = 0
    silent: int = 0

    @property
    def gap(self) -> str:
        """Why nobody comes from it: nobody is invited, some have not answered, all have said no; empty when some do."""
        if self.coming or (not self.concerned and not self.invited):
            return ""
        return "silent" if self.silent else "declined" if self.invited else "nobody"

    def count(self, row: Mapping[str, Any]) -> None:
        """Count one group of people in."""
        people, status = int(row["people"]), row["status"]
        self.invited += people
        self.answered += 0 if status == "invited" else people
        self.silent += people if status == "invited" else 0
        self.coming += people if status == "yes" else 0
        self.attended += people if row["attended"] else 0


@dataclass(slots=True)
class Reach:
    """The lines of each side, in Swedish order."""

    sides: dict[str, list[Line]] = field(default_factory=dict)

    def gaps(self, side: str) -> list[Line]:
        """Where nobody comes from."""
        return [line for line in self.sides[side] if line.gap]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from and to, both counted in; the code stands in the address."""

    code: str
    name: str
    first: date
    last: date


def periods(day: date | None = None) -> list[Period]:
    """All time, this year and the last, their halves and quarters, the newest first."""
    this = (day or today()).year
    found = [Period("all", _("All events"), FIRST, LAST)]
    for year in (this + 1, this, this - 1):
        found.append(Period(f"{year}", str(year), date(year, 1, 1), date(year, 12, 31)))
        for half in (2, 1):
            found.append(
                _part(year, 6, half, f"{year}-H{half}", _("Half-year %(part)s %(year)s", part=half, year=year))
            )
            for quarter in (2 * half, 2 * half - 1):
                name = _("Quarter %(part)s %(year)s", part=quarter, year=year)
                found.append(_part(year, 3, quarter, f"{year}-Q{quarter}", name))
    return found


def _part(year: int, months: int, number: int, code: str, name: str) -> Period:
    first = date(year, months * (number - 1) + 1, 1)
    after = date(year + 1, 1, 1) if months * number == 12 else date(year, months * number + 1, 1)
    return Period(code, name, first, after - timedelta(days=1))


async def of_event(event: Event) -> Reach:
    """One event; three queries."""
    return await _reach("e.id = ?", [event.pk], event.organiser_id)


async def of_period(organiser: int, first: date, last: date) -> Reach:
    """All events an organiser has shown that begin in these days; three queries."""
    return await _reach(HELD, [organiser, _moment(first), _moment(last + timedelta(days=1))], organiser)


def _moment(day: date) -> Any:
    moment = at(day, time(0), ZONE).astimezone(UTC)
    return moment.isoformat(" ") if dialect() == "sqlite" else datetime.fromisoformat(moment.isoformat())


async def _reach(which: str, values: Sequence[Any], organiser: int) -> Reach:
    counted = await rows(COUNTS.format(which=which), *values)
    concerned = {row["code"] for row in await rows(CONCERNED.format(which=which), *values, *values)}
    known = {row["name"] for row in await rows(ASSOCIATIONS, organiser)}
    regions = {one.code: one.name for one in reference.regions()}
    towns = {one.code: one.name for one in reference.municipalities()}
    care = {one.code: one.name for one in reference.healthcare_regions()}
    own = {one.code: one.healthcare_region for one in reference.regions()}
    theirs = {one.code: one.healthcare_region for one in reference.municipalities()}
    in_care = {own[code] for code in concerned if code in own}

    def care_of(row: Mapping[str, Any]) -> str:
        return theirs.get(row["municipality_id"] or "", "") or own.get(row["region_id"] or "", "")

    def association(row: Mapping[str, Any]) -> str:
        return str(row["body"]) if row["kind"] in TOGETHER or row["body"] in known else ""

    return Reach(
        {
            "regions": _lines(((r["region_id"], r) for r in counted), regions, concerned & set(regions)),
            "healthcare": _lines(((care_of(r), r) for r in counted), care, in_care),
            "municipalities": _lines(((r["municipality_id"], r) for r in counted), towns, concerned & set(towns)),
            "parties": _lines(((r["party"], r) for r in counted), {}, set()),
            "associations": _lines(((association(r), r) for r in counted), {}, set()),
        }
    )


def _lines(
    counted: Iterable[tuple[str | None, Mapping[str, Any]]], names: Mapping[str, str], concerned: set[str]
) -> list[Line]:
    found = {code: Line(code, names.get(code, code), concerned=True) for code in concerned}
    for code, row in counted:
        if code:
            found.setdefault(code, Line(code, names.get(code, code))).count(row)
    return sorted(found.values(), key=lambda line: sort_key(line.name))


def words() -> dict[str, str]:
    """What each side is called."""
    return {
        "regions": _("Regions"),
        "healthcare": _("Healthcare regions"),
        "municipalities": _("Municipalities"),
        "parties": _("Parties"),
        "associations": _("Associations"),
    }


def table(reach: Reach) -> list[list[Cell]]:
    """All sides as one table."""
    head: list[Cell] = [_("Which"), _("Code"), _("Name"), _("Invited"), _("Answered"), _("Coming"), _("Attended")]
    named = words()
    return [head] + [
        [named[side], line.code, line.name, line.invited, line.answered, line.coming, line.attended]
        for side in SIDES
        for line in reach.sides[side]
    ]
