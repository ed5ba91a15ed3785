"""The demo files refer only to what exists, name nobody real, and count right."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from hearing.base.paths import DATA
from hearing.data.reference import municipalities, regions
from tests.data.demo import ACCOUNTS, DEMO, EVENTS, MORE, PEOPLE

PLACES = {row.code for row in municipalities()}
FREE_NUMBERS = re.compile(r"070-174 06 (0[5-9]|[1-9]\d)|08-465 004 \d\d")


def values(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in the data with the key it stands under."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from values(value, name)
    elif isinstance(data, list):
        for value in data:
            yield from values(value, key)
    elif isinstance(data, str):
        yield key, data


def test_all_mail_and_all_links_end_in_test() -> None:
    for _, text in [*values(DEMO), *values(MORE)]:
        assert all(host.endswith(".test") for host in re.findall(r"[\w.+-]+@([\w.-]+\w)", text))
        assert all(host.endswith(".test") for host in re.findall(r"https?://([\w.-]+)", text))
    assert all(domain.endswith(".test") for domain in MORE["domains"])


def test_no_real_registrator_is_in_the_demo() -> None:
    everything = json.dumps([DEMO, MORE], ensure_ascii=False).casefold()

    for region in regions():
        assert region.registrator is None or region.registrator.casefold() not in everything
        assert f"@{region.domain}" not in everything


def test_telephone_numbers_are_those_kept_free() -> None:
    numbers = [text for key, text in values(MORE) if key in {"phone", "contact_phone"}] + list(MORE["phones"].values())

    assert numbers
    assert all(FREE_NUMBERS.fullmatch(number) for number in numbers)
    assert set(MORE["phones"]) <= set(PEOPLE) | set(ACCOUNTS)


def test_ids_and_addresses_are_unique() -> None:
    for rows in (list(PEOPLE.values()), MORE["invitations"], MORE["organisations"], list(EVENTS.values())):
        assert len({row["id"] for row in rows}) == len(rows)
    mails = [row["email"] for row in PEOPLE.values()]
    assert len(set(mails)) == len(mails)
    slugs = [row["slug"] for row in EVENTS.values()]
    assert len(set(slugs)) == len(slugs)


def test_every_organiser_has_a_face() -> None:
    assert set(MORE["organisers"]) == {row["id"] for row in DEMO["organisations"]}
    for row in MORE["organisers"].values():
        assert re.fullmatch("#[0-9a-f]{6}", row["colour"])
        assert (DATA / "demo" / row["logo"]).read_bytes().startswith(b"\x89PNG")


def test_persons_stand_somewhere_that_exists() -> None:
    named = {row["name"] for row in [*DEMO["authorities"], *MORE["organisations"]]}
    places = {row.official for row in municipalities()} | {row.calls_itself for row in municipalities()}
    codes = {row.code for row in regions()}

    for person in PEOPLE.values():
        for role in person["roles"]:
            assert role["organisation"] in named | places
            assert role["county_code"] in codes
            assert role["municipality_code"] is None or role["municipality_code"] in PLACES
            assert role["party"] is None or role["party"] in MORE["parties"]["names"]
    assert {name for name in MORE["domains"].values() if name} <= named | places | {
        row["name"] for row in DEMO["organisations"]
    }


def test_new_persons_leave_the_stories_of_ending_mandates_alone() -> None:
    for person in MORE["persons"]:
        assert [role["valid_to"] for role in person["roles"]] in ([None], ["2030-10-14"])
        assert "regiondirektör" not in person["roles"][0]["title"]


def test_each_domain_belongs_to_one_organisation() -> None:
    for person in PEOPLE.values():
        assert person["email"].split("@")[1] in MORE["domains"]
    assert MORE["domains"]["deltagare.test"] is None


@pytest.mark.parametrize("row", MORE["new_events"], ids=lambda row: row["id"])
def test_dates_and_weeks_agree(row: dict[str, Any]) -> None:
    year, week, _ = date.fromisoformat(row["date"]).isocalendar()

    assert (row["iso_week"], row["week_label"]) == (f"{year}-V{week:02}", f"v. {week}")
    assert row["starts"] < row["ends"]
    assert date.fromisoformat(row["date"]).weekday() < 5
    assert row["county_codes"] == [code for code in row["county_codes"] if code in {r.code for r in regions()}]
