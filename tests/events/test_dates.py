"""What the planner is told about a date."""

from datetime import date, timedelta

import pytest

from hearing.base.lang import use
from hearing.events.dates import DateWarning, election_day, warnings

MELLANSVERIGE = ("03", "04", "17", "18", "19", "20", "21")


def told(first: str, last: str = "", counties: tuple[str, ...] = ()) -> list[str]:
    return [
        str(warning) for warning in warnings(date.fromisoformat(first), date.fromisoformat(last or first), counties)
    ]


def test_the_workshop_in_march_falls_in_the_winter_break_of_five_counties() -> None:
    found = warnings(date(2027, 3, 3), date(2027, 3, 3), MELLANSVERIGE)

    assert [(warning.key, dict(warning.values)) for warning in found] == [
        (
            "school_break",
            {
                "week": 9,
                "codes": "03, 17, 19, 20, 21",
                "places": "Uppsala, Värmland, Västmanland, Dalarna, Gävleborg",
            },
        )
    ]


@pytest.mark.parametrize(
    ("day", "sentences"),
    [
        ("2027-06-25", ["Midsommarafton, fredag 25 juni 2027. Många är lediga."]),
        ("2027-12-24", ["Julafton, fredag 24 december 2027. Många är lediga."]),
        ("2027-05-06", ["Kristi himmelsfärdsdag, torsdag 6 maj 2027. Många är lediga."]),
        ("2027-05-07", ["Klämdag, fredag 7 maj 2027. Många är lediga."]),
        ("2027-05-05", []),
        ("2026-11-24", []),
    ],
)
def test_holidays_and_bridge_days_are_named(day: str, sentences: list[str]) -> None:
    assert told(day) == sentences


def test_an_english_reader_gets_english_names_and_dates() -> None:
    with use("en"):
        assert told("2027-06-25") == ["Midsummer Eve, Friday 25 June 2027. Many are off work."]


def test_years_without_known_breaks_use_the_usual_weeks() -> None:
    assert told("2028-02-16", counties=("06", "20")) == ["Sportlov v. 7 i 06 (Jönköping)."]
    assert told("2028-11-01", counties=("06", "20")) == ["Höstlov v. 44."]


def test_the_sentence_names_codes_and_places() -> None:
    assert told("2027-03-03", counties=MELLANSVERIGE) == [
        "Sportlov v. 9 i 03, 17, 19, 20, 21 (Uppsala, Värmland, Västmanland, Dalarna, Gävleborg)."
    ]


def test_a_county_without_break_is_not_warned() -> None:
    assert told("2027-03-03", counties=("04", "18")) == []


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        ("2026-08-15", []),
        ("2026-09-09", ["election"]),
        ("2026-09-13", ["election"]),
        ("2026-09-14", []),
        ("2026-10-14", ["mandates"]),
        ("2026-12-21", ["mandates"]),
        ("2027-01-20", ["mandates"]),
        ("2027-02-04", []),
        ("2027-09-09", []),
        ("2030-09-08", ["election"]),
    ],
)
def test_elections_and_new_mandates_are_near(day: str, keys: list[str]) -> None:
    assert [warning.key for warning in warnings(date.fromisoformat(day), date.fromisoformat(day))] == keys


def test_the_election_is_on_the_second_sunday_of_september() -> None:
    assert [election_day(year) for year in (2022, 2026, 2030)] == [
        date(2022, 9, 11), date(2026, 9, 13), date(2030, 9, 8),
    ]  # fmt: skip


def test_summer_and_almedalen_are_said_once() -> None:
    assert told("2027-06-28", "2027-07-09") == [
        "Vecka 27 till 30 är semesterveckor, med få sammanträden.",
        "Almedalsveckan 2027 är den veckan. Många politiker är där.",
    ]


def test_a_long_range_names_each_day_off_once() -> None:
    assert told("2026-12-23", "2026-12-27")[:3] == [
        "Julafton, torsdag 24 december 2026. Många är lediga.",
        "Juldagen, fredag 25 december 2026. Många är lediga.",
        "Annandag jul, lördag 26 december 2026. Många är lediga.",
    ]


def test_any_day_can_be_asked_about() -> None:
    for number in range(0, 4000, 7):
        day = date(2024, 1, 1) + timedelta(days=number)
        assert all(isinstance(warning, DateWarning) for warning in warnings(day, day + timedelta(days=3)))


def test_a_range_that_ends_before_it_starts_is_empty_of_days() -> None:
    assert warnings(date(2027, 3, 3), date(2027, 3, 1), ("20",)) == []


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_mistyped_year_warns_of_nothing(day: date) -> None:
    assert warnings(day, day) == []
