"""Answers take seats, give them back, and can be changed."""

import pytest

from hearing.base.audit import AuditEntry
from hearing.base.errors import Refusal
from hearing.events.models import Event, EventGroup, EventStatus, Mode
from hearing.invitations import substitutes
from hearing.invitations.answer import Said, Source, answer, leave_message
from hearing.invitations.models import Invitation, Seating, Told, Via
from hearing.mail.models import OutgoingMail
from tests.invitations import make

pytestmark = pytest.mark.anyio
BY_LINK = Source()


async def taken(event: Event) -> list[tuple[int | None, int]]:
    rows = [(row.group_id, row.taken) for row in await Seating.filter(event=event)]  # type: ignore[attr-defined]
    return sorted(rows, key=lambda row: row[0] or 0)


async def kinds() -> list[str]:
    return [str(kind) for kind in await OutgoingMail.all().order_by("id").values_list("kind", flat=True)]


async def test_a_yes_takes_a_seat_and_gets_a_receipt(db: object) -> None:
    event = await make.event(capacity=2)
    lena = await make.invitation(event)

    now = await answer(lena, Said("yes"), BY_LINK)

    assert (now.status, now.seat, now.answered_by, now.answered_via) == ("yes", True, lena.name, Via.WEB)
    assert (await taken(event), await kinds()) == ([(None, 1)], ["yes"])
    assert await AuditEntry.filter(what="invitation.answered", trail=f"event-{event.pk}").count() == 1


async def test_the_same_answer_twice_is_one_answer(db: object) -> None:
    event = await make.event(capacity=2)
    lena = await make.invitation(event)

    await answer(lena, Said("yes"), BY_LINK)
    await answer(lena, Said("yes"), BY_LINK)

    assert (await taken(event), await kinds()) == ([(None, 1)], ["yes"])


async def test_who_comes_too_late_stands_in_the_queue(db: object) -> None:
    event = await make.event(capacity=1)
    first, second = await make.invitation(event), await make.invitation(event)

    await answer(first, Said("yes"), BY_LINK)
    now = await answer(second, Said("yes"), BY_LINK)

    assert (now.status, now.seat, now.queue_number) == ("waiting", False, 1)
    assert "plats 1 i kön" in (await OutgoingMail.get(kind="waiting")).body_text


async def test_a_seat_given_up_goes_to_the_first_in_the_queue(db: object) -> None:
    event = await make.event(capacity=1)
    first, second, third = [await make.invitation(event) for _ in range(3)]
    for row in (first, second, third):
        await answer(row, Said("yes"), BY_LINK)

    await answer(first, Said("no", wants_material=True), BY_LINK)

    rows = await Invitation.filter(event=event).order_by("id")
    assert [(row.status, row.seat) for row in rows] == [("no", False), ("yes", True), ("waiting", False)]
    assert (await taken(event), (await kinds())[3:]) == ([(None, 1)], ["no", "promoted"])


async def test_a_full_group_holds_up_nobody_else(db: object) -> None:
    event = await make.event(capacity=3, groups={"Politiker": 1, "Föreningar": 2})
    politicians, associations = await EventGroup.filter(event=event).order_by("id")
    one, two = [await make.invitation(event, politicians) for _ in range(2)]
    three, four, five = [await make.invitation(event, associations) for _ in range(3)]
    for row in (one, two, three, four, five):
        await answer(row, Said("yes"), BY_LINK)

    await answer(three, Said("no"), BY_LINK)

    rows = await Invitation.filter(event=event).order_by("id")
    assert [row.status for row in rows] == ["yes", "waiting", "no", "yes", "yes"]
    assert await taken(event) == [(None, 3), (politicians.pk, 1), (associations.pk, 2)]


async def test_an_organisation_takes_its_places(db: object) -> None:
    event = await make.event(capacity=5)
    five, one = await make.invitation(event, places=5), await make.invitation(event)

    await answer(five, Said("yes"), BY_LINK)
    await answer(one, Said("yes"), BY_LINK)
    await answer(five, Said("maybe"), BY_LINK)

    assert await taken(event) == [(None, 1)]


async def test_online_takes_no_seat(db: object) -> None:
    event = await make.event(capacity=0, mode=Mode.HYBRID)
    lena = await make.invitation(event)

    now = await answer(lena, Said("yes", online=True), BY_LINK)

    assert (now.status, now.seat, now.online, await taken(event)) == ("yes", False, True, [(None, 0)])


async def test_without_capacity_everybody_has_a_seat(db: object) -> None:
    event = await make.event()
    rows = [await answer(await make.invitation(event), Said("yes"), BY_LINK) for _ in range(3)]

    assert ([row.seat for row in rows], await taken(event)) == ([True] * 3, [(None, 3)])


async def test_staff_write_down_who_said_it_and_how(db: object) -> None:
    lena = await make.invitation(await make.event())
    karin = await make.account()

    now = await answer(lena, Said("no"), Source(Via.STAFF, "Sekreteraren", karin, Told.PHONE, receipt=False))

    assert (now.answered_by, now.answered_how, now.noted_by) == ("Sekreteraren", "phone", "Karin Wester")
    assert await kinds() == []


async def test_no_answer_to_what_is_called_off_or_withdrawn(db: object) -> None:
    off = await make.invitation(await make.event(status=EventStatus.CANCELLED))
    gone = await make.invitation(await make.event(), status="withdrawn")

    for row in (off, gone):
        with pytest.raises(Refusal):
            await answer(row, Said("yes"), BY_LINK)


async def test_a_message_waits_for_staff(db: object) -> None:
    lena = await make.invitation(await make.event())

    now = await leave_message(lena, "Jag kan ändå", "Ja, jag kommer", "")

    assert (now.comment, now.message_at is not None, now.status) == ("Ja, jag kommer: Jag kan ändå", True, "invited")


@pytest.mark.parametrize("said", ["", "Jag kan", "Jag kan ändå\nTåget går inte."])
async def test_an_answer_leaves_an_unread_message_to_staff(db: object, said: str) -> None:
    lena = await leave_message(await make.invitation(await make.event()), "Jag kan ändå", "", "")

    now = await answer(lena, Said("no", comment=said), BY_LINK)
    again = await answer(now, Said("no", comment=said), BY_LINK)
    seen = (str(again.status), again.comment.split("\n"), again.message_at is not None)
    sent = await substitutes.propose(again, substitutes.Proposal("Ulf Ek"), BY_LINK, "Ulf kan")

    lines = ["Jag kan ändå", *(said.split("\n")[-1:] if said else [])]
    assert seen == ("no", lines, True)
    assert sent.message_at is not None and sent.comment.split("\n") == [*lines, "Ulf kan"]


async def test_what_staff_write_down_deals_with_the_message(db: object) -> None:
    lena = await leave_message(await make.invitation(await make.event()), "Jag kan ändå", "", "")

    now = await answer(lena, Said("yes"), Source(Via.STAFF, "", await make.account(), Told.PHONE))

    assert now.message_at is None and not now.comment


async def test_after_no_and_yes_again_the_calendar_turn_rises(db: object) -> None:
    lena = await make.invitation(await make.event())

    for said in ("yes", "no", "yes"):
        lena = await answer(lena, Said(said), BY_LINK)

    mails = await OutgoingMail.all().order_by("id")
    assert [mail.calendar_method for mail in mails] == ["REQUEST", "CANCEL", "REQUEST"]
    assert [line for mail in mails for line in bytes(mail.calendar or b"").split(b"\r\n") if b"SEQUENCE" in line] == [
        b"SEQUENCE:0",
        b"SEQUENCE:1",
        b"SEQUENCE:2",
    ]
