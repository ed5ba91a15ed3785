"""Sending, with the phase committed for every mail, against aiosmtplib alone on as many kept connections."""

import subprocess
import sys
import time
from asyncio import gather
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from aiosmtplib import SMTP

from hearing.base.addresses import Smtp
from hearing.mail import message, outbox
from hearing.mail.models import OutgoingMail
from hearing.mail.sender import Sender
from tests.mail.conftest import configured_with, post

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
MAILS, CONNECTIONS, ROUNDS = 1000, 4, 3
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


async def bare(server: Smtp, texts: list[bytes]) -> float:
    """Mails per processor second of this process with the library alone."""
    left = list(texts)

    async def lane() -> None:
        async with SMTP(hostname=server.host, port=server.port, start_tls=False) as client:
            while left:
                await client.sendmail("us@a.test", ["to@b.test"], left.pop())

    began = time.process_time()
    await gather(*(lane() for _number in range(CONNECTIONS)))
    return len(texts) / (time.process_time() - began)


async def ours(server: Smtp, number: int, monkeypatch: pytest.MonkeyPatch) -> float:
    """Mails per processor second through the outbox, their bytes ready."""
    await outbox.put_all([post(f"{number}:{n}", f"a{n}@b.test", **WORDS) for n in range(MAILS)])
    ready = {mail.key: message.build(mail) for mail in await OutgoingMail.filter(status="queued")}
    monkeypatch.setattr("hearing.mail.sender.message.build", lambda mail: ready[mail.key])
    sender = Sender(server)
    began = time.process_time()
    await sender.drain()
    rate = MAILS / (time.process_time() - began)
    await sender.stop()
    return rate


async def test_the_outbox_sends_at_two_fifths_of_the_library(sink: Smtp, monkeypatch: pytest.MonkeyPatch) -> None:
    with configured_with(smtp=sink):
        rates = []
        texts = [message.build(await outbox.put(post(f"x{n}", **WORDS))) for n in range(1)] * MAILS
        for number in range(ROUNDS):
            with monkeypatch.context() as patch:
                rates.append(await ours(sink, number, patch))
        bares = [await bare(sink, texts) for _number in range(ROUNDS)]

    print(f"outbox {max(rates):.0f}/s, library {max(bares):.0f}/s, {datetime.now(UTC):%H:%M}")
    assert max(rates) >= 0.4 * max(bares)
