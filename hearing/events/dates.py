"""What to know about a date before choosing it: holidays, school breaks, elections, who has just changed.

Pure functions of the date and the counties. They warn and never stop anybody.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from hearing.base.dates import weekday
from hearing.base.lang import _, language, lazy
from hearing.base.later import Later
from hearing.data.reference import CalendarDay, Region, calendar_days, regions, school_breaks

if TYPE_CHECKING:
    import holidays
else:
    holidays = Later("holidays")  # the days of all countries: three megabytes

HOLIDAY = lazy("%(name)s, %(date)s. Many are off work.").msgid
BRIDGE = lazy("Bridge day, %(date)s. Many are off work.").msgid
WINTER_BREAK = lazy("Winter school break in week %(week)s in %(codes)s (%(places)s).").msgid
AUTUMN_BREAK = lazy("Autumn school break in week %(week)s in %(codes)s (%(places)s).").msgid
AUTUMN_BREAK_ALL = lazy("Autumn school break in week %(week)s.").msgid
ELECTION = lazy("Election to parliament, regions and municipalities on %(date)s.").msgid
COUNCILS = lazy("New councils take office on %(date)s. Check who holds office on the day.").msgid
BOARDS = lazy("New boards and committees take office on %(date)s. Check who holds office on the day.").msgid
SUMMER = lazy("Weeks 27 to 30 are holiday weeks, with few meetings.").msgid
POLITICIANS_WEEK = lazy("%(name)s is that week. Many politicians are there.").msgid

DAY = timedelta(days=1)
LONGEST = 62  # days looked at
KNOWN_YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class DateWarning:
    """One thing to know, in the reader's language when shown; the key says of what kind it is."""

    key: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        shown = {name: weekday(value) if isinstance(value, date) else value for name, value in self.values.items()}
        return _(self.text, **shown)


def warnings(first: date, last: date, counties: Collection[str] = (), lang: str = "") -> list[DateWarning]:
    """All worth knowing about the days, in these counties or the country; holidays named in the reader's language."""
    if last < first or first.year not in KNOWN_YEARS:
        return []
    days = [first + DAY * number for number in range(min((last - first).days, LONGEST) + 1)]
    return [
        *_days_off(days, lang or language()),
        *_school_breaks(days, counties),
        *_elections(days),
        *_summer(days),
        *_politicians_weeks(days),
    ]


def _days_off(days: list[date], lang: str) -> Iterator[DateWarning]:
    for day in days:
        name = _holidays(day.year, lang).get(day)
        if name:
            yield DateWarning("holiday", HOLIDAY, {"date": day, "name": name})
        elif not _is_off(day) and _is_off(day - DAY) and _is_off(day + DAY):
            yield DateWarning("bridge", BRIDGE, {"date": day})


def _is_off(day: date) -> bool:
    return day.weekday() > 4 or day in _holidays(day.year, "sv")


@lru_cache(maxsize=32)
def _holidays(year: int, lang: str) -> dict[date, str]:
    """The public holidays of a year and the eves that are as good as holidays."""
    language = "sv" if lang == "sv" else "en_US"
    kinds = (holidays.PUBLIC, holidays.DE_FACTO)
    return dict(holidays.country_holidays("SE", years=year, language=language, categories=kinds))


def _school_breaks(days: list[date], counties: Collection[str]) -> Iterator[DateWarning]:
    concerned = [region for region in regions() if not counties or region.code in counties]
    for year, week in sorted({day.isocalendar()[:2] for day in days if day.weekday() < 5}):
        winter = [region for region in concerned if region.code in _closed(year, week, "Sportlov")]
        autumn = [region for region in concerned if region.code in _closed(year, week, "Höstlov")]
        if winter:
            yield DateWarning("school_break", WINTER_BREAK, _where(week, winter))
        if autumn:
            text = AUTUMN_BREAK_ALL if len(autumn) == len(concerned) else AUTUMN_BREAK
            yield DateWarning("school_break", text, _where(week, autumn))


def _closed(year: int, week: int, name: str) -> frozenset[str]:
    """The counties whose schools are closed that week: as known for the year, else as usual."""
    known = [day for day in calendar_days() if day.name.startswith(name) and day.first.year == year]
    if known:
        rows = [day for day in known if day.first.isocalendar().week == week]
        everywhere = [region.code for region in regions()]
        return frozenset(code for day in rows for code in day.counties or everywhere)
    usual = school_breaks()
    if name == "Sportlov":
        return frozenset(row.county for row in usual if week in row.winter)
    return frozenset(row.county for row in usual if week == row.autumn)


def _where(week: int, found: list[Region]) -> dict[str, object]:
    codes = ", ".join(region.code for region in found)
    return {"week": week, "codes": codes, "places": ", ".join(region.short for region in found)}


def _elections(days: list[date]) -> Iterator[DateWarning]:
    for year in sorted({day.year - (day.year - 2026) % 4 for day in days}):
        councils, boards = date(year, 10, 15), date(year + 1, 1, 1)
        for key, text, day, before, after in (
            ("election", ELECTION, election_day(year), 28, 0),
            ("mandates", COUNCILS, councils, 14, 14),
            ("mandates", BOARDS, boards, 14, 28),
        ):
            if days[0] <= day + DAY * after and days[-1] >= day - DAY * before:
                yield DateWarning(key, text, {"date": day})


def election_day(year: int) -> date:
    """The second Sunday of September."""
    return date(year, 9, 14) - DAY * ((date(year, 9, 14).weekday() + 1) % 7)


def _summer(days: list[date]) -> Iterator[DateWarning]:
    if any(27 <= day.isocalendar().week <= 30 for day in days):
        yield DateWarning("summer", SUMMER)


def _politicians_weeks(days: list[date]) -> Iterator[DateWarning]:
    for row in calendar_days():
        if row.kind == "politikervecka" and _meets(row, days):
            yield DateWarning("politicians_week", POLITICIANS_WEEK, {"name": row.name})


def _meets(row: CalendarDay, days: list[date]) -> bool:
    return days[0] <= row.last and row.first <= days[-1]
