"""Workers killed at random while mails go to a moody server: none lost, none twice unless a person said so."""

import asyncio
import os
import random
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from hearing.base.addresses import DatabaseUrl
from hearing.db import rows
from hearing.mail import jobs, outbox
from hearing.mail.bulk import many
from hearing.mail.models import OutgoingMail, stamp
from hearing.organisers.models import Organiser
from hearing.settings import Settings
from tests.mail.conftest import Somebody, configured_with, post
from tests.mail.server import SIGNED, Moody, Wire, server

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
CONNECTIONS = 4
FEATURES = ("STARTTLS", "AUTH PLAIN", "SIZE 35882577", "DSN")
MOODS = {
    "hello": {"421": 0.02, "drop": 0.01, "garbage": 0.01, "slow": 0.02},
    "EHLO": {"421": 0.01, "reset": 0.01, "garbage": 0.01},
    "STAR": {"454": 0.01, "drop": 0.01},
    "AUTH": {"535": 0.01, "421": 0.01},
    "MAIL": {"421": 0.005, "drop": 0.005, "452": 0.005, "slow": 0.005},
    "RCPT": {"450": 0.02, "452": 0.01, "550": 0.02, "571": 0.01, "421": 0.01, "drop": 0.01, "garbage": 0.005},
    "DATA": {"451": 0.01, "554": 0.005, "drop": 0.01, "reset": 0.005, "slow": 0.01},
    "dot": {"451": 0.02, "550": 0.02, "552": 0.01, "421": 0.01, "drop": 0.005, "drop-taken": 0.005, "reset": 0.005}
    | {"stall": 0.001, "garbage": 0.002, "250-drop": 0.01, "250-421": 0.01, "slow": 0.01},
}


class Killed:
    """Workers of their own processes that are killed, one by one, and started again."""

    def __init__(self, url: DatabaseUrl, wire: Wire, dice: random.Random, workers: int) -> None:
        self.wire, self.dice, self.kills, self.most = wire, dice, 0, workers
        self.workers: list[asyncio.subprocess.Process] = []
        query = f"starttls=1&connections={CONNECTIONS}&per_minute=60000"
        self.environment = os.environ | {
            "HEARING_DATABASE": address(url),
            "HEARING_SMTP": f"smtp://us:secret@127.0.0.1:{wire.port}?{query}",
            "HEARING_SECRET": "a secret of the tests, long enough",
            "SSL_CERT_FILE": str(SIGNED),
        }

    async def run(self, kills: int) -> None:
        """Start, kill one at a random moment, start another; the last ones work until nothing is due."""
        for _number in range(kills):
            await self.start()
            await self.busy(len(self.wire.steps) + self.dice.randint(20, 400))
            killed = self.workers.pop(self.dice.randrange(len(self.workers)))
            killed.kill()
            await killed.wait()
            self.kills += 1
        await self.start()
        async with asyncio.timeout(180):
            while await due_or_sending():
                await asyncio.sleep(0.2)
        for worker in self.workers:
            worker.terminate()
        assert [await worker.wait() for worker in self.workers] == [0] * self.most

    async def start(self) -> None:
        """`hearing worker`, as it is started in earnest, as many as there should be."""
        arguments = [sys.executable, "-m", "hearing", "worker"]
        quiet = asyncio.subprocess.DEVNULL
        while len(self.workers) < self.most:
            made = asyncio.create_subprocess_exec(*arguments, env=self.environment, stdout=quiet, stderr=quiet)
            self.workers.append(await made)

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
    dice, workers = random.Random(seed), 2 if settings.database.dialect == "postgres" else 1
    async with server(Moody(seed, **MOODS), FEATURES) as wire:
        with configured_with(smtp=wire.smtp()):
            await put(mails)
        killed = Killed(settings.database, wire, dice, workers)
        await killed.run(kills)
    await nothing_lost_nothing_twice(wire, mails, killed.kills)
    await a_person_sends_the_doubtful_again(wire)


async def ends() -> dict[str, set[str]]:
    """The Message-IDs by where their mails stand."""
    found: dict[str, set[str]] = {}
    for status, name in await OutgoingMail.all().values_list("status", "message_id"):
        found.setdefault(str(status), set()).add(str(name))
    return found


async def nothing_lost_nothing_twice(wire: Wire, mails: int, kills: int) -> None:
    ended, arrived = await ends(), set(wire.ids())
    sent, doubtful = ended.get("sent", set()), ended.get("doubtful", set())

    assert sum(len(names) for names in ended.values()) == mails
    assert set(ended) <= {"sent", "failed", "queued", "doubtful"}
    assert max(wire.ids().values()) == 1
    assert sent <= arrived
    assert arrived - sent <= doubtful
    assert len(doubtful) <= kills * CONNECTIONS + wire.silent
    assert len(sent) > mails / 2
    assert {str(to) for to in await failed()} <= wire.refused


async def failed() -> list[Any]:
    """Whose mails ended as refused."""
    return await OutgoingMail.filter(status="failed").values_list("to_address", flat=True)


async def a_person_sends_the_doubtful_again(wire: Wire) -> None:
    """Then everything has arrived but what the server refused, and twice only what a person sent twice."""
    before, doubtful = wire.ids(), (await ends()).get("doubtful", set())
    async with server() as calm:
        with configured_with(smtp=calm.smtp(connections=CONNECTIONS)):
            ids = [mail.pk for mail in await OutgoingMail.filter(status="doubtful").only("id")]
            await many("again", ids, Somebody(), await Organiser.first())
            await OutgoingMail.filter(status="queued").update(due_at=LONG_AGO)
            await jobs.send_now()
    ended, arrived = await ends(), before + calm.ids()

    assert set(ended) <= {"sent", "failed"}
    assert ended["sent"] == set(arrived)
    assert {name for name, times in arrived.items() if times > 1} <= doubtful
    assert {str(to) for to in await failed()} <= wire.refused


async def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(configured: Settings) -> None:
    await survive(configured, mails=150, kills=2, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
async def test_three_thousand_mails_and_twenty_kills(configured: Settings, seed: int) -> None:
    await survive(configured, mails=3000, kills=20, seed=seed)
