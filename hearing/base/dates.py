"""Dates and times as people write them, in Swedish and English; weeks are ISO weeks.

The patterns are written out: the English locale's own would give a 12 h clock.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from hearing.base.clock import now, today
from hearing.base.lang import LOCALES, _, language, ngettext

ZONE = "Europe/Stockholm"
WEEK = re.compile(
    r"(?:(?P<iso>[0-9]{4})[\s-]*(?:w|v|vecka|week)\.?\s*(?P<n>[0-9]{1,2})"
    r"|(?:(?:vecka|week|v|w)\.?\s*)?(?P<only>[0-9]{1,2})(?:[\s,/-]+(?P<year>[0-9]{4}))?)",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def shaped(day: date, pattern: str, code: str) -> str:
    """A date by a CLDR pattern, remembered: lists show the same days over and over."""
    return format_date(day, pattern, locale=LOCALES[code])


def long(day: date) -> str:
    """8 oktober 2026."""
    return shaped(_plain(day), "d MMMM y", language())


def weekday(day: date) -> str:
    """torsdag 8 oktober 2026."""
    return shaped(_plain(day), "EEEE d MMMM y", language())


def brief(day: date) -> str:
    """8 okt."""
    return shaped(_plain(day), "d MMM", language()).rstrip(".")


def month(day: date) -> str:
    """oktober 2026."""
    return shaped(_plain(day), "MMMM y", language())


def short(day: date) -> str:
    """2026-10-08, in tables and for machines."""
    return _plain(day).isoformat()


def leaf(day: date) -> tuple[str, str, str]:
    """The three lines of a date leaf: tors, 8, okt."""
    parts = [shaped(_plain(day), pattern, language()).rstrip(".") for pattern in ("EEE", "d", "MMM")]
    return parts[0], parts[1], parts[2]


def week(day: date) -> str:
    """v. 41."""
    return _("week %(number)s", number=_plain(day).isocalendar().week)


def echo(text: str | date | None) -> str:
    """What a typed date means, torsdag 8 oktober 2026, v. 41; nothing if it is none."""
    try:
        day = date.fromisoformat(text) if isinstance(text, str) else text
    except ValueError:
        return ""
    return f"{weekday(day)}, {week(day)}" if day else ""


def days(first: date, last: date) -> str:
    """8–9 oktober 2026; as short as the months allow."""
    first, last = _plain(first), _plain(last)
    if first == last:
        return long(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{long(last)}"
    if first.year == last.year:
        return f"{shaped(first, 'd MMMM', language())} – {long(last)}"
    return f"{long(first)} – {long(last)}"


def local(moment: datetime, zone: str = ZONE) -> datetime:
    """The instant on the wall clock of a zone."""
    return moment.astimezone(ZoneInfo(zone))


def clock(moment: datetime, zone: str = ZONE) -> str:
    """17.30, in English 17:30."""
    return local(moment, zone).strftime("%H:%M" if language() == "en" else "%H.%M")


def times(start: datetime, end: datetime | None = None, zone: str = ZONE) -> str:
    """kl. 17.30–20.00; names the last day when it is another."""
    first = clock(start, zone)
    if end is None:
        return _("at %(time)s", time=first)
    last = clock(end, zone)
    if local(end, zone).date() == local(start, zone).date():
        return _("%(start)s–%(end)s", start=first, end=last)
    return _("%(start)s to %(day)s %(end)s", start=first, day=long(local(end, zone)), end=last)


def when(moment: datetime, zone: str = ZONE) -> str:
    """i dag kl. 09.12, igår kl. 09.12, i morgon kl. 09.12, else 2026-10-12."""
    there = local(moment, zone).date()
    time = clock(moment, zone)
    match (there - local(now(), zone).date()).days:
        case 0:
            return _("today at %(time)s", time=time)
        case -1:
            return _("yesterday at %(time)s", time=time)
        case 1:
            return _("tomorrow at %(time)s", time=time)
    return short(there)


def ahead(day: date, zone: str = ZONE) -> str:
    """om 9 dagar, i morgon, i dag, igår, för 3 dagar sedan."""
    distance = (_plain(day) - today(zone)).days
    if distance == 0:
        return _("today")
    if distance == 1:
        return _("tomorrow")
    if distance == -1:
        return _("yesterday")
    if distance > 0:
        return ngettext("in %(num)s day", "in %(num)s days", distance)
    return ngettext("%(num)s day ago", "%(num)s days ago", -distance)


def parse_week(text: str, year: int | None = None) -> date:
    """The Monday of "v. 41", "41", "v. 41 2027" or "2026-W41"; without a year it is this one. ValueError if none."""
    found = WEEK.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    given = found["iso"] or found["year"]
    wanted = int(given) if given else year or today().isocalendar().year
    if not 1900 <= wanted <= 2200:
        raise ValueError(text)
    return date.fromisocalendar(wanted, int(found["n"] or found["only"]), 1)


def week_days(monday: date) -> tuple[date, date]:
    """First and last day of the week."""
    return monday, monday + timedelta(days=6)


def upfirst(text: str) -> str:
    """The same text with a capital first: dates open sentences, too."""
    return text[:1].upper() + text[1:]


def _plain(day: date) -> date:
    return day.date() if isinstance(day, datetime) else day


GLOBALS: dict[str, Callable[..., Any]] = {
    f"date_{f.__name__}": f
    for f in (long, weekday, brief, month, short, leaf, week, echo, days, local, clock, times, when, ahead)
}
