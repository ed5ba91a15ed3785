"""An organisation names its people on its places: one link, a day, one seat each, never one too many."""

from datetime import date, timedelta
from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import freeze
from hearing.base.errors import Refusal
from hearing.door import badges, lists
from hearing.door.exports import guest_list
from hearing.events.models import Event
from hearing.invitations import changes, exports, guests, named, needs
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation, InvitationStatus, Seating, Via
from hearing.invitations.models_needs import Need
from hearing.invitations.named import Who
from hearing.invitations.need_kinds import NeedKind
from hearing.invitations.settle import fresh
from hearing.mail.models import OutgoingMail
from tests.conftest import NOW
from tests.invitations import make

pytestmark = pytest.mark.anyio

ELSA, ALVA = Who("Elsa Ek", "elsa@attention.test", fee=True), Who("Alva Björk", "alva@attention.test", travel=True)
S = InvitationStatus


@pytest.fixture
async def host(db: BaseDBAsyncClient) -> Invitation:
    """An association with three of four places, named until 1 December."""
    event = await make.event(4)
    row = await make.invitation(event, places=3, organisation_name="Attention Dalarna", name_by_on=date(2026, 12, 1))
    await answer(row, Said("yes"), Source())
    return await fresh(int(row.pk))


async def again(row: Invitation) -> Invitation:
    return await fresh(int(row.pk))


async def taken(row: Invitation) -> int:
    return (await Seating.get(event_id=row.event.pk, group_id=None)).taken


async def sent(kind: str) -> list[str]:
    mails = await OutgoingMail.filter(kind=kind).exclude(status="cancelled").order_by("id")
    return [mail.to_address for mail in mails]


async def test_the_named_come_on_the_organisations_places(host: Invitation) -> None:
    one = await named.name(host, ELSA, Source())

    told = await again(host)
    assert (one.status, one.seat, one.fee, one.appointed_by) == (S.YES, False, True, "Attention Dalarna, " + host.name)
    assert (told.names, told.places, await taken(host)) == (1, 3, 3)
    assert await sent("named") == ["elsa@attention.test"]


async def test_never_more_names_than_places(host: Invitation) -> None:
    for n in range(3):
        await named.name(await again(host), Who(f"Person {n}"), Source())

    with pytest.raises(Refusal, match="Alla 3 platser har namn"):
        await named.name(await again(host), ELSA, Source())


async def test_nobody_is_named_who_is_invited_already(host: Invitation) -> None:
    other = await make.invitation(host.event)

    with pytest.raises(Refusal, match="egen inbjudan"):
        await named.name(host, Who("Lena", other.email.upper()), Source())


async def test_one_who_cannot_come_frees_the_place_for_another_name(host: Invitation) -> None:
    one = await named.name(host, ELSA, Source())

    await answer(await again(one), Said("no"), Source())

    assert ((await again(host)).names, await taken(host)) == (0, 3)
    assert await sent("named_no") == [host.email]


async def test_places_without_a_name_go_to_the_queue_after_the_day(host: Invitation) -> None:
    waiting = await make.invitation(host.event, places=2)
    await answer(waiting, Said("yes"), Source())
    await named.name(host, ELSA, Source())

    with freeze(NOW + timedelta(days=9)):
        assert await named.return_next()
        assert not await named.return_next()

    told = await again(host)
    assert (told.places, told.names, (await again(waiting)).status, await taken(host)) == (1, 1, S.YES, 3)
    assert await sent("places_back") == [host.email]


async def test_without_any_name_all_places_go_back(host: Invitation) -> None:
    with freeze(NOW + timedelta(days=9)):
        await named.return_next()

    told = await again(host)
    assert (told.status, told.seat, told.places, await taken(host)) == (S.INVITED, False, 3, 0)


async def test_the_link_names_nobody_after_the_day_but_staff_may(host: Invitation) -> None:
    by = await make.account()

    with freeze(NOW + timedelta(days=9)):
        with pytest.raises(Refusal, match="Sista dagen att skriva namn"):
            await named.name(host, ELSA, Source())
        one = await named.name(await again(host), ELSA, Source(Via.STAFF, host.name, by))

    assert one.noted_by == by.name


