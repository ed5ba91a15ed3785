"""Regions, co-organisers and groups: made what is wished for, groups with invited people kept."""

from typing import Any

import pytest

from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.events import plan
from hearing.events.around import Around, Group
from hearing.events.models import EventGroup, EventMunicipality, EventRegion, Venue
from hearing.invitations.models import Invitation
from hearing.people.models import Person
from tests.events import make

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def groups(event_id: int) -> list[tuple[str, int | None]]:
    return await EventGroup.filter(event_id=event_id).order_by("position").values_list("name", "capacity")


async def test_places_are_replaced_and_none_leaves_them() -> None:
    event = await make.draft(beside=Around(regions=["20", "20", "21"], municipalities=["2080"]))

    await plan.change(event, await make.planner(), Around(regions=["03"]))

    assert [row.region_id for row in await EventRegion.filter(event=event)] == ["03"]
    assert [row.municipality_id for row in await EventMunicipality.filter(event=event)] == ["2080"]


async def test_groups_keep_their_rows_when_names_change_places() -> None:
    event = await make.draft(beside=Around(groups=[Group("Politiker", 10), Group("Övriga")]))
    first, second = await EventGroup.filter(event=event).order_by("position")

    wished = [Group("Övriga", 5, first.id), Group("Politiker", None, second.id), Group("Föreningar", 3)]
    await plan.change(event, await make.planner(), Around(groups=wished))

    assert await groups(event.id) == [("Övriga", 5), ("Politiker", None), ("Föreningar", 3)]
    assert (await EventGroup.get(id=first.id)).name == "Övriga"


async def test_groups_that_are_left_out_go() -> None:
    event = await make.draft(beside=Around(groups=[Group("Politiker", 10), Group("Övriga")]))

    await plan.change(event, await make.planner(), Around(groups=[]))

    assert await groups(event.id) == []


async def test_two_groups_of_one_name_are_refused() -> None:
    with pytest.raises(Refusal):
        await make.draft(beside=Around(groups=[Group("Övriga"), Group("övriga")]))


async def test_a_new_venue_comes_with_the_event() -> None:
    event = await make.draft(beside=Around(venue={"name": "Tallen", "city": "Falun", "hearing_loop": True}))

    venue = await Venue.get(id=event.venue_id)
    assert (str(venue), venue.hearing_loop, venue.step_free) == ("Tallen, Falun", True, None)
    assert b"LOCATION;LANGUAGE=sv:Tallen\\, Falun" in bytes(event.ics or b"")


async def test_a_group_with_invited_people_stays() -> None:
    event = await make.draft(beside=Around(groups=[Group("Politiker", 10)]))
    (group,) = await EventGroup.filter(event=event)
    person = await Person.create(given_name="Bo", family_name="Ek", sort_key="", created_at=now(), changed_at=now())
    times: dict[str, Any] = {"created_at": now(), "changed_at": now()}
    await Invitation.create(event=event, person=person, group=group, name="Bo Ek", sort_key="", **times)

    with pytest.raises(Refusal, match="Politiker"):
        await plan.change(event, await make.planner(), Around(groups=[]))

    assert await groups(event.id) == [("Politiker", 10)]
