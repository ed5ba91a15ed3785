"""The demo's invitations, what is exported of them, and the synthetic load."""

from datetime import date
from typing import Any

import httpx2
import pytest

from hearing import demo
from hearing.base.clock import now
from hearing.events.models import Event
from hearing.invitations import exports
from hearing.invitations.models import Invitation, Seating

pytestmark = pytest.mark.anyio
KEYS = {
    "id", "person", "email", "organisation", "group", "places", "answer", "attended", "answered_at", "answered_via",
    "answered_by", "comment", "seat", "queue_place", "substitute", "proposed_time", "attention", "delivery", "url",
    "name_by", "named",
}  # fmt: skip


async def told(slug: str) -> dict[str, Any]:
    return await exports.event((await Event.get(slug=slug)).pk)


async def test_the_hearing_in_borlange_stands_as_told(demo_inside: None, db: object) -> None:
    event = await told("hearing-borlange")

    people = event["invitations"]
    queue = [one["queue_place"] for one in people if one["answer"] == "waiting"]
    assert (event["capacity"], event["taken"], sorted(queue)) == (44, 36, [1, 2, 3])
    assert {(group["name"], group["taken"]) for group in event["groups"]} == {
        ("Politiker", 10),
        ("Tjänstepersoner", 6),
        ("Föreningar", 16),
        ("Övriga", 4),
    }
    assert all(set(one) >= KEYS for one in people)
    assert {one["delivery"] for one in people} == {"sent", "bounced", "none"}
    assert [one["substitute"]["status"] for one in people if one["substitute"]] == ["proposed"]
    assert [len(one["named"]) for one in people if one["places"] > 1] == [4, 3, 3, 3, 2]


async def test_every_event_counts_its_seats_right(demo_inside: None, db: object) -> None:
    for event in await Event.all():
        seated = await Invitation.filter(event=event, seat=True)
        (counted,) = await Seating.filter(event=event, group_id=None)
        assert counted.taken == sum(row.places for row in seated)
        assert event.capacity is None or counted.taken <= event.capacity


async def test_a_round_of_load_has_many_who_have_not_answered(db: object) -> None:
    await demo.load(date(2026, 11, 23), scale=1)

    first = await Event.get(slug="scale-0-0")
    coming = Invitation.filter(status="invited", event__status="published", event__starts_at__gt=now())
    invited = await Invitation.filter(event=first)

    assert (first.capacity, len(invited), {row.status for row in invited}) == (50, 400, {"invited"})
    assert await coming.count() >= 1000
    assert await Invitation.filter(event__slug__startswith="scale-").count() == 5000


async def test_asking_ten_times_changes_nothing(demo_inside: None, client: httpx2.AsyncClient) -> None:
    rows = await Invitation.filter(event__slug="hearing-borlange", link_hash__isnull=False).limit(6)
    before = await told("hearing-borlange")

    for row in rows:
        for asked in ("yes", "no", "maybe", "other"):
            for method in ("GET", "HEAD"):
                for _ in range(10):
                    await client.request(method, f"/i/{row.token()}?answer={asked}")

    assert await told("hearing-borlange") == before
