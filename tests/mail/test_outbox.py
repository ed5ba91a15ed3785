"""The outbox: asked for once, held by the rules, and what people do with it."""

from datetime import timedelta
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from hearing.base.audit import AuditEntry
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.installation import mark_demo
from hearing.mail import blocks, outbox
from hearing.mail.bulk import many
from hearing.mail.models import BlockedAddress, Mailing, MailingStatus, MailReason, MailStatus, OutgoingMail
from hearing.organisers.models import Organiser
from hearing.settings import settings
from tests.mail.conftest import Somebody, configured_with, post, statuses
from tests.mail.server import Wire

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_the_same_key_is_the_same_mail(wire: Wire) -> None:
    first = await outbox.put(post())
    second = await outbox.put(post(to="other@b.test"))

    assert (first.pk, second.to_address) == (second.pk, "asa@b.test")
    assert first.status == MailStatus.QUEUED
    assert first.message_id.startswith("<invite.")


async def test_no_commit_no_mail(wire: Wire) -> None:
    async with in_transaction() as transaction:
        await outbox.put(post())
        await transaction.rollback()

    assert await OutgoingMail.all().count() == 0


async def test_from_is_the_organiser_with_an_address_this_installation_sends_for(organiser: Organiser) -> None:
    with configured_with(mail_from="Hearing <hearing@brukare.test>"):
        foreign = await outbox.put(post("a", organiser=organiser))
        organiser.email = "falun@brukare.test"
        own = await outbox.put(post("b", organiser=organiser))

    assert (foreign.from_name, foreign.from_address) == ("Egen röst Dalarna", "hearing@brukare.test")
    assert own.from_address == "falun@brukare.test"
    assert (own.envelope_from, foreign.envelope_from) == ("hearing@brukare.test",) * 2


async def test_answers_go_to_the_organiser_where_replies_have_no_place(wire: Wire, organiser: Organiser) -> None:
    assert outbox.reply_address("abc", organiser) == organiser.email
    with configured_with(mail_reply="svar@egen.test"):
        assert outbox.reply_address("abc", organiser) == "svar+abc@egen.test"
    with configured_with(smtp=None):
        assert outbox.reply_address("abc", organiser) == "svar+abc@localhost"


async def test_what_a_person_typed_cannot_start_a_header(wire: Wire) -> None:
    mail = await outbox.put(post(to_name="Åsa\r\nBcc: x@y.se"))

    assert mail.to_name == "Åsa Bcc: x@y.se"
    with pytest.raises(Refusal):
        await outbox.put(post("b", to="åsa@b.test"))


@pytest.mark.parametrize(
    ("demo", "allow", "server", "to", "reason"),
    [
        (False, (), True, "a@region.se", MailReason.NONE),
        (False, (), False, "a@region.se", MailReason.NO_SERVER),
        (False, ("egen.se",), True, "a@region.se", MailReason.NOT_ALLOWED),
        (False, ("egen.se",), True, "a@EGEN.se", MailReason.NONE),
        (False, ("egen.se",), True, "a@not-egen.se", MailReason.NOT_ALLOWED),
        (True, (), True, "a@region.se", MailReason.DEMO),
        (True, ("region.se",), True, "a@test.region.se", MailReason.DEMO),
        (True, (), True, "a@region.test", MailReason.NONE),
        (True, (), True, "a@region.example", MailReason.NONE),
        (True, (), False, "a@region.test", MailReason.NO_SERVER),
    ],
)
async def test_held_by_the_rules(
    wire: Wire, demo: bool, allow: tuple[str, ...], server: bool, to: str, reason: MailReason
) -> None:
    if demo:
        await mark_demo("2026-11-23")
    with configured_with(mail_allow=allow, smtp=settings().smtp if server else None):
        mail = await outbox.put(post(to=to))

    assert mail.reason == reason
    assert mail.status == (MailStatus.HELD if reason else MailStatus.QUEUED)


