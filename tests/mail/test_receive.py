"""`hearing receive`: stored when it says so, once, whenever it is killed."""

import asyncio
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hearing.base.addresses import DatabaseUrl
from hearing.mail.inbox import MOST_BYTES, keep
from hearing.mail.models_in import IncomingMail
from tests.mail.known import raw
from tests.test_cli import environment

pytestmark = pytest.mark.anyio
COMMAND = [sys.executable, "-m", "hearing", "receive", "--to", "svar+x@egen.test"]
KILLS = 40


def receive(url: DatabaseUrl, place: Path, content: bytes) -> tuple[int, str]:
    done = subprocess.run(
        COMMAND, input=content, cwd=place, env=environment(url), capture_output=True, timeout=60, check=False
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.usefixtures("db")
async def test_a_mail_is_stored_once(database_url: DatabaseUrl, tmp_path: Path) -> None:
    assert [receive(database_url, tmp_path, raw()) for _time in range(2)] == [(0, ""), (0, "")]

    (mail,) = await IncomingMail.all()
    assert (mail.door, mail.envelope_to, mail.status) == ("pipe", "svar+x@egen.test", "kept")


@pytest.mark.usefixtures("db")
async def test_what_cannot_be_taken_is_said_by_status(database_url: DatabaseUrl, tmp_path: Path) -> None:
    big = receive(database_url, tmp_path, bytes(MOST_BYTES + 1))

    assert big == (69, "5.3.4 The mail is larger than 25 MB. (552)\n")
    assert receive(database_url, tmp_path, b"")[0] == 65
    assert await IncomingMail.all().count() == 0


def test_without_a_database_the_server_keeps_the_mail(tmp_path: Path) -> None:
    status, said = receive(DatabaseUrl("sqlite", path=str(tmp_path / "none.sqlite3")), tmp_path, raw())

    assert (status, said.count("\n")) == (75, 1)


def test_a_program_that_is_just_being_replaced_keeps_the_mail_at_the_server(tmp_path: Path) -> None:
    (tmp_path / "tortoise.py").write_text("import gone_for_a_moment\n")
    other = DatabaseUrl("sqlite", path=str(tmp_path / "none.sqlite3"))
    surroundings = environment(other) | {"PYTHONPATH": f"{tmp_path}:{environment(other)['PYTHONPATH']}"}

    done = subprocess.run(COMMAND, input=raw(), cwd=tmp_path, env=surroundings, capture_output=True, timeout=60)

    assert (done.returncode, b"gone_for_a_moment" in done.stderr) == (75, True)


# `hearing receive`, which kills itself at a given step: no moment between reading and exit is left to chance.
DYING = """
import os, signal, sys
from hearing import cli
from hearing.base import files
from hearing.cli import receive
from hearing.mail import inbox
from hearing.mail.models_in import IncomingMail

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def before(place, name):
    async def dies(*given, **more):
        die()
    setattr(place, name, dies)

def after(place, name):
    works = getattr(place, name)
    async def dies(*given, **more):
        await works(*given, **more)
        die()
    setattr(place, name, dies)

step = sys.argv.pop(1)
{"read": lambda: before(receive, "keep"), "begun": lambda: before(files, "keep"), "file": lambda: after(files, "keep"),
 "row": lambda: after(IncomingMail, "create"), "stored": lambda: after(receive, "keep"), "": lambda: None}[step]()
status = cli._status(sys.argv[1:])
die() if step == "" else sys.exit(status)
"""
STEPS = {"read": 0, "begun": 0, "file": 0, "row": 0, "stored": 1, "": 1}


def dying(url: DatabaseUrl, place: Path, content: bytes, step: str, to: str = "svar+x@egen.test") -> tuple[int, str]:
    """What a mail server sees of it."""
    words = [sys.executable, "-c", DYING, step, "receive", "--to", to]
    done = subprocess.run(
        words, input=content, cwd=place, env=environment(url), capture_output=True, timeout=60, check=False
    )
    return done.returncode, done.stderr.decode()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_each_step_a_retry_gives_exactly_one(
    database_url: DatabaseUrl, tmp_path: Path, step: str
) -> None:
    assert dying(database_url, tmp_path, raw(), step) == (-9, "")
    assert await IncomingMail.all().count() == STEPS[step]

    await keep(raw(), "svar+x@egen.test", door="pipe")

    (mail,) = await IncomingMail.all().select_related("file")
    assert (mail.status, mail.file and bytes(mail.file.content)) == ("kept", raw())


@pytest.mark.usefixtures("db")
@pytest.mark.soak
async def test_killed_at_any_moment_a_retry_gives_exactly_one(database_url: DatabaseUrl, tmp_path: Path) -> None:
    dice, begun = random.Random(7), time.monotonic()
    receive(database_url, tmp_path, raw("0"))
    whole = time.monotonic() - begun
    for turn in range(1, KILLS):
        content = raw(str(turn))
        process = subprocess.Popen(
            COMMAND, stdin=subprocess.PIPE, cwd=tmp_path, env=environment(database_url), stderr=subprocess.DEVNULL
        )
        assert process.stdin
        process.stdin.write(content)
        process.stdin.close()
        await asyncio.sleep(dice.uniform(0.3, 1.05) * whole)
        process.kill()
        process.wait()
        assert receive(database_url, tmp_path, content) == (0, "")

    assert await IncomingMail.all().count() == KILLS
