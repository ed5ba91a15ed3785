"""What happens to an invitation's mail while it waits, when the invitation or the event changes."""

from datetime import timedelta
from typing import Any

import pytest

from hearing.base.audit import AuditEntry
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.events.models import Event, EventStatus
from hearing.invitations import changes, invite, notices
from hearing.invitations.models import Invitation
from hearing.invitations.sending import progress_of
from hearing.invitations.settle import fresh
from hearing.mail.models import Mailing, OutgoingMail
from tests.invitations import make

pytestmark = pytest.mark.anyio
DRAFT: dict[str, Any] = {"status": "draft", "sent_times": 0, "invited_at": None}
STOPPED = ("cancelled", "")


async def sent(**facts: Any) -> tuple[Event, Invitation]:
    """Lena has just been invited; the mail waits."""
    event = await Event.get(pk=(await make.event()).pk).select_related("organiser", "venue")
    row = await make.invitation(event, **DRAFT, **facts)
    await invite.send(event, await make.account())
    return event, await fresh(row.pk)


async def mails() -> list[tuple[str, bool]]:
    """Each mail's kind, and whether it may still leave."""
    return [(mail.kind, mail.status != "cancelled") for mail in await OutgoingMail.all().order_by("id")]


async def test_a_withdrawn_invitation_never_leaves_and_nobody_is_told(db: object) -> None:
    _event, row = await sent()

    await changes.withdraw(row, await make.account())

    (mail,) = await OutgoingMail.all()
    assert (mail.status, mail.reason) == STOPPED


async def test_who_has_the_invitation_is_told_that_it_is_withdrawn(db: object) -> None:
    _event, row = await sent()
    await OutgoingMail.all().update(status="sent")

    await changes.withdraw(row, await make.account())

    assert await mails() == [("invitation", True), ("withdrawn", True)]


async def test_an_invitation_to_what_is_cancelled_never_leaves(db: object) -> None:
    event, _row = await sent()
    await Event.filter(pk=event.pk).update(sequence=1, status=EventStatus.CANCELLED, cancel_reason="Snö")

    assert [await notices.tell_next(), await notices.tell_next()] == [True, False]

    assert await mails() == [("invitation", False)]


async def test_a_waiting_invitation_tells_the_new_time_itself(db: object) -> None:
    event, _row = await sent()
    starts = event.starts_at + timedelta(days=7)
    moved = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "moved_from_at": event.starts_at}
    await Event.filter(pk=event.pk).update(sequence=1, **moved)

    assert [await notices.tell_next(), await notices.tell_next()] == [True, False]

    old, new = await OutgoingMail.all().order_by("id")
    assert await mails() == [("invitation", False), ("invitation", True)]
    assert (new.mailing_id, new.due_at, new.body_text != old.body_text) == (old.mailing_id, old.due_at, True)
    progress = await progress_of(event)
    assert progress and (progress.total, progress.can_undo) == (1, True)


async def test_a_corrected_address_gets_the_invitation_that_waits(db: object) -> None:
    _event, row = await sent(email="lenna@region.test")

    await changes.put_right(row, await make.account(), None, "Lena Berg", "lena@region.test", "")

    waiting = await OutgoingMail.exclude(status="cancelled")
    assert [mail.to_address for mail in waiting] == ["lena@region.test"]
    assert b"lenna@region.test" not in bytes(waiting[0].calendar or b"")
    assert "lena@region.test" in (await Invitation.get(pk=row.pk)).search_text


async def test_a_failed_invitation_follows_to_the_corrected_address(db: object) -> None:
    _event, row = await sent(email="lenna@region.test")
    await OutgoingMail.all().update(status="failed")
    by = await make.account()

    assert await changes.put_right(row, by, None, row.name, "lena@region.test", "")
    assert not await changes.put_right(await fresh(row.pk), by, None, "Lena Berg", "lena@region.test", "")

    last = await OutgoingMail.all().order_by("-id").first()
    assert last and (last.to_address, last.status in ("queued", "held"), last.mailing_id) == (
        "lena@region.test",
        True,
        None,
    )


async def test_undoing_stands_in_the_log_of_the_event(db: object) -> None:
    event, _row = await sent()

    await invite.undo(await Mailing.get(), await make.account())

    log = await AuditEntry.filter(trail=f"event-{event.pk}").order_by("id")
    assert [entry.what for entry in log] == ["invitations.sent", "invitations.undone"]


@pytest.mark.parametrize("status", ["queued", "held", "sending"])
async def test_what_has_not_left_is_not_sent_again(db: object, status: str) -> None:
    _event, row = await sent()
    lease = {"lease_until": now() + timedelta(minutes=5), "owner": "w"} if status == "sending" else {}
    await OutgoingMail.all().update(status=status, **lease)

    for _press in range(2):
        with pytest.raises(Refusal, match="inte gått iväg än"):
            await changes.resend(await fresh(row.pk), await make.account())

    assert (await OutgoingMail.all().count(), (await fresh(row.pk)).sent_times) == (1, 1)


@pytest.mark.parametrize("status", ["sent", "failed", "cancelled", "doubtful"])
async def test_what_left_or_never_will_is_sent_again_once(db: object, status: str) -> None:
    _event, row = await sent()
    await OutgoingMail.all().update(status=status)

    await changes.resend(await fresh(row.pk), await make.account())
    with pytest.raises(Refusal, match="inte gått iväg än"):
        await changes.resend(await fresh(row.pk), await make.account())

    assert (await OutgoingMail.all().count(), (await fresh(row.pk)).sent_times) == (2, 2)
