"""The demo's events and invitations hang together: deadlines, seats, queues, answers."""

import re
from collections import Counter
from typing import Any

import pytest

from tests.data.demo import ACCOUNTS, DEMO, EVENTS, MORE, PEOPLE

NOW = "2026-11-23T09:00"
KINDS = {
    "hearing",
    "workshop",
    "conference",
    "council",
    "theme_evening",
    "visit",
    "training",
    "network_meeting",
    "meeting",
}
STATUSES = {"draft", "published", "unlisted", "held", "cancelled", "replaced"}
ANSWERS = {
    "deltog": "yes",
    "ja": "yes",
    "skickar_ersattare": "yes",
    "nej": "no",
    "preliminart_ja": "maybe",
    "skickad": "none",
    "ej_skickad": "none",
    "inget_svar": "none",
}
UNLISTED = re.compile(r"-(?=\w*\d)[a-z0-9]{8}$")
MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_an_event_is_complete(event: dict[str, Any]) -> None:
    assert event["kind"] in KINDS
    assert event["status"] in STATUSES
    assert event["organiser"] in {row["id"] for row in DEMO["organisations"]}
    assert event["venue"] in {row["id"] for row in DEMO["venues"]} & set(MORE["venues"])
    assert event["contact"] in ACCOUNTS
    assert all(event[name] for name in ("title", "summary", "description", "programme"))
    assert event["mode"] == "on_site" or event["online_url"]
    assert (event["mode"] == "online") == (event["venue"] == "ve-6")
    assert (event["status"] == "unlisted") == bool(UNLISTED.search(event["slug"]))


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_deadlines_come_in_order(event: dict[str, Any]) -> None:
    deadline = event.get("answer_by") or event.get("rsvp_deadline")

    assert (event["published_on"] if event["status"] != "draft" else "") < event["date"]
    assert event["needs_by"] < deadline < event["date"]
    assert (event["status"] in {"held", "replaced"}) == (event["date"] < NOW)
    assert (event["status"] in {"cancelled", "replaced"}) == bool(event.get("reason"))
    assert event["status"] != "replaced" or event["replaced_by"] in EVENTS


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_texts_name_no_dates_since_the_demo_moves(event: dict[str, Any]) -> None:
    texts = [event["summary"], event["description"], event.get("reason", "")]

    assert not re.search(rf"\b\d{{1,2}} ({MONTHS})\b|\d{{4}}-\d\d-\d\d|\bv\. ?\d", " ".join(texts))


def test_panels_of_the_first_file_are_invited_with_the_same_answer() -> None:
    invited = {(row["event"], row.get("contact")): row for row in MORE["invitations"]}

    for event in DEMO["events"]:
        for member in event.get("panel", []):
            row = invited[event["id"], member["contact"]]
            assert row["answer"] == ANSWERS[member["status"]]
            assert bool(row.get("substitute")) == (member["status"] == "skickar_ersattare")
            assert bool(row["invited_at"]) == (member["status"] != "ej_skickad")


@pytest.mark.parametrize("row", MORE["invitations"], ids=lambda row: row["id"])
def test_an_invitation_is_plausible(row: dict[str, Any]) -> None:
    event = EVENTS[row["event"]]

    assert row.get("contact") in PEOPLE or row.get("name")
    assert row["group"] in {group["name"] for group in event["groups"] or []} | {None}
    assert (row["answer"] == "none") == (row["answered_at"] is None) == (row["answered_via"] is None)
    assert row["answered_via"] in {None, "web", "calendar", "staff", "import", "rule"}
    assert (row["answered_via"] == "staff") == (row.get("by") in ACCOUNTS)
    assert len(row.get("names", [])) <= row["places"]
    assert row["answered_at"] is None or (row["invited_at"] or event["published_on"]) < row["answered_at"] < NOW
    assert row["answered_at"] is None or row["answered_at"] < event["date"]
    assert row["delivery"] in {"none", "sent", "bounced"}


def test_nobody_is_invited_twice_to_one_event() -> None:
    pairs = Counter((row["event"], row.get("contact") or row["name"]) for row in MORE["invitations"])

    assert [pair for pair, times in pairs.items() if times > 1] == []


def seats() -> dict[tuple[str, str | None], int]:
    """Places taken by event and group, and by event alone."""
    taken: Counter[tuple[str, str | None]] = Counter()
    for row in MORE["invitations"]:
        if row["answer"] == "yes" and row["mode"] != "online":
            taken[row["event"], row["group"]] += row["places"]
    for row in DEMO["registrations"]:
        if row["status"] == "anmald":
            taken[row["event"], row["track"] or MORE["registrations"][row["id"]]["group"]] += 1
    return taken


def test_no_seat_is_taken_twice() -> None:
    taken = seats()

    for event in EVENTS.values():
        room = {group["name"]: group["capacity"] for group in event["groups"] or []}
        room |= {track["id"]: track["capacity"] for track in event.get("tracks", [])}
        assert all(taken[event["id"], name] <= places for name, places in room.items())
        assert sum(n for (where, _), n in taken.items() if where == event["id"]) <= event["capacity"]
        assert not event["groups"] or sum(room.values()) == event["capacity"]


def test_queues_stand_only_where_it_is_full_and_in_order() -> None:
    taken = seats()

    assert (taken["ev-9", "Föreningar"], taken["ev-10", None], taken["ev-5", "b"]) == (16, 12, 7)
    for event in ("ev-9", "ev-10"):
        queue = [row for row in MORE["invitations"] if row["event"] == event and row["answer"] == "waiting"]
        assert [row["queue_place"] for row in queue] == [1, 2, 3]
        assert [row["answered_at"] for row in queue] == sorted(row["answered_at"] for row in queue)


def test_every_registration_of_the_first_file_has_its_time_and_way() -> None:
    assert set(MORE["registrations"]) == {row["id"] for row in DEMO["registrations"]}
    for row in DEMO["registrations"]:
        extra = MORE["registrations"][row["id"]]
        assert extra["answered_via"] == {"webb": "web", "telefon": "staff"}[row["channel"]]
        assert (row["needs_consent_on"] or extra["answered_at"][:10]) == extra["answered_at"][:10]
        assert extra["answered_at"] < NOW


def test_the_coming_hearing_looks_like_the_design() -> None:
    rows = [row for row in MORE["invitations"] if row["event"] == "ev-9"]

    assert Counter(row["answer"] for row in rows) == {
        "yes": 28, "none": 9, "no": 7, "waiting": 3, "maybe": 2, "withdrawn": 1,
    }  # fmt: skip
    assert {row["answered_via"] for row in rows} == {None, "web", "calendar", "staff"}
    assert [row["contact"] for row in rows if row.get("substitute")] == ["ct-108"]
    assert [row["contact"] for row in rows if row["delivery"] == "bounced"] == ["ct-124"]


def test_there_is_a_door_account() -> None:
    assert ACCOUNTS["us-7"]["role"] == "dorr"
    assert ACCOUNTS["us-7"]["event"] in EVENTS
