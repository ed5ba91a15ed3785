"""The queue near the event: timed offers, quiet nights, who comes first, why nobody moves, no floods of mail."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from hearing.base.clock import freeze, now, today
from hearing.base.errors import Refusal
from hearing.base.lang import use
from hearing.events.models import Event, EventGroup
from hearing.invitations import changes, queue
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation
from hearing.invitations.settle import fresh
from hearing.invitations.substitutes import Proposal, propose
from hearing.mail.models import OutgoingMail
from tests import make as tools
from tests.conftest import NOW
from tests.invitations import make

pytestmark = pytest.mark.anyio


async def full(hours: float, people: int = 3, **facts: Any) -> tuple[Event, list[Invitation]]:
    """One seat, taken by the first; the others wait. It starts in so many hours."""
    starts = NOW + timedelta(hours=hours)
    event = await make.event(capacity=1, starts_at=starts, ends_at=starts + timedelta(hours=2), **facts)
    rows = [await make.invitation(event) for _ in range(people)]
    for row in rows:
        await answer(row, Said("yes"), Source())
    return event, rows


async def says(row: Invitation, word: str) -> None:
    await answer(await fresh(int(row.pk)), Said(word), Source())


async def states(rows: list[Invitation]) -> list[tuple[str, bool, bool]]:
    found = [await Invitation.get(pk=row.pk) for row in rows]
    return [(str(row.status), row.seat, row.offered_until is not None) for row in found]


async def kinds(row: Invitation) -> list[str]:
    return [mail.kind for mail in await OutgoingMail.filter(about=row.ref).order_by("id")]


async def test_near_the_event_a_seat_is_offered_until_a_time(db: object) -> None:
    _event, rows = await full(40)

    await says(rows[0], "no")

    assert await states(rows) == [("no", False, False), ("waiting", False, True), ("waiting", False, False)]
    assert (await Invitation.get(pk=rows[1].pk)).offered_until == NOW + timedelta(hours=4)
    assert await kinds(rows[1]) == ["waiting", "offered"]


async def test_the_offered_seat_is_taken_by_a_yes(db: object) -> None:
    _event, rows = await full(40)
    await says(rows[0], "no")

    await says(rows[1], "yes")

    assert (await states(rows))[1:] == [("yes", True, False), ("waiting", False, False)]


async def test_a_newcomer_never_takes_what_is_offered(db: object) -> None:
    event, rows = await full(40, people=2)
    await says(rows[0], "no")
    late = await make.invitation(event)

    await says(late, "yes")

    assert await states([rows[1], late]) == [("waiting", False, True), ("waiting", False, False)]


async def test_an_offer_that_is_declined_goes_on_at_once(db: object) -> None:
    _event, rows = await full(40, people=4)
    await says(rows[0], "no")

    await says(rows[1], "no")
    declined = await states(rows)
    await changes.withdraw(await fresh(int(rows[2].pk)), await make.account())

    assert declined[1:3] == [("no", False, False), ("waiting", False, True)]
    assert (await states(rows))[3][2] is True


async def test_an_offer_nobody_answers_goes_on_and_its_one_may_queue_again(db: object) -> None:
    _event, rows = await full(40)
    await says(rows[0], "no")

    with freeze(NOW + timedelta(hours=4, minutes=1)):
        assert await queue.pass_on_next()
        between = await states(rows)
        await says(rows[1], "yes")

    assert between[1:] == [("waiting", False, False), ("waiting", False, True)]
    assert (await Invitation.get(pk=rows[1].pk)).passed_at is None
    assert (await kinds(rows[1]))[1:] == ["offered", "passed", "waiting"]


async def test_nobody_is_disturbed_at_night(db: object) -> None:
    event, rows = await full(40)

    with freeze(NOW + timedelta(hours=13)):  # 22.00
        await says(rows[0], "no")
        at_night = await states(rows)
        await queue.promote_next()
        with use("sv"):
            told = await queue.why(event)
    with freeze(NOW + timedelta(hours=22, minutes=1)):
        assert await queue.promote_next()

    assert at_night[1] == ("waiting", False, False)
    assert told.startswith("En plats är ledig. Den erbjuds i morgon bitti")
    assert (await states(rows))[1] == ("waiting", False, True)


async def test_an_offer_made_in_the_evening_holds_into_the_morning(db: object) -> None:
    _event, rows = await full(40)

    with freeze(NOW + timedelta(hours=11)):  # 20.00: one waking hour is left
        await says(rows[0], "no")

    assert (await Invitation.get(pk=rows[1].pk)).offered_until == NOW + timedelta(hours=25)  # 10.00


async def test_after_the_start_nobody_moves(db: object) -> None:
    event, rows = await full(1)

    with freeze(NOW + timedelta(hours=1)):
        await says(rows[0], "no")
        await queue.promote_next()
        with use("sv"):
            assert (await queue.why(event)).startswith("Mötet har börjat")

    assert (await states(rows))[1] == ("waiting", False, False)


async def test_staff_put_somebody_first_with_a_reason(db: object) -> None:
    _event, rows = await full(24 * 14)
    by = await make.account()

    with pytest.raises(Refusal):
        await changes.put_first(await fresh(int(rows[2].pk)), by, " ")
    await changes.put_first(await fresh(int(rows[2].pk)), by, "Talar för tre föreningar")
    await says(rows[0], "no")

    assert (await states(rows))[1:] == [("waiting", False, False), ("yes", True, False)]


async def test_flapping_sends_one_mail_about_a_seat_each_hour(db: object) -> None:
    _event, rows = await full(24 * 14, people=2)

    for _ in range(4):
        await says(rows[0], "no")
        await says(rows[1], "no")
        await says(rows[0], "yes")
        await says(rows[1], "yes")

    sent = await OutgoingMail.filter(about=rows[1].ref, kind="promoted").exclude(status="cancelled")
    assert len([mail for mail in sent if mail.due_at <= now()]) <= 1


async def test_the_line_says_which_group_is_full(db: object) -> None:
    event = await make.event(capacity=2, groups={"Politiker": 1})
    group = await EventGroup.get(event=event)
    for _ in range(2):
        await says(await make.invitation(event, group), "yes")

    with use("sv"):
        assert await queue.why(event) == "Det finns lediga platser, men inte i Politiker."


async def test_the_pages_say_it_too(ann: httpx2.AsyncClient) -> None:
    event, rows = await full(40, organiser=await tools.organiser())
    base = f"/desk/events/{event.pk}/guests"

    listed = (await ann.get(base)).text
    await ann.post(f"{base}/{rows[2].pk}/first", data={"reason": "Talar för tre föreningar"})
    await says(rows[0], "no")

    assert "Kön: Ingen plats är ledig." in listed
    assert "Först i kön: Talar för tre föreningar" in (await ann.get(base)).text
    assert "En plats är ledig för dig till i dag kl. 13.00." in (await ann.get(f"/i/{rows[2].token()}")).text
    assert "erbjuden till i dag kl. 13.00" in (await ann.get(f"/i/{rows[1].token()}/receipt")).text


async def test_after_the_last_day_the_page_says_place_and_why_and_offers_no_yes(guest: httpx2.AsyncClient) -> None:
    event, rows = await full(300)
    await Event.filter(pk=event.pk).update(answer_by_on=today() - timedelta(days=1))

    waits = (await guest.get(f"/i/{rows[2].token()}")).text
    comes = (await guest.get(f"/i/{rows[0].token()}")).text

    assert "Du har plats 2 i kön. Ingen plats är ledig." in waits
    assert ('value="yes"' in waits, "Nej, jag lämnar kön" in waits, "Du har plats" in comes) == (False, True, False)


async def test_after_the_last_day_one_who_let_an_offer_pass_reads_it(guest: httpx2.AsyncClient) -> None:
    event, rows = await full(300)
    await Event.filter(pk=event.pk).update(answer_by_on=today() - timedelta(days=1))
    await Invitation.filter(pk=rows[1].pk).update(passed_at=now())

    shown = (await guest.get(f"/i/{rows[1].token()}")).text

    assert "Platsen som var ledig gick till nästa. Skriv till oss om du vill stå i kön igen." in shown
    assert ('value="yes"' in shown, "Du har plats" in shown) == (False, False)


async def test_after_the_last_day_the_invited_reads_who_waits_instead(guest: httpx2.AsyncClient) -> None:
    event, rows = await full(300)
    await propose(await fresh(int(rows[1].pk)), Proposal("Malin Ek", email="malin@region.test"), Source())
    await Event.filter(pk=event.pk).update(answer_by_on=today() - timedelta(days=1))

    shown = (await guest.get(f"/i/{rows[1].token()}")).text

    assert "Malin Ek står i kön i ditt ställe, på plats 1" in shown
    assert ("Du har plats" in shown, "Nej, jag lämnar kön" in shown) == (False, False)
