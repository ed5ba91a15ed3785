"""The event form: what is typed becomes times, places and groups, or a sentence."""

from typing import Any

import pytest
from starlette.datastructures import FormData

from hearing.base.errors import BadInput
from hearing.base.lang import use
from hearing.events.around import Group
from hearing.events.forms import EventForm, words
from hearing.events.forms_more import ItemForm, VenueForm
from hearing.events.models import Mode
from tests.events.make import moment, typed


def form(**changes: Any) -> EventForm:
    """A form with several values where a list is given."""
    pairs: list[tuple[str, Any]] = []
    for name, value in typed(**changes).items():
        pairs += [(name, one) for one in value] if isinstance(value, list) else [(name, value)]
    with use("sv"):
        return EventForm(FormData(pairs))


def test_day_and_hours_become_instants() -> None:
    facts = form().facts

    assert (facts["starts_at"], facts["ends_at"]) == (moment("2026-12-03T13:00"), moment("2026-12-03T16:00"))


@pytest.mark.parametrize(
    ("week", "weekday", "day"),
    [("v. 41", "0", "2026-10-05"), ("41 2027", "0", "2027-10-11"), ("v 53 2026", "4", "2027-01-01")],
)
def test_a_typed_week_is_a_day(week: str, weekday: str, day: str) -> None:
    assert form(date=None, week=week, weekday=weekday).facts["starts_at"] == moment(f"{day}T13:00")


@pytest.mark.parametrize(
    ("ticked", "mode"),
    [({}, Mode.ON_SITE), ({"online": "on"}, Mode.HYBRID), ({"on_site": None, "online": "on"}, Mode.ONLINE)],
)
def test_two_boxes_are_three_ways_to_take_part(ticked: dict[str, Any], mode: Mode) -> None:
    assert form(**ticked).facts["mode"] == mode


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"venue_city": "a" * 101}, "venue_city"),
        ({"group_name": ["a" * 101]}, "group_name"),
        ({"date": None}, "date"),
        ({"date": "3 december"}, "date"),
        ({"date": None, "week": "v. 54"}, "week"),
        ({"end": "12:00"}, "end"),
        ({"end_date": "2026-12-02"}, "end_date"),
        ({"end_date": "2027-12-02"}, "end_date"),
        ({"start": "25:00"}, "start"),
        ({"on_site": None}, "on_site"),
        ({"capacity": "många"}, "capacity"),
        ({"capacity": "-1"}, "capacity"),
        ({"capacity": "9" * 30}, "capacity"),
        ({"kind": "party"}, "kind"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
        ({"contact_email": "ann"}, "contact_email"),
        ({"regions": ["99"]}, "regions"),
        ({"municipalities": "Falun, Ankeborg"}, "municipalities"),
        ({"group_id": ["", ""], "group_name": ["A", "a"], "group_capacity": ["", ""]}, "groups"),
        ({"group_id": [""], "group_name": ["A"], "group_capacity": ["x"]}, "group_capacity"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"venue_city": "å" * 101}, "venue_city"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(wrong: dict[str, Any], field: str) -> None:
    assert list(form(**wrong).errors) == [field]


def test_markup_is_text_and_stays_as_typed() -> None:
    assert form(title="<b>Hej</b>").facts["title"] == "<b>Hej</b>"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f"])
def test_control_characters_are_no_input(sign: str) -> None:
    with pytest.raises(BadInput):
        form(title=f"Hej{sign}")


def test_groups_keep_their_ids_and_empty_names_go() -> None:
    typed_groups = {
        "group_id": ["7", "8", ""],
        "group_name": ["Politiker", "", "Ny"],
        "group_capacity": ["10", "", "3"],
    }

    assert form(**typed_groups).around.groups == [Group("Politiker", 10, 7), Group("Ny", 3, None)]


def test_names_with_commas_and_lines() -> None:
    assert words("Falun, Mora\n Falun,\n") == ["Falun", "Mora"]
    assert form(municipalities="falun, Älvdalen").around.municipalities == ["2080", "2039"]


def test_an_item_past_midnight_ends_the_next_day() -> None:
    item = ItemForm({"day": "2026-12-03", "start": "23.30", "end": "0.30", "title": "Nattfika"})

    facts = item.facts("Europe/Stockholm")

    assert (facts["starts_at"], facts["ends_at"]) == (moment("2026-12-03T23:30"), moment("2026-12-04T00:30"))


def test_a_fact_of_a_venue_is_yes_no_or_unknown() -> None:
    venue = VenueForm({"name": "Tallen", "step_free": "yes", "hearing_loop": "no"})

    assert [venue.values[fact] for fact in ("step_free", "hearing_loop", "quiet_room")] == [True, False, None]


def test_a_week_beside_a_day_must_be_its_own() -> None:
    same, other = form(week="v. 49"), form(week="v. 50")
    unreadable = form(week="snart")

    assert (same.errors, same.facts["starts_at"]) == ({}, moment("2026-12-03T13:00"))
    assert other.errors == {
        "week": "Dagen ovanför är torsdag 3 december 2026, som ligger i v. 49. Töm dagen eller veckan."
    }
    assert list(unreadable.errors) == ["week"]


def test_a_week_without_year_means_that_of_the_day_beside_it() -> None:
    assert form(date="2027-01-14", week="v. 2").errors == {}
    assert list(form(date="2027-01-14", week="v. 2 2026").errors) == ["week"]


def test_a_town_is_as_long_as_the_register_keeps_it() -> None:
    assert "city" in VenueForm({"name": "Folkets hus", "city": "å" * 101}).errors
