"""Workers killed while they read the mailbox: the next one goes on, nothing lost, nothing twice."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from hearing.base.addresses import DatabaseUrl, Imap
from hearing.base.jobs import JobRun
from hearing.mail.models_in import ImapCursor, IncomingMail
from tests.dovecot import Dovecot, put
from tests.mail.known import raw
from tests.test_cli import environment

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

# `hearing worker`, which kills itself at the second mail it fetches: before it is stored, or before its number is noted.
DYING = """
import os, signal, sys
from hearing import cli
from hearing.mail import fetching

step, keep, times = sys.argv.pop(1), fetching.keep, []

async def dies(*given, **more):
    times.append(1)
    if len(times) == 2 and step == "fetched":
        os.kill(os.getpid(), signal.SIGKILL)
    mail = await keep(*given, **more)
    if len(times) == 2 and step == "kept":
        os.kill(os.getpid(), signal.SIGKILL)
    return mail

fetching.keep = dies
sys.exit(cli._status(["worker"]))
"""
WORKER = [sys.executable, "-m", "hearing", "worker"]


def told(box: Imap) -> str:
    """The mailbox as the setting names it."""
    return f"imap://{quote(box.user, safe='')}:{quote(box.password, safe='')}@{box.host}:{box.port}/{box.folder}"


def start(words: list[str], url: DatabaseUrl, box: Imap, place: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, env=environment(url, HEARING_IMAP=told(box)), cwd=place, stderr=subprocess.DEVNULL)


def mails(*numbers: int) -> list[bytes]:
    return [raw(f"nr {number}").replace(b"<1@", b"<%d@" % number) for number in numbers]


async def read_to(uid: int) -> None:
    """Wait until the mailbox has been read that far."""
    latest = time.monotonic() + 60
    while not await ImapCursor.exists(last_uid=uid, problem="", read_at__isnull=False):
        assert time.monotonic() < latest, await ImapCursor.all().values()
        await asyncio.sleep(0.05)


async def test_a_worker_killed_between_fetching_and_noting_loses_and_doubles_nothing(
    database_url: DatabaseUrl, imap: Dovecot, tmp_path: Path
) -> None:
    box = imap.mailbox()
    for number, step in enumerate(("fetched", "kept")):
        put(box, *mails(*range(number * 3, number * 3 + 3)))
        dying = start([sys.executable, "-c", DYING, step], database_url, box, tmp_path)
        assert await asyncio.to_thread(dying.wait, 60) == -signal.SIGKILL
    assert await ImapCursor.exists(last_uid=2)  # the second worker noted the second mail, and died at the third

    worker = start(WORKER, database_url, box, tmp_path)
    await read_to(6)
    worker.terminate()

    assert await asyncio.to_thread(worker.wait, 30) == 0
    assert await IncomingMail.all().count() == 6
    assert await JobRun.exists(name="mail.fetch", lease_until=None)


@pytest.mark.soak
async def test_many_workers_killed_at_random_read_five_hundred_mails(
    database_url: DatabaseUrl, imap: Dovecot, tmp_path: Path
) -> None:
    box, dice = imap.mailbox(), random.Random(3)
    imap.fill(box, mails(*range(500)))
    for _kill in range(15):
        worker = start(WORKER, database_url, box, tmp_path)
        await asyncio.sleep(dice.uniform(0.8, 2.5))
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()

    worker = start(WORKER, database_url, box, tmp_path)
    await read_to(501)
    worker.terminate()
    worker.wait(30)
    assert await IncomingMail.all().count() == 501
