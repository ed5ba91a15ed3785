"""Workers killed at random while mails go to a moody server: none lost, none twice unless a person said so."""

import asyncio
import os
import random
import sys
from datetime import UTC, datetime

import pytest

from hearing.base.addresses import DatabaseUrl
from hearing.db import rows
from hearing.mail import outbox
from hearing.mail.models import OutgoingMail, stamp
from hearing.settings import Settings
from tests.mail.conftest import configured_with, post
from tests.mail.server import Moody, Wire, server

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
CONNECTIONS = 4
MOODS = {
    "hello": {"421": 0.02, "drop": 0.02},
    "MAIL": {"421": 0.01, "drop": 0.01},
    "RCPT": {"450": 0.03, "550": 0.03, "421": 0.01, "drop": 0.01},
    "DATA": {"451": 0.02, "drop": 0.02},
    "dot": {"451": 0.02, "550": 0.02, "421": 0.01, "drop": 0.01, "drop-taken": 0.01},
}


class Killed:
    """A worker of its own process that is killed and started again."""

    def __init__(self, url: DatabaseUrl, wire: Wire, dice: random.Random) -> None:
        self.wire, self.dice, self.kills = wire, dice, 0
        self.environment = os.environ | {
            "HEARING_DATABASE": address(url),
            "HEARING_SMTP": f"smtp://127.0.0.1:{wire.port}?connections={CONNECTIONS}&per_minute=60000",
            "HEARING_SECRET": "a secret of the tests, long enough",
        }

    async def run(self, kills: int) -> None:
        """Start, kill at a random moment, start again; the last one works until nothing is due."""
        for _number in range(kills):
            worker = await self.start()
            await self.busy(len(self.wire.steps) + self.dice.randint(20, 400))
            worker.kill()
            await worker.wait()
            self.kills += 1
        worker = await self.start()
        async with asyncio.timeout(120):
            while await due_or_sending():
                await asyncio.sleep(0.2)
        worker.terminate()
        assert await worker.wait() == 0

    async def start(self) -> asyncio.subprocess.Process:
        """`hearing worker`, as it is started in earnest."""
        arguments = [sys.executable, "-m", "hearing", "worker"]
        quiet = asyncio.subprocess.DEVNULL
        return await asyncio.create_subprocess_exec(*arguments, env=self.environment, stdout=quiet, stderr=quiet)

    async def busy(self, steps: int) -> None:
        """Wait until the server has been asked so many steps, or nothing is left to ask for."""
        async with asyncio.timeout(60):
            while len(self.wire.steps) < steps and await due_or_sending():
                await asyncio.sleep(0.01)


async def due_or_sending() -> int:
    """How many mails are in hand or could be taken now, by the real clock."""
    moment = stamp(datetime.now(UTC))
    query = "SELECT count(*) AS n FROM outgoing_mail WHERE status = 'sending' OR (status = 'queued' AND due_at <= ?)"
    return int((await rows(query, moment))[0]["n"])


def address(url: DatabaseUrl) -> str:
    """The database as another process is told of it."""
    if url.dialect == "sqlite":
        return f"sqlite://{url.path}"
    return f"postgres://{url.user}:{url.password or ''}@{url.host}:{url.port}/{url.name}"


async def put(mails: int) -> None:
    await outbox.put_all([post(f"m{n}", f"a{n}@b{n % 7}.test") for n in range(mails)])
    await OutgoingMail.all().update(due_at=LONG_AGO)


async def survive(settings: Settings, mails: int, kills: int, seed: int) -> None:
    dice = random.Random(seed)
    async with server(Moody(seed, **MOODS)) as wire:
        with configured_with(smtp=wire.smtp()):
            await put(mails)
        workers = Killed(settings.database, wire, dice)
        await workers.run(kills)
    await nothing_lost_nothing_twice(wire, mails, workers.kills)


async def nothing_lost_nothing_twice(wire: Wire, mails: int, kills: int) -> None:
    ended: dict[str, set[str]] = {}
    for status, name in await OutgoingMail.all().values_list("status", "message_id"):
        ended.setdefault(str(status), set()).add(str(name))
    arrived = set(wire.ids())
    sent, doubtful = ended.get("sent", set()), ended.get("doubtful", set())

    assert sum(len(names) for names in ended.values()) == mails
    assert set(ended) <= {"sent", "failed", "queued", "doubtful"}
    assert max(wire.ids().values()) == 1
    assert sent <= arrived
    assert arrived - sent <= doubtful
    assert len(doubtful) <= kills * CONNECTIONS + wire.silent
    assert len(sent) > mails / 2


async def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(configured: Settings) -> None:
    await survive(configured, mails=150, kills=2, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
async def test_two_thousand_mails_and_twenty_kills(configured: Settings, seed: int) -> None:
    await survive(configured, mails=2000, kills=20, seed=seed)
