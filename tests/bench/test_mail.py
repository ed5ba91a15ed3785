"""Sending, with the phase committed for every mail, against aiosmtplib alone on as many kept connections."""

import subprocess
import sys
import time
from asyncio import gather
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from aiosmtplib import SMTP
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.addresses import Smtp
from hearing.mail import message, outbox
from hearing.mail.models import OutgoingMail
from hearing.mail.sender import Sender
from tests.bench.figures import Figure, ratio, told
from tests.mail.conftest import configured_with, post

pytestmark = pytest.mark.anyio
MAILS, CONNECTIONS, ROUNDS = 1000, 4, 5
WORDS = {"text": "Vi bjuder in dig till en hearing.\n" * 30, "html": "<p>Vi bjuder in dig till en hearing.</p>\n" * 100}


@pytest.fixture
def sink() -> Iterator[Smtp]:
    with subprocess.Popen([sys.executable, "-m", "tests.bench.sink"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield Smtp(
            host="127.0.0.1",
            port=int(process.stdout.readline()),
            connections=CONNECTIONS,
            per_minute=100_000_000,
        )
        process.terminate()


@dataclass(frozen=True)
class Rate:
    """Mails a second of this process's processor time, and a second of the clock on the wall."""

    processor: float
    wall: float


@contextmanager
def timed(mails: int) -> Iterator[list[Rate]]:
    """How fast so many mails left."""
    found: list[Rate] = []
    processor, wall = time.process_time(), time.perf_counter()
    yield found
    found.append(Rate(mails / (time.process_time() - processor), mails / (time.perf_counter() - wall)))


async def bare(server: Smtp, text: bytes) -> Rate:
    """The library alone."""
    left = [text] * MAILS

    async def lane() -> None:
        async with SMTP(hostname=server.host, port=server.port, start_tls=False) as client:
            while left:
                await client.sendmail("us@a.test", ["to@b.test"], left.pop())

    with timed(MAILS) as found:
        await gather(*(lane() for _number in range(CONNECTIONS)))
    return found[0]


async def ours(server: Smtp, number: int, monkeypatch: pytest.MonkeyPatch) -> Rate:
    """Through the outbox, their bytes ready."""
    await outbox.put_all([post(f"{number}:{n}", f"a{n}@b.test", **WORDS) for n in range(MAILS)])
    ready = {mail.key: message.build(mail) for mail in await OutgoingMail.filter(status="queued")}
    with monkeypatch.context() as patch:
        patch.setattr("hearing.mail.sender.message.build", lambda mail, _files: ready[mail.key])
        sender = Sender(server)
        with timed(MAILS) as found:
            await sender.drain()
        await sender.stop()
    assert await OutgoingMail.filter(status="sent", key__startswith=f"{number}:").count() == MAILS
    return found[0]


@pytest.mark.parametrize("synchronous", ["FULL", "NORMAL"])
async def test_sending(db: BaseDBAsyncClient, sink: Smtp, monkeypatch: pytest.MonkeyPatch, synchronous: str) -> None:
    sqlite = db.capabilities.dialect == "sqlite"
    if sqlite:
        await db.execute_script(f"PRAGMA synchronous={synchronous}")
    elif synchronous == "NORMAL":
        pytest.skip("a setting of SQLite")
    our, their = [], []
    with configured_with(smtp=sink):
        text = message.build(await outbox.put(post("x", **WORDS)))
        for number in range(ROUNDS):
            our.append(await ours(sink, number, monkeypatch))
            their.append(await bare(sink, text))
    name = f"mail out, {f'SQLite {synchronous}' if sqlite else 'PostgreSQL'}"
    words = (
        f"{max(one.processor for one in our):.0f} against {max(one.processor for one in their):.0f} a processor second"
    )
    share = ratio([one.wall for one in our], [one.wall for one in their])
    told(Figure(f"  {name}, by the clock", share, note=f"{max(one.wall for one in our):.0f} a second"))
    value = ratio([one.processor for one in our], [one.processor for one in their])
    target = (
        None if sqlite and synchronous == "FULL" else 0.4
    )  # two waits for the disk a mail, which the library has not
    assert told(Figure(name, value, at_least=target, note=words)).met
