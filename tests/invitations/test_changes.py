"""What staff change about one invitation, and what events tell the invited."""

from datetime import timedelta

import pytest

from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.events.models import Event, EventGroup, EventStatus
from hearing.invitations import changes, notices, queue
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation, Seating
from hearing.invitations.settle import fresh
from hearing.mail.models import OutgoingMail
from tests.invitations import make

pytestmark = pytest.mark.anyio


async def mails() -> list[tuple[str, str]]:
    return [(mail.kind, mail.calendar_method) for mail in await OutgoingMail.all().order_by("id")]


async def test_withdrawing_kills_the_link_and_hands_on_the_seat(db: object) -> None:
    event = await make.event(capacity=1)
    first, second = await make.invitation(event), await make.invitation(event)
    await answer(first, Said("yes"), Source())
    await answer(second, Said("yes"), Source())

    await changes.withdraw(await fresh(first.pk), await make.account())

    rows = await Invitation.filter(event=event).order_by("id")
    assert [(row.status, row.seat, row.link_hash is None) for row in rows] == [
        ("withdrawn", False, True),
        ("yes", True, False),
    ]
    assert (await mails())[2:] == [("withdrawn", "CANCEL"), ("promoted", "REQUEST")]


async def test_a_resent_invitation_has_the_same_link(db: object) -> None:
    row = await make.invitation(await make.event())

    await changes.resend(row, await make.account())

    mail = await OutgoingMail.get()
    assert (mail.kind, row.token() in mail.body_text) == ("invitation", True)
    assert "Vi har din adress från" in mail.body_text
    assert (await Invitation.get(pk=row.pk)).sent_times == 2


async def test_a_seat_beyond_the_limit_needs_a_reason(db: object) -> None:
    event, by = await make.event(capacity=0), await make.account()
    row = await make.invitation(event)

    with pytest.raises(Refusal):
        await changes.exceed(row, by, " ")
    await changes.exceed(row, by, "Talar")

    now_ = await Invitation.get(pk=row.pk)
    assert "blivit ledig" not in (await OutgoingMail.get()).body_text
    assert (now_.status, now_.seat, now_.exceed_reason) == ("yes", True, "Talar")
    assert (await Seating.get(event=event)).taken == 1


async def test_a_full_group_takes_nobody_from_another(db: object) -> None:
    event, by = await make.event(groups={"Politiker": 0, "Övriga": None}), await make.account()
    full, other = await EventGroup.filter(event=event).order_by("id")
    row = await make.invitation(event, other)
    await answer(row, Said("yes"), Source())

    with pytest.raises(Refusal):
        await changes.regroup(await fresh(row.pk), full, by)

    assert {seating.group_id: seating.taken for seating in await Seating.filter(event=event)} == {  # type: ignore[attr-defined]
        None: 1,
        full.pk: 0,
        other.pk: 1,
    }


async def test_added_seats_go_to_the_queue_in_order(db: object) -> None:
    event = await make.event(capacity=0)
    rows = [await make.invitation(event) for _ in range(3)]
    for row in rows:
        await answer(row, Said("yes"), Source())
    await Event.filter(pk=event.pk).update(capacity=2)

    assert [await queue.promote_next(), await queue.promote_next()] == [True, False]

    assert [row.status for row in await Invitation.filter(event=event).order_by("id")] == ["yes", "yes", "waiting"]


@pytest.mark.parametrize(
    ("facts", "kind", "method"),
    [
        ({"status": EventStatus.CANCELLED, "cancel_reason": "Snö"}, "cancelled", "CANCEL"),
        ({"status": EventStatus.REPLACED}, "replaced", "CANCEL"),
        ({"moved_from_at": now(), "moved_at": now()}, "moved", "REQUEST"),
    ],
)
async def test_each_invited_is_told_once_what_became_of_the_event(
    db: object, facts: dict[str, object], kind: str, method: str
) -> None:
    event = await make.event()
    for status in ("invited", "yes", "no", "draft"):
        await make.invitation(event, status=status, invited_at=None if status == "draft" else now())
    other = await make.event(organiser=event.organiser)
    extra = {"replaced_by_id": other.pk} if kind == "replaced" else {}
    await Event.filter(pk=event.pk).update(sequence=1, **facts, **extra)

    assert [await notices.tell_next(), await notices.tell_next()] == [True, False]

    assert await mails() == [(kind, method)] * 2


async def test_a_yes_stays_a_yes_in_the_calendar_when_the_event_moves(db: object) -> None:
    event = await make.event()
    for status in ("yes", "maybe"):
        await make.invitation(event, status=status)
    await Event.filter(pk=event.pk).update(sequence=1, moved_from_at=now(), moved_at=now())

    await notices.tell_next()

    files = [bytes(mail.calendar or b"").replace(b"\r\n ", b"") for mail in await OutgoingMail.all().order_by("id")]
    assert [b"PARTSTAT=ACCEPTED" in file for file in files] == [True, False]


async def test_a_draft_that_replaces_an_event_is_not_told_of(db: object) -> None:
    event = await make.event()
    await make.invitation(event)
    draft = await make.event(organiser=event.organiser, title="Hemligt", status=EventStatus.DRAFT, slug=None)
    await Event.filter(pk=event.pk).update(sequence=1, status=EventStatus.REPLACED, replaced_by_id=draft.pk)

    await notices.tell_next()

    assert "Hemligt" not in (await OutgoingMail.get()).body_text


async def test_an_event_that_is_over_tells_nobody(db: object) -> None:
    event = await make.event(
        sequence=1,
        status=EventStatus.CANCELLED,
        starts_at=now() - timedelta(days=2),
        ends_at=now() - timedelta(days=1),
    )
    await make.invitation(event)

    assert await notices.tell_next() is False
