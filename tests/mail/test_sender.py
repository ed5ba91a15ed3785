"""The worker's side: how each end of a try is noted, and what is not tried at all."""

from datetime import timedelta
from typing import Any

import pytest

from hearing.base.clock import freeze, now
from hearing.base.installation import mark_demo
from hearing.mail import blocks, outbox
from hearing.mail.models import Mailing, MailingStatus, MailReason, MailStatus, OutgoingMail
from hearing.mail.sender import Sender
from hearing.organisers.models import Organiser
from hearing.settings import settings
from tests.mail.conftest import Somebody, configured_with, post, statuses
from tests.mail.server import Script, Wire, server

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def send(script: Script = lambda _step: "ok", **changes: Any) -> Wire:
    """Send what is due through a server that follows a script."""
    async with server(script) as wire:
        with configured_with(**({"smtp": wire.smtp(connections=2)} | changes)):
            sender = Sender(wire.smtp(connections=2))
            await sender.drain()
            await sender.stop()
    return wire


async def put(*posts: outbox.Post) -> None:
    async with server() as wire:
        with configured_with(smtp=wire.smtp()):
            await outbox.put_all(posts or [post()])


async def only() -> OutgoingMail:
    return await OutgoingMail.get()


async def test_a_mail_is_sent_once_and_the_servers_words_are_kept() -> None:
    await put()
    wire = await send()
    mail = await only()

    assert list(wire.ids().values()) == [1]
    assert (mail.status, mail.attempts, mail.smtp_response) == (MailStatus.SENT, 1, "2.0.0 taken as Q123")
    assert (mail.sent_at, mail.phase) == (now(), "")


async def test_a_temporary_answer_waits_and_is_tried_again() -> None:
    await put()
    await send(lambda step: "450" if step == "RCPT" else "ok")
    mail = await only()
    with freeze(now() + timedelta(minutes=2)):
        await send()

    assert (mail.status, mail.attempts, mail.last_code) == (MailStatus.QUEUED, 1, 450)
    assert timedelta(seconds=48) <= mail.due_at - now() <= timedelta(seconds=72)
    assert await statuses() == {"sent": 1}


async def test_it_gives_up_after_thirty_tries() -> None:
    await put()
    await OutgoingMail.all().update(attempts=29)
    await send(lambda step: "450" if step == "RCPT" else "ok")

    assert ((await only()).status, (await only()).reason) == (MailStatus.FAILED, MailReason.GAVE_UP)


async def test_a_refusal_for_good_ends_at_once() -> None:
    await put()
    await send(lambda step: "550" if step == "RCPT" else "ok")
    mail = await only()

    assert (mail.status, mail.reason, mail.last_code) == (MailStatus.FAILED, MailReason.REFUSED, 550)
    assert mail.last_text == "5.1.1 no such user"


@pytest.mark.parametrize("silence", ["drop", "drop-taken"])
async def test_silence_after_data_is_doubtful_and_never_tried_again(silence: str) -> None:
    await put()
    await send(lambda step: silence if step == "dot" else "ok")
    with freeze(now() + timedelta(days=1)):
        wire = await send()

    assert (await statuses(), wire.taken) == ({"doubtful": 1}, [])


async def test_a_server_that_is_away_costs_no_try_and_is_left_alone() -> None:
    await put(*[post(f"m{n}", f"a{n}@b.test") for n in range(40)])
    wire = await send(lambda step: "421" if step == "hello" else "ok")

    assert await OutgoingMail.filter(attempts=0, status=MailStatus.QUEUED).count() == 40
    assert wire.connections <= 6


async def test_what_the_rules_of_now_forbid_is_held_before_it_leaves() -> None:
    await put(post("a"), post("b", "x@region.se"))
    await mark_demo("2026-11-23")
    wire = await send()

    assert await statuses() == {"sent": 1, "held": 1}
    assert [mail.reason for mail in await OutgoingMail.filter(status=MailStatus.HELD)] == [MailReason.DEMO]
    assert len(wire.taken) == 1


async def test_an_address_blocked_meanwhile_gets_nothing(karin: Somebody) -> None:
    await put()
    await blocks.block("asa@b.test", "Studsade", karin)
    wire = await send()

    assert ((await only()).reason, wire.taken) == (MailReason.BLOCKED, [])


async def test_a_mail_whose_time_has_passed_is_not_sent() -> None:
    await put(post(expires_at=now()))
    wire = await send()

    assert ((await only()).reason, wire.taken) == (MailReason.EXPIRED, [])


async def test_personal_mail_goes_before_mailings(organiser: Organiser) -> None:
    mailing = await outbox.begin_mailing(organiser, None, "invite", "Inbjudan", grace=timedelta(0))
    await put(*[post(f"m{n}", mailing=mailing) for n in range(3)], post("sign-in", kind="sign_in"))
    wire = await send()

    assert any(name.startswith("<sign_in.") for name in list(wire.ids())[:2])  # two connections send side by side
    assert len(wire.taken) == 4


async def test_a_stopped_mailing_stays_until_it_is_resumed(organiser: Organiser, karin: Somebody) -> None:
    mailing = await outbox.begin_mailing(organiser, None, "invite", "Inbjudan", grace=timedelta(0))
    await put(post(mailing=mailing))
    await outbox.stop(mailing, karin)
    nothing = await send()
    await outbox.resume(mailing, karin)
    all_of_it = await send()

    assert (len(nothing.taken), len(all_of_it.taken)) == (0, 1)


async def test_a_mailing_stops_by_itself_when_the_fault_is_ours(organiser: Organiser) -> None:
    mailing = await outbox.begin_mailing(organiser, None, "invite", "Inbjudan", grace=timedelta(0))
    await put(*[post(f"m{n}", f"a{n}@b.test", mailing=mailing) for n in range(100)])
    await send(lambda step: "554" if step == "dot" else "ok")
    fresh = await Mailing.get()

    assert (fresh.status, fresh.stop_reason) == (MailingStatus.STOPPED, "at_fault")
    assert (await statuses())["failed"] <= 20


async def test_a_mailing_stops_by_itself_when_too_many_addresses_are_refused(
    organiser: Organiser, karin: Somebody
) -> None:
    mailing = await outbox.begin_mailing(organiser, None, "invite", "Inbjudan", grace=timedelta(0))
    await put(*[post(f"m{n}", f"a{n}@b.test", mailing=mailing) for n in range(40)])
    await send(lambda step: "550" if step == "RCPT" else "ok")
    why = (await Mailing.get()).stop_reason
    await outbox.resume(await Mailing.get(), karin)
    await send()

    assert why == "failures"
    assert (await Mailing.get()).status == MailingStatus.RUNNING
    assert (await statuses())["sent"] >= 10


async def test_no_more_is_claimed_after_a_stop() -> None:
    await put()
    async with server() as wire:
        with configured_with(smtp=settings().smtp):
            sender = Sender(wire.smtp())
            await sender.stop()
            await sender.work()

    assert (await statuses(), wire.connections) == ({"queued": 1}, 0)
