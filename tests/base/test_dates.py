"""Days and times as people write them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from hearing.base import dates
from hearing.base.clock import freeze
from hearing.base.lang import use

STOCKHOLM = ZoneInfo("Europe/Stockholm")
DAY = date(2026, 10, 8)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """The Monday on which the demo plays."""
    with freeze(datetime(2026, 11, 23, 9, 0, tzinfo=STOCKHOLM)):
        yield


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=STOCKHOLM).astimezone(UTC)


@pytest.mark.parametrize(
    ("shape", "swedish", "english"),
    [
        (dates.long, "8 oktober 2026", "8 October 2026"),
        (dates.weekday, "torsdag 8 oktober 2026", "Thursday 8 October 2026"),
        (dates.brief, "8 okt", "8 Oct"),
        (dates.month, "oktober 2026", "October 2026"),
        (dates.short, "2026-10-08", "2026-10-08"),
        (dates.week, "v. 41", "week 41"),
        (dates.leaf, ("tors", "8", "okt"), ("Thu", "8", "Oct")),
        (dates.echo, "torsdag 8 oktober 2026, v. 41", "Thursday 8 October 2026, week 41"),
    ],
)
def test_a_day_in_both_languages(shape: Callable[..., object], swedish: object, english: object) -> None:
    said = shape(DAY)
    with use("en"):
        told = shape(DAY)

    assert (said, told) == (swedish, english)


def test_what_is_no_date_is_not_said_back() -> None:
    assert [dates.echo(text) for text in ("", "2026-02-30", "igår", None)] == ["", "", "", ""]


def test_times_follow_the_events_zone() -> None:
    start, end = datetime(2026, 10, 8, 15, 30, tzinfo=UTC), datetime(2026, 10, 8, 18, 0, tzinfo=UTC)

    with use("en"):
        english = dates.times(start, end)

    assert dates.times(start, end) == "kl. 17.30–20.00"
    assert dates.times(start) == "kl. 17.30"
    assert dates.times(start, end, "Europe/Helsinki") == "kl. 18.30–21.00"
    assert english == "17:30–20:00"


def test_times_over_midnight_name_the_last_day() -> None:
    assert dates.times(at(24, 9), at(25, 15)) == "kl. 09.00 till 25 november 2026 kl. 15.00"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(23, 9, 12), "i dag kl. 09.12"),
        (at(22, 23, 59), "igår kl. 23.59"),
        (at(24, 0), "i morgon kl. 00.00"),
        (at(20, 12), "2026-11-20"),
    ],
)
def test_near_moments_are_said_in_words(moment: datetime, said: str) -> None:
    assert dates.when(moment) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [(23, "i dag"), (24, "i morgon"), (22, "igår"), (30, "om 7 dagar"), (20, "för 3 dagar sedan")],
)
def test_how_far_away_a_day_is(day: int, said: str) -> None:
    assert dates.ahead(date(2026, 11, day)) == said


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (date(2026, 10, 8), "8 oktober 2026"),
        (date(2026, 10, 9), "8–9 oktober 2026"),
        (date(2026, 11, 1), "8 oktober – 1 november 2026"),
        (date(2027, 1, 2), "8 oktober 2026 – 2 januari 2027"),
    ],
)
def test_several_days_are_as_short_as_months_allow(last: date, said: str) -> None:
    assert dates.days(DAY, last) == said


@pytest.mark.parametrize(
    ("typed", "monday"),
    [
        ("v. 41", date(2026, 10, 5)),
        ("41", date(2026, 10, 5)),
        (" V 41 ", date(2026, 10, 5)),
        ("w 41", date(2026, 10, 5)),
        ("vecka 41", date(2026, 10, 5)),
        ("v.\xa041", date(2026, 10, 5)),
        ("v. 41 2027", date(2027, 10, 11)),
        ("41/2027", date(2027, 10, 11)),
        ("2026-W41", date(2026, 10, 5)),
        ("2027 v. 1", date(2027, 1, 4)),
        ("v. 53", date(2026, 12, 28)),
    ],
)
def test_a_typed_week_is_its_monday(typed: str, monday: date) -> None:
    assert dates.parse_week(typed) == monday


@pytest.mark.parametrize(
    "typed", ["", "v.", "v. 0", "v. 54", "v. 53 2027", "41 i år", "2026-10-05", "٤١", "0001-W01", "v. 52 9999"]
)
def test_what_is_no_week_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        dates.parse_week(typed)


def test_a_week_without_a_year_is_in_the_year_shown() -> None:
    assert dates.parse_week("v. 41", 2027) == date(2027, 10, 11)
    assert dates.week_days(date(2026, 10, 5)) == (date(2026, 10, 5), date(2026, 10, 11))
