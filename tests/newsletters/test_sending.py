"""Sending a month's letter: once to each who asked; who stops gets no more, whenever they stop."""

from datetime import timedelta
from email import message_from_bytes

import pytest

from hearing.base.clock import freeze, now
from hearing.base.errors import Refusal
from hearing.mail import blocks, claims, outbox
from hearing.mail.models import Mailing, MailReason, MailStatus, OutgoingMail
from hearing.mail.sender import Sender
from hearing.newsletters import sending, subscribe
from hearing.newsletters.models import Newsletter, NewsletterStatus
from tests.mail.conftest import configured_with
from tests.mail.server import Script, Wire, server
from tests.newsletters.make import SIV, fresh, letter, monthly_mails, planner, subscriber

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
LATER = timedelta(minutes=6)


async def sent(*addresses: str) -> tuple[Newsletter, Mailing]:
    """A letter on its way to some, with a mail server in the settings."""
    for address in addresses or (SIV, "nils@skog.test"):
        await subscriber(address)
    row = await letter()
    async with server() as wire:
        with configured_with(smtp=wire.smtp()):
            return row, await sending.send(row, await planner())


async def deliver(script: Script = lambda _step: "ok") -> Wire:
    """Send what is due."""
    async with server(script) as wire:
        with configured_with(smtp=wire.smtp(connections=2)):
            sender = Sender(wire.smtp(connections=2))
            await sender.drain()
            await sender.stop()
    return wire


def to_of(raw: bytes) -> str:
    """Whom a message says it is for."""
    return str(message_from_bytes(raw)["To"])


async def statuses() -> list[str]:
    return [str(mail.status) for mail in await monthly_mails()]


async def test_each_gets_a_mail_of_their_own_with_their_own_stop() -> None:
    row, mailing = await sent(SIV, "nils@skog.test")
    mails = await monthly_mails()
    links = [(await fresh(address)).token() for address in (SIV, "nils@skog.test")]

    assert [mail.to_address for mail in mails] == [SIV, "nils@skog.test"]
    assert [(mail.priority, mail.due_at, mail.automatic) for mail in mails] == [(9, now() + outbox.GRACE, True)] * 2
    assert [[token in mail.body_text for token in links] for mail in mails] == [[True, False], [False, True]]
    kept = await Newsletter.get(pk=row.pk)
    assert (kept.status, kept.people, kept.mailing_id) == ("sent", 2, mailing.pk)
    assert (any(token in kept.text for token in links), "/newsletters/egen-rost" in kept.text) == (False, True)


async def test_a_second_press_sends_nothing() -> None:
    row, _mailing = await sent()
    with pytest.raises(Refusal):
        await sending.send(await Newsletter.get(pk=row.pk).select_related("organiser"), await planner())

    assert len(await monthly_mails()) == 2


async def test_an_empty_letter_or_an_empty_list_is_refused_and_stays_a_draft() -> None:
    row = await letter(intro="Hej")
    with pytest.raises(Refusal, match=r"Nobody|Ingen"):
        await sending.send(row, await planner())
    await subscriber()
    empty = await letter(intro="")
    with pytest.raises(Refusal, match=r"nothing|inget"):
        await sending.send(empty, await planner())

    assert ((await Newsletter.get()).status, await monthly_mails()) == (NewsletterStatus.DRAFT, [])


async def test_undone_in_time_it_is_a_draft_and_can_be_sent_again() -> None:
    row, mailing = await sent()
    assert await sending.undo(row, mailing, await planner()) == 2
    back = await Newsletter.get(pk=row.pk).select_related("organiser")
    assert (back.status, back.mailing_id, back.text) == ("draft", None, "")
    await sending.send(back, await planner())

    assert sorted(await statuses()) == ["cancelled", "cancelled", "held", "held"]


async def test_undone_in_the_outbox_it_is_a_draft_too() -> None:
    row, mailing = await sent()
    await outbox.undo(mailing, await planner())

    assert (await sending.note_undone(), await sending.note_undone()) == (True, False)
    assert (await Newsletter.get(pk=row.pk)).status == "draft"


