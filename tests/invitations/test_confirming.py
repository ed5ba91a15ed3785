"""A moved event: those who said yes keep their seat until a day and are asked again."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from hearing.base.clock import freeze, today
from hearing.events import plan
from hearing.events.models import Event
from hearing.invitations import confirming, exports, named, notices
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation, Seating
from hearing.invitations.named import Who
from hearing.invitations.settle import fresh
from hearing.mail.models import OutgoingMail
from tests.conftest import NOW
from tests.invitations import make

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)


async def moved(seats: int = 1, days: int = 3) -> tuple[Event, list[Invitation]]:
    """One comes, one waits; the event is moved by a week and asks for a new yes."""
    event = await make.event(capacity=seats)
    rows = [await make.invitation(event, name=name) for name in ("Lena Ja", "Per Kö")]
    for row in rows:
        await answer(row, Said("yes"), Source())
    times: dict[str, Any] = {"starts_at": event.starts_at + 7 * DAY, "ends_at": event.ends_at + 7 * DAY}
    confirm = today() + timedelta(days=days)
    await plan.change(await Event.get(pk=event.pk), await make.account(), **times, confirm_by_on=confirm)
    while await notices.tell_next():
        pass
    return event, rows


async def stands(rows: list[Invitation]) -> list[tuple[str, bool]]:
    found = [await Invitation.get(pk=row.pk) for row in rows]
    return [(str(row.status), row.seat) for row in found]


async def test_the_mail_asks_anew_and_the_seat_is_kept(db: object) -> None:
    event, rows = await moved()

    mail = await OutgoingMail.get(kind="moved", about=rows[0].ref)
    asked = [one["attention"] for one in (await exports.event(event.pk))["invitations"]]

    assert "Bekräfta senast torsdag 26 november 2026" in mail.body_text
    assert b"SEQUENCE:1" in (mail.calendar or b"")
    assert (await stands(rows), asked) == ([("yes", True), ("waiting", False)], [["confirm_again"], []])


async def test_the_same_yes_confirms_even_after_the_last_day(guest: httpx2.AsyncClient) -> None:
    event, rows = await moved()
    await Event.filter(pk=event.pk).update(answer_by_on=today() - DAY)

    text = (await guest.get(f"/i/{rows[0].token()}")).text
    await guest.post(f"/i/{rows[0].token()}", data={"answer": "yes"})

    assert "Kommer du fortfarande? Säg till senast torsdag 26 november 2026." in text
    assert (await Invitation.get(pk=rows[0].pk)).confirm_by_on is None
    assert await stands(rows) == [("yes", True), ("waiting", False)]


async def test_unconfirmed_the_seat_goes_on_and_the_question_is_open_again(db: object) -> None:
    _event, rows = await moved()

    with freeze(NOW + 3 * DAY):
        assert not await confirming.lapse_next()
    with freeze(NOW + 4 * DAY):
        assert await confirming.lapse_next()
        assert not await confirming.lapse_next()

    assert await stands(rows) == [("invited", False), ("yes", True)]
    kinds = [mail.kind for mail in await OutgoingMail.filter(about=rows[0].ref).order_by("id")]
    assert kinds == ["yes", "moved", "lapsed"]


async def test_a_day_in_the_past_asks_nobody(db: object) -> None:
    _event, rows = await moved(days=-1)

    assert (await Invitation.get(pk=rows[0].pk)).confirm_by_on is None


async def association(confirmed: int) -> tuple[Invitation, list[Invitation], Invitation]:
    """One with three of three places has named two, one waits; after a move so many of the named say yes again."""
    event = await make.event(capacity=3)
    host = await make.invitation(event, places=3, organisation_name="Attention Dalarna")
    waits = await make.invitation(event)
    for row in (host, waits):
        await answer(row, Said("yes"), Source())
    people = [
        await named.name(await fresh(int(host.pk)), Who(f"{name} Ek", f"{name}@attention.test"), Source())
        for name in ("elsa", "alva")
    ]
    times: dict[str, Any] = {"starts_at": event.starts_at + 7 * DAY, "ends_at": event.ends_at + 7 * DAY}
    await plan.change(await Event.get(pk=event.pk), await make.account(), **times, confirm_by_on=today() + 3 * DAY)
    while await notices.tell_next():
        pass
    for row in people[:confirmed]:
        await answer(await fresh(int(row.pk)), Said("yes"), Source())
    with freeze(NOW + 4 * DAY):
        while await confirming.lapse_next():
            pass
    return await fresh(int(host.pk)), people, waits


async def test_one_of_the_named_who_confirmed_comes_though_the_organisation_did_not(db: object) -> None:
    host, people, waits = await association(confirmed=1)

    assert await stands([*people, waits]) == [("yes", False), ("withdrawn", False), ("yes", True)]
    assert (host.status, host.seat, host.places, host.names, host.confirm_by_on) == ("yes", True, 1, 1, None)
    assert (await Seating.get(event_id=host.event.pk, group_id=None)).taken == 2
    (told,) = await OutgoingMail.filter(kind__in=["places_back", "lapsed"])
    assert (told.subject[:38], told.to_address) == ("2 platser utan nytt ja har gått vidare", host.email)
    assert "2 platser har gått vidare till andra. Ni har 1 kvar, för den som kommer." in " ".join(
        told.body_text.split()
    )


async def test_all_the_named_who_confirmed_keep_their_places(db: object) -> None:
    host, people, _waits = await association(confirmed=2)

    assert await stands(people) == [("yes", False), ("yes", False)]
    assert (host.status, host.places, host.names) == ("yes", 2, 2)


async def test_an_organisation_of_which_nobody_confirmed_comes_no_more(db: object) -> None:
    host, people, waits = await association(confirmed=0)

    assert await stands([host, *people, waits]) == [
        ("invited", False),
        ("withdrawn", False),
        ("withdrawn", False),
        ("yes", True),
    ]