async def test_another_address_is_another_person(host: Invitation) -> None:
    one = await named.name(host, ELSA, Source())

    other = await named.correct(one, ALVA, Source())

    assert ((await again(one)).status, other.status, (await again(host)).names) == (S.WITHDRAWN, S.YES, 1)
    assert await sent("named") == ["alva@attention.test"]  # the first had not left, so she has heard nothing
    assert await sent("withdrawn") == []


async def test_a_name_is_put_right_in_place(host: Invitation) -> None:
    one = await named.name(host, ELSA, Source())

    await named.correct(one, Who("Elsa Eka", ELSA.email), Source())

    assert ((await again(one)).name, (await again(host)).names) == ("Elsa Eka", 1)


async def test_taking_off_can_be_undone(host: Invitation) -> None:
    one = await named.name(host, ELSA, Source())

    await named.take_off(one, Source())
    assert (await again(host)).names == 0
    await named.put_back(await again(one), Source())

    assert ((await again(host)).names, await Invitation.filter(name="Elsa Ek", status=S.YES).count()) == (1, 1)


async def test_an_organisation_that_says_no_lets_its_people_go(host: Invitation) -> None:
    one = await named.name(host, ELSA, Source())

    await answer(await again(host), Said("no"), Source())

    told = await again(host)
    assert ((await again(one)).status, told.names, await taken(host)) == (S.WITHDRAWN, 0, 0)


async def test_a_withdrawn_organisation_takes_its_people_along(host: Invitation) -> None:
    one = await named.name(host, ELSA, Source())

    await changes.withdraw(await again(host), await make.account())

    assert ((await again(one)).status, await taken(host)) == (S.WITHDRAWN, 0)


async def test_more_places_than_there_are_need_a_reason(host: Invitation) -> None:
    by = await make.account()

    with pytest.raises(Refusal, match="Skriv varför"):
        await named.resize(host, 6, None, by)
    await named.resize(await again(host), 6, None, by, "Talar")

    assert (await taken(host), (await again(host)).exceed_reason) == (6, "Talar")


async def test_fewer_places_go_on_to_the_queue(host: Invitation) -> None:
    waiting = await make.invitation(host.event, places=2)
    await answer(waiting, Said("yes"), Source())

    await named.resize(await again(host), 2, None, await make.account())

    assert ((await again(waiting)).status, await taken(host)) == (S.YES, 4)


async def test_needs_of_the_named_are_their_own(host: Invitation) -> None:
    who = Who("Elsa Ek", needs={NeedKind.HEARING_LOOP: ""})

    one = await named.name(host, who, Source())

    assert await Need.all().values_list("invitation_id", flat=True) == [one.pk]
    assert [(count.kind, count.people) for count in await needs.totals(host.event)] == [(NeedKind.HEARING_LOOP, 1)]


async def test_lists_badges_and_tables_show_the_named(host: Invitation) -> None:
    await named.name(host, ELSA, Source())
    event = await Event.get(pk=host.event.pk).select_related("organiser", "venue")

    hall = await lists.hall(event)
    table = await guest_list(event)

    assert sorted((it.name, it.places) for it in hall.guests) == sorted([("Elsa Ek", 1), (host.name, 2)])
    assert hall.count.expected == 3
    assert len(await badges.of(event)) > 1000
    assert [row[-3:] for row in table[1:] if row[0] == "Elsa Ek"] == [[f"Attention Dalarna, {host.name}", "Ja", ""]]


async def test_the_export_keeps_the_organisation_as_one_invitation(host: Invitation) -> None:
    await named.name(host, ELSA, Source())

    told: dict[str, Any] = await exports.event(host.event.pk)

    [row] = told["invitations"]
    assert (row["places"], row["seat"], told["taken"]) == (3, True, 3)
    assert [(one["name"], one["fee"]) for one in row["named"]] == [("Elsa Ek", True)]
    assert (await guests.strip(host.event)).answers["yes"] == 1


async def test_the_last_day_is_told_three_days_ahead_once(host: Invitation) -> None:
    with freeze(NOW + timedelta(days=5)):
        assert await named.remind_next()
        assert not await named.remind_next()

    assert await sent("name_them") == [host.email]
