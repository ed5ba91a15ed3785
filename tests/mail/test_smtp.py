"""One connection to the mail server: what each kind of answer and silence is taken for."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import replace

import pytest

from hearing.base.addresses import Smtp
from hearing.mail import smtp
from hearing.mail.smtp import Fault, Line, Outcome, Result
from tests.mail.server import SIGNED, Wire, server

pytestmark = pytest.mark.anyio
MESSAGE = b"Subject: x\r\nMessage-ID: <a@b>\r\n\r\n.one dot\r\nend\r\n"


def once(step: str, answer: str, usual: str = "ok") -> Callable[[str], str]:
    """A script that answers one step, the first time, in its own way."""
    left = [answer]
    return lambda asked: left.pop() if asked == step and left else usual


async def yes() -> bool:
    return True


async def deliver(wire: Wire, times: int = 1) -> list[Result]:
    line = Line(wire.smtp())
    results = [await line.deliver("us@a.test", f"to{n}@b.test", MESSAGE, yes) for n in range(times)]
    await line.quit()
    return results


@pytest.mark.parametrize(
    ("step", "answer", "outcome", "code"),
    [
        ("hello", "421", Outcome.RELAY, 421),
        ("hello", "drop", Outcome.RELAY, None),
        ("MAIL", "451", Outcome.RELAY, 451),
        ("MAIL", "550", Outcome.RELAY, 550),
        ("RCPT", "450", Outcome.LATER, 450),
        ("RCPT", "550", Outcome.REFUSED, 550),
        ("RCPT", "421", Outcome.LATER, 421),
        ("RCPT", "drop", Outcome.LATER, None),
        ("DATA", "451", Outcome.LATER, 451),
        ("DATA", "554", Outcome.REFUSED, 554),
        ("DATA", "drop", Outcome.LATER, None),
        ("dot", "451", Outcome.LATER, 451),
        ("dot", "550", Outcome.REFUSED, 550),
        ("dot", "421", Outcome.LATER, 421),
        ("dot", "drop", Outcome.DOUBTFUL, None),
        ("dot", "drop-taken", Outcome.DOUBTFUL, None),
        ("dot", "odd", Outcome.DOUBTFUL, None),
        ("dot", "garbage", Outcome.DOUBTFUL, None),
        ("dot", "552", Outcome.REFUSED, 552),
        ("RCPT", "571", Outcome.REFUSED, 550),
        ("RCPT", "452", Outcome.LATER, 452),
        ("RCPT", "reset", Outcome.LATER, None),
        ("RCPT", "garbage", Outcome.LATER, None),
        ("EHLO", "drop", Outcome.RELAY, None),
        ("hello", "garbage", Outcome.RELAY, None),
    ],
)
async def test_an_answer_is_taken_for_what_it_is(step: str, answer: str, outcome: Outcome, code: int | None) -> None:
    async with server(once(step, answer)) as wire:
        first, second = await deliver(wire, 2)

    assert (first.outcome, first.code) == (outcome, code)
    assert second == Result(Outcome.SENT, 250, "2.0.0 taken as Q123")


async def test_mails_go_over_one_kept_connection_with_dots_doubled() -> None:
    async with server() as wire:
        results = await deliver(wire, 3)

    assert [result.outcome for result in results] == [Outcome.SENT] * 3
    assert (wire.connections, len(wire.taken)) == (1, 3)
    assert b"\r\n..one dot\r\n" in wire.taken[0]


async def test_a_connection_the_server_closed_meanwhile_is_opened_again_at_once() -> None:
    drops = iter(["ok", "drop", "ok"])
    async with server(lambda step: next(drops) if step == "MAIL" else "ok") as wire:
        results = await deliver(wire, 2)

    assert [result.outcome for result in results] == [Outcome.SENT] * 2
    assert wire.connections == 2


async def test_nothing_leaves_when_the_mail_is_no_longer_ours() -> None:
    async def no() -> bool:
        return False

    async with server() as wire:
        line = Line(wire.smtp())
        lost = await line.deliver("us@a.test", "to@b.test", MESSAGE, no)
        sent = await line.deliver("us@a.test", "to@b.test", MESSAGE, yes)
        await line.quit()

    assert (lost.outcome, sent.outcome) == (Outcome.LOST, Outcome.SENT)
    assert (len(wire.taken), wire.connections) == (1, 1)


async def test_a_cancelled_connection_is_thrown_away() -> None:
    gate = asyncio.Event()

    async def wait() -> bool:
        gate.set()
        await asyncio.sleep(60)
        return True

    async with server() as wire:
        line = Line(wire.smtp())
        task = asyncio.create_task(line.deliver("us@a.test", "a@b.test", MESSAGE, wait))
        await gate.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

        assert line.client is None
        assert (await line.deliver("us@a.test", "c@b.test", MESSAGE, yes)).outcome == Outcome.SENT
        await line.quit()


async def test_a_silent_server_is_doubtful_after_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "DATA_WAIT", 0.2)
    async with server(lambda step: "silent" if step == "dot" else "ok") as wire:
        (result,) = await deliver(wire)

    assert result.outcome == Outcome.DOUBTFUL


async def test_no_password_or_mail_goes_out_when_starttls_is_missing() -> None:
    async with server() as wire:
        line = Line(Smtp(host="127.0.0.1", port=wire.port, user="u", password="p", starttls=True))
        result = await line.deliver("us@a.test", "to@b.test", MESSAGE, yes)

    assert result.outcome == Outcome.RELAY
    assert wire.taken == []
    assert "AUTH" not in wire.steps


@pytest.mark.parametrize("after", ["250-drop", "250-421"])
async def test_what_happens_after_the_250_changes_nothing(after: str) -> None:
    async with server(once("dot", after)) as wire:
        results = await deliver(wire, 3)

    assert [result.outcome for result in results] == [Outcome.SENT] * 3
    assert (wire.connections, len(wire.taken)) == (2, 3)


async def test_check_says_what_the_server_says_and_can() -> None:
    async with server(once("hello", "421"), ("SIZE 35882577", "AUTH PLAIN")) as wire:
        away, fine = await smtp.check(wire.smtp()), await smtp.check(wire.smtp())

    assert away == (Result(Outcome.RELAY, 421, "4.3.0 closing", Fault.AWAY), [])
    assert fine == (None, ["SIZE 35882577", "AUTH PLAIN", "8BITMIME"])


TLS = ("STARTTLS", "AUTH PLAIN")


@pytest.mark.parametrize(
    ("features", "script", "starttls", "fault"),
    [
        (TLS, ("x", "ok"), True, Fault.CERTIFICATE),
        (("AUTH PLAIN",), ("x", "ok"), True, Fault.NO_TLS),
        (TLS, ("STAR", "454"), True, Fault.AWAY),
        (TLS, ("AUTH", "535"), False, Fault.SIGN_IN),
        ((), ("x", "ok"), False, Fault.NO_TLS),
        (TLS, ("MAIL", "550"), False, Fault.SENDER),
        (TLS, ("hello", "drop"), False, Fault.AWAY),
    ],
)
async def test_what_ails_the_server_is_told_apart(
    features: tuple[str, ...], script: tuple[str, str], starttls: bool, fault: Fault
) -> None:
    async with server(once(*script), features) as wire:
        line = Line(replace(wire.smtp(), user="u", password="p", starttls=starttls))
        result = await line.deliver("us@a.test", "to@b.test", MESSAGE, yes)
        line.drop()

    assert (result.outcome, result.fault, wire.taken) == (Outcome.RELAY, fault, [])


async def test_a_trusted_certificate_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    trusting = ssl.create_default_context(cafile=str(SIGNED))
    monkeypatch.setattr(smtp, "tls_context", lambda: trusting)
    async with server(features=TLS) as wire:
        line = Line(replace(wire.smtp(), user="u", password="p", starttls=True))
        result = await line.deliver("us@a.test", "to@b.test", MESSAGE, yes)
        await line.quit()

    assert (result.outcome, wire.steps[:5]) == (Outcome.SENT, ["hello", "EHLO", "STAR", "EHLO", "AUTH"])
