"""The Swedish facts as plain rows: places, roles, the tile map, school breaks, days to know.

Nothing is read until it is asked for, and then once. Codes are text: leading zeros count.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from hearing.base.paths import DATA

Row = dict[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Region:
    """A region and its county; they share the code."""

    code: str
    name: str
    county: str
    short: str
    iso: str
    letter: str
    healthcare_region: str
    second_healthcare_region: str | None
    seat: str
    latitude: float
    longitude: float
    domain: str
    registrator: str | None
    metropolitan: bool
    municipalities: int


@dataclass(frozen=True, slots=True)
class HealthcareRegion:
    """Regions that share their most specialised care. Halland is cut in two: some municipalities here, some there."""

    code: str
    name: str
    other_names: tuple[str, ...]
    regions: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    hospitals: tuple[str, ...]
    note: str

    @property
    def all_regions(self) -> tuple[str, ...]:
        """The codes of its regions, those with only a part here last."""
        return self.regions + tuple(code for code, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality; its healthcare region is its own, since Halland's differ."""

    code: str
    name: str
    official: str
    calls_itself: str
    county: str
    healthcare_region: str


@dataclass(frozen=True, slots=True)
class Role:
    """A title people hold, and whether elections end it."""

    key: str
    title: str
    kind: str
    levels: tuple[str, ...]
    elected: bool
    substitute: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Tile:
    """Where a region stands on the tile map; row 0 is north."""

    code: str
    letter: str
    short: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class SchoolBreak:
    """The weeks schools of a county usually are closed; the municipalities decide."""

    county: str
    winter: tuple[int, ...]
    autumn: int


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """Days to know when planning. No counties means the whole country."""

    first: date
    last: date
    name: str
    kind: str
    counties: tuple[str, ...]
    certainty: str


@dataclass(frozen=True, slots=True)
class Grant:
    """An amount a region or a healthcare region got in a year, and how sure the figure is."""

    year: int
    programme: str
    code: str
    amount: int
    certainty: str
    basis: str


@lru_cache(maxsize=1)
def regions() -> tuple[Region, ...]:
    """All 21, by code."""
    return _read("regions.csv", _region)


@lru_cache(maxsize=1)
def healthcare_regions() -> tuple[HealthcareRegion, ...]:
    """All six, from north to south."""
    return _read("healthcare_regions.csv", _healthcare_region)


@lru_cache(maxsize=1)
def municipalities() -> tuple[Municipality, ...]:
    """All 290, by code."""
    return _read("municipalities.csv", _municipality)


@lru_cache(maxsize=1)
def roles() -> tuple[Role, ...]:
    """The titles the register knows."""
    return _read("roles.csv", _role)


@lru_cache(maxsize=1)
def tiles() -> tuple[Tile, ...]:
    """The 21 tiles of the map."""
    return _read("tiles.csv", _tile)


@lru_cache(maxsize=1)
def school_breaks() -> tuple[SchoolBreak, ...]:
    """The usual weeks of each county."""
    return _read("school_breaks.csv", _school_break)


@lru_cache(maxsize=1)
def calendar_days() -> tuple[CalendarDay, ...]:
    """The days known for certain years, by date."""
    return _read("calendar.csv", _calendar_day)


@lru_cache(maxsize=1)
def grants() -> tuple[Grant, ...]:
    """The amounts known."""
    return _read("grants.csv", _grant)


def _read(name: str, make: Callable[[Row], T]) -> tuple[T, ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(make(row) for row in csv.DictReader(file))


def _region(row: Row) -> Region:
    return Region(
        code=row["code"],
        name=row["region_name"],
        county=row["county_name"],
        short=row["short_name"],
        iso=row["iso_3166_2"],
        letter=row["county_letter"],
        healthcare_region=row["healthcare_region"],
        second_healthcare_region=row["healthcare_region_secondary"] or None,
        seat=row["region_seat_city"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        domain=row["web_domain"],
        registrator=row["registrator_email"] or None,
        metropolitan=row["metropolitan"] == "true",
        municipalities=int(row["municipality_count"]),
    )


def _healthcare_region(row: Row) -> HealthcareRegion:
    return HealthcareRegion(
        code=row["code"],
        name=row["name"],
        other_names=_words(row["other_names"]),
        regions=_words(row["member_region_codes"]),
        parts=_parts(row["partial_members"]),
        hospitals=_words(row["university_hospitals"]),
        note=row["note"],
    )


def _municipality(row: Row) -> Municipality:
    return Municipality(
        code=row["code"],
        name=row["name"],
        official=row["official_name"],
        calls_itself=row["self_designation"],
        county=row["county_code"],
        healthcare_region=row["healthcare_region"],
    )


def _role(row: Row) -> Role:
    return Role(
        key=row["key"],
        title=row["label_sv"],
        kind=row["kind"],
        levels=_words(row["level"]),
        elected=row["mandate_bound"] == "ja",
        substitute=row["substitute"] if row["substitute"] != "nej" else None,
        note=row["note"],
    )


def _tile(row: Row) -> Tile:
    return Tile(row["code"], row["county_letter"], row["short_name"], int(row["column"]), int(row["row"]))


def _school_break(row: Row) -> SchoolBreak:
    winter = tuple(int(week) for week in _words(row["sportlov_iso_weeks"]))
    return SchoolBreak(row["county_code"], winter, int(row["hostlov_iso_week"]))


def _calendar_day(row: Row) -> CalendarDay:
    return CalendarDay(
        first=date.fromisoformat(row["date_from"]),
        last=date.fromisoformat(row["date_to"]),
        name=row["name"],
        kind=row["kind"],
        counties=() if row["scope"] == "SE" else _words(row["scope"]),
        certainty=row["certainty"],
    )


def _grant(row: Row) -> Grant:
    return Grant(
        year=int(row["year"]),
        programme=row["programme"],
        code=row["recipient_code"],
        amount=int(row["amount_sek"]),
        certainty=row["certainty"],
        basis=row["basis"],
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(";") if word.strip())


def _parts(cell: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A county and those of its municipalities that belong here, as in "13 (kommunerna 1382 Falkenberg, ...)"."""
    county = re.match(r"\d\d\b", cell)
    return ((county[0], tuple(re.findall(r"\d{4}", cell))),) if county else ()