async def test_undone_when_some_have_left_it_stays_sent() -> None:
    row, mailing = await sent()
    await OutgoingMail.filter(kind="newsletter", to_address=SIV).update(status="sent")
    await sending.undo(row, mailing, await planner())

    assert ((await Newsletter.get(pk=row.pk)).status, await statuses()) == ("sent", ["sent", "cancelled"])


async def test_an_address_that_takes_no_mail_is_left_out() -> None:
    await blocks.block(SIV, "5.1.1", None)
    await sent()

    assert [mail.to_address for mail in await monthly_mails()] == ["nils@skog.test"]


@pytest.mark.parametrize("status", ["queued", "held", "failed", "doubtful"])
async def test_a_stop_ends_every_mail_that_could_still_leave(status: str) -> None:
    await sent()
    await OutgoingMail.filter(kind="newsletter").update(status=status)
    row = await fresh(SIV)
    await subscribe.stop(row)

    assert await statuses() == ["cancelled", status]


async def test_a_stop_erases_the_address_of_what_has_left_too() -> None:
    await sent()
    with freeze(now() + LATER):
        await deliver()
        await subscribe.stop(await fresh(SIV))
    columns = ("to_name", "to_address", "to_norm", "search_text", "last_text", "smtp_response", "reply_to")
    found = await OutgoingMail.all().values_list(*columns, "envelope_from", "body_text", "body_html")

    assert (len(found), [one for one in found if SIV in repr(one)]) == (4, [])
    assert await statuses() == ["sent", "sent"]


async def test_a_stop_reaches_what_a_worker_holds_already() -> None:
    await sent()
    with freeze(now() + LATER):
        held = await claims.claim("another:worker:1:a")
        await subscribe.stop(await fresh(SIV))
        began = await claims.note([mail.pk for mail in held], [], "another:worker:1:a")
        (left,) = [mail for mail in held if mail.pk in began]

    assert (len(held), left.to_address) == (2, "nils@skog.test")


async def test_a_stop_while_the_bytes_are_on_their_way_allows_no_second_try() -> None:
    await sent(SIV)
    row = await fresh(SIV)
    with freeze(now() + LATER):
        (mail,) = await claims.claim("another:worker:1:a")
        await claims.note([mail.pk], [], "another:worker:1:a")
        await subscribe.stop(row)
        await mail.settle("defer", "another:worker:1:a", owner="", phase="", lease_until=None, due_at=now())
        wire = await deliver()
        first = await OutgoingMail.get(pk=mail.pk)
        assert (wire.taken, first.status, first.reason) == ([], MailStatus.FAILED, MailReason.EXPIRED)
        assert (await subscribe.sweep(), await subscribe.sweep()) == (True, False)
        with pytest.raises(Refusal):
            await outbox.again(await OutgoingMail.get(pk=mail.pk), await planner())

    assert [(str(mail.status), mail.to_norm) for mail in await monthly_mails()] == [("cancelled", "")]


async def test_who_stops_between_two_letters_is_not_in_the_next() -> None:
    await sent()
    with freeze(now() + LATER):
        first = await deliver()
    await subscribe.stop(await fresh(SIV))
    people, _shut = await subscribe.receivers((await fresh("nils@skog.test")).organiser)

    assert sorted(to_of(raw) for raw in first.taken) == ["nils@skog.test", SIV]
    assert [one.address for one in people] == ["nils@skog.test"]


async def test_a_test_goes_to_oneself_alone() -> None:
    await subscriber()
    row = await letter()
    await sending.test(row, await planner(), "ann@egen-rost.test", "en")
    mail = await OutgoingMail.get(kind="newsletter_test")

    assert (mail.to_address, mail.extra, "/n/" in mail.body_text) == ("ann@egen-rost.test", {}, False)
    assert (await Newsletter.get()).status == "draft"