async def test_a_held_mail_is_released_by_a_person_and_only_within_the_rules(wire: Wire, karin: Somebody) -> None:
    with configured_with(mail_allow=("egen.se",)):
        mail = await outbox.put(post())
        with pytest.raises(Refusal):
            await outbox.release(mail, karin)
    await outbox.release(mail, karin)

    fresh = await OutgoingMail.get(pk=mail.pk)
    assert (fresh.status, fresh.reason) == (MailStatus.QUEUED, MailReason.NONE)
    assert await AuditEntry.all().values_list("what", "by_name") == [("mail.released", "Karin Wester")]


async def test_a_blocked_address_gets_nothing_and_it_shows(wire: Wire, karin: Somebody) -> None:
    row = await blocks.block("ASA@b.test", "Har bett att slippa", karin)
    mail = await outbox.put(post())
    with pytest.raises(Refusal):
        await outbox.again(mail, karin)
    await blocks.lift(row, karin)
    await outbox.again(mail, karin)

    assert (mail.reason, await BlockedAddress.standing().count()) == (MailReason.NONE, 0)
    assert await statuses() == {"queued": 1}


async def mailing_of(organiser: Organiser, by: Any, mails: int = 3) -> Mailing:
    mailing = await outbox.begin_mailing(organiser, by, "invite", "Inbjudan till hearing", "event-1")
    await outbox.put_all([post(f"m{n}", f"a{n}@b.test", organiser=organiser, mailing=mailing) for n in range(mails)])
    return mailing


async def test_a_mailing_waits_five_minutes_and_can_be_undone_whole(
    wire: Wire, organiser: Organiser, karin: Somebody
) -> None:
    mailing = await mailing_of(organiser, karin)
    first = await OutgoingMail.get(key="m0")
    taken = await outbox.undo(mailing, karin)

    assert first.due_at == now() + timedelta(minutes=5)
    assert (taken, await statuses()) == (3, {"cancelled": 3})
    assert (await Mailing.get(pk=mailing.pk)).status == MailingStatus.UNDONE


async def test_nothing_is_undone_when_everything_has_left(wire: Wire, organiser: Organiser, karin: Somebody) -> None:
    mailing = await mailing_of(organiser, karin)
    await OutgoingMail.all().update(status=MailStatus.SENT)
    with pytest.raises(Refusal):
        await outbox.undo(mailing, karin)

    assert (await Mailing.get(pk=mailing.pk)).status == MailingStatus.RUNNING


async def test_a_doubtful_mail_is_counted_or_sent_again_with_its_own_id(wire: Wire, karin: Somebody) -> None:
    sent, again = await outbox.put(post("a")), await outbox.put(post("b"))
    await OutgoingMail.all().update(status=MailStatus.DOUBTFUL, phase="data")
    await outbox.count(await OutgoingMail.get(key="a"), karin)
    await outbox.again(await OutgoingMail.get(key="b"), karin, "ny@b.test")

    found = await OutgoingMail.all().order_by("key").values_list("status", "message_id", "to_address", "phase")
    assert found == [("sent", sent.message_id, "asa@b.test", ""), ("queued", again.message_id, "ny@b.test", "")]


async def test_many_at_once_say_how_many_could_not(wire: Wire, organiser: Organiser, karin: Somebody) -> None:
    with configured_with(mail_allow=("egen.se",)):
        await outbox.put_all([post("a", "a@egen2.se"), post("b", "b@b.test")])
    with configured_with(mail_allow=("b.test",)):
        ids = [mail.pk for mail in await OutgoingMail.all()]
        ended = await many("release", ids, karin, organiser)

    assert (ended, await statuses()) == ((1, 1), {"queued": 1, "held": 1})
    mail = await OutgoingMail.get(status="queued")
    assert [line.row for line in await AuditEntry.filter(what="mail.released")] == [f"outgoingmail-{mail.pk}"]


async def test_a_queued_mail_is_taken_back_once(wire: Wire, karin: Somebody) -> None:
    mail = await outbox.put(post())
    await outbox.cancel(mail, karin)
    with pytest.raises(Refusal):
        await outbox.cancel(mail, karin)

    assert await statuses() == {"cancelled": 1}
