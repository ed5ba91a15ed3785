"""A mail server that is away: nobody's mail suffers, everybody is told, and it leaves afterwards."""

from datetime import timedelta

import pytest
from httpx2 import AsyncClient

from hearing.base.clock import freeze, now
from hearing.mail import outbox, relay
from hearing.mail.models import MailStatus, OutgoingMail
from hearing.mail.models_server import MailServer
from hearing.mail.sender import Sender
from hearing.mail.smtp import Fault, Outcome, Result
from hearing.organisers.models import Organiser
from tests.mail.conftest import configured_with, post, statuses
from tests.mail.server import Script, Wire, server

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
FEATURES = ("SIZE 1000000", "AUTH PLAIN")


async def turn(sender: Sender) -> None:
    """What the worker does in one second, until its connections are idle."""
    await sender.work()
    for task in list(sender.lanes.values()):
        await task


async def test_six_hours_without_a_server_burn_no_try_and_everything_leaves_afterwards(organiser: Organiser) -> None:
    away = [True]
    async with server(lambda step: "421" if away[0] and step == "hello" else "ok") as wire:
        with configured_with(smtp=wire.smtp(connections=2)):
            mailing = await outbox.begin_mailing(organiser, None, "invite", "Inbjudan", grace=timedelta(0))
            posts = [post(f"m{n}", f"a{n}@b{n % 9}.test", mailing=mailing if n % 2 else None) for n in range(60)]
            await outbox.put_all(posts)
            sender, started = Sender(wire.smtp(connections=2)), now()
            for minute in range(0, 360, 4):
                with freeze(started + timedelta(minutes=minute)):
                    await turn(sender)
            tried = wire.connections
            unburnt = await OutgoingMail.filter(status=MailStatus.QUEUED, attempts=0).count()
            away[0] = False
            for minute in range(361, 380):
                with freeze(started + timedelta(minutes=minute)):
                    await turn(sender)
            await sender.stop()

    assert (unburnt, tried >= 60, await statuses()) == (60, True, {"sent": 60})
    assert set(wire.ids().values()) == {1}


async def once(script: Script) -> MailServer | None:
    """What is known of the server after an attempt to send."""
    async with server(script, FEATURES) as wire:
        with configured_with(smtp=wire.smtp()):
            await outbox.put_all([post("a"), post("b", "b@c.test")])
            sender = Sender(wire.smtp())
            await sender.drain()
            await sender.stop()
            return await relay.seen()


async def test_a_server_that_takes_mail_is_known_by_its_features() -> None:
    row = await once(lambda _step: "ok")

    assert row and (row.seen_at, bool(row.down_since), row.features) == (now(), False, [*FEATURES, "8BITMIME"])


@pytest.mark.parametrize(
    ("step", "answer", "fault"),
    [
        ("hello", "421", Fault.AWAY),
        ("MAIL", "550", Fault.SENDER),
        ("MAIL", "535", Fault.SIGN_IN),
    ],
)
async def test_a_server_that_takes_none_is_told_about_and_the_mail_waits(step: str, answer: str, fault: Fault) -> None:
    row = await once(lambda asked: answer if asked == step else "ok")

    assert row and (row.down_since, row.fault) == (now(), fault)
    assert await statuses() == {"queued": 2}


async def test_asking_again_ends_the_trouble(wire: Wire) -> None:
    with configured_with(smtp=wire.smtp()):
        await relay.down(str(wire.smtp()), Result(Outcome.RELAY, 421, "later"))
        before = await relay.trouble()
        await relay.ask_again()

        assert before and before.words == "later"
        assert await relay.trouble() is None


async def test_the_start_page_and_the_outbox_say_that_mail_does_not_leave(wire: Wire, ann: AsyncClient) -> None:
    with configured_with(smtp=wire.smtp()):
        fine = (await ann.get("/desk/")).text
        await relay.down(str(wire.smtp()), Result(Outcome.RELAY, 535, "5.7.8 no", Fault.SIGN_IN))
        start, box = (await ann.get("/desk/")).text, (await ann.get("/desk/mail/")).text

    assert ("Mejl går inte iväg" in fine, "Mejl går inte iväg" in start, "Mejl går inte iväg" in box) == (
        False,
        True,
        True,
    )
    assert "Mejlservern godtar inte vårt användarnamn eller lösenord." in box
