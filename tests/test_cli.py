"""The `hearing` command: one line when something is wrong, and the right exit status."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hearing.base.addresses import DatabaseUrl
from hearing.migrate import steps
from tests.postgres import address
from tests.servers import Sink

Call = Callable[..., tuple[int, str, str]]
REAL = {"HEARING_MAIL_FROM": "Hearing <hearing@b.test>", "HEARING_MAIL_REPLY": "svar@b.test"}
ROOT = str(Path(__file__).parent.parent)


def environment(url: DatabaseUrl, **settings: str) -> dict[str, str]:
    """What another process needs to use this database."""
    secret = {} if url.dialect == "sqlite" else {"HEARING_SECRET": "x" * 40}
    return os.environ | {"HEARING_DATABASE": address(url), "PYTHONPATH": ROOT} | secret | settings


@pytest.fixture
def hearing(tmp_path: Path) -> Call:
    """Call the command; gives exit status, standard output, standard error."""

    def call(url: DatabaseUrl, *words: str, **settings: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "hearing", *words]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment(url, **settings), capture_output=True, text=True, timeout=60
        )
        return done.returncode, done.stdout, done.stderr

    return call


@pytest.fixture
def new(tmp_path: Path) -> DatabaseUrl:
    """Where no database is yet."""
    return DatabaseUrl("sqlite", path=str(tmp_path / "var" / "hearing.sqlite3"))


def test_migrate_names_what_it_applies_and_is_safe_twice(hearing: Call, new: DatabaseUrl) -> None:
    first, second = hearing(new, "migrate"), hearing(new, "migrate")

    assert first == (0, "".join(f"applied {step.name}\n" for step in steps()), "")
    assert second == (0, "The database is up to date.\n", "")
    assert Path(new.path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_nothing_starts_without_a_migrated_database(hearing: Call, new: DatabaseUrl, command: str) -> None:
    assert hearing(new, command) == (1, "", f"hearing: There is no database at {new.path}. Run: hearing migrate\n")

    Path(new.path).parent.mkdir(exist_ok=True)
    sqlite3.connect(new.path).close()

    lacks = f"hearing: The database lacks {len(steps())} migrations ({steps()[-1].name}). Run: hearing migrate\n"
    assert hearing(new, command) == (1, "", lacks)


def test_a_newer_database_is_refused_in_one_line(hearing: Call, new: DatabaseUrl) -> None:
    hearing(new, "migrate")
    with sqlite3.connect(new.path) as db:
        db.execute("INSERT INTO migration VALUES ('9999_future', CURRENT_TIMESTAMP)")
    db.close()

    status, _, error = hearing(new, "serve")

    assert (status, error.count("\n")) == (1, 1)
    assert error.startswith("hearing: The database has migration 9999_future, which this program does not know")


def test_a_wrong_setting_is_one_line(hearing: Call, new: DatabaseUrl) -> None:
    for command in ("serve", "worker", "migrate", "check"):
        assert hearing(new, command, HEARING_LOG="xml") == (
            1,
            "",
            "hearing: HEARING_LOG is 'xml'; it must be text or json.\n",
        )


def test_a_wrong_word_is_status_two_and_debug_shows_the_traceback(hearing: Call, new: DatabaseUrl) -> None:
    assert hearing(new, "dance")[0] == 2
    assert hearing(new, "serve", "--port", "many")[0] == 2
    assert "Traceback" in hearing(new, "--debug", "serve")[2]


def test_the_clock_is_for_a_demo_only(hearing: Call, new: DatabaseUrl) -> None:
    hearing(new, "migrate")

    assert hearing(new, "worker", HEARING_CLOCK="2026-11-23T09:00") == (
        1,
        "",
        "hearing: HEARING_CLOCK is set, but it is only for a demo database and this is not one.\n",
    )


def test_check_tells_settings_with_source_and_each_part(hearing: Call, database_url: DatabaseUrl, sink: Sink) -> None:
    status, output, error = hearing(database_url, "check", HEARING_SMTP=sink.url, **REAL)

    settings, parts = output.split("ok  ", 1)
    assert (status, error) == (0, "")
    assert re.search(r"^HEARING_SMTP +smtp://127\.0\.0\.1:\d+ +environment$", settings, re.MULTILINE)
    assert re.findall(r"^(?:ok|FAIL) +(\w+):", "ok  " + parts, re.MULTILINE) == [
        "secret",
        "database",
        "migrations",
        "clock",
        "replies",
        "smtp",
        "imap",
    ]


def test_check_fails_when_a_part_fails(hearing: Call, new: DatabaseUrl) -> None:
    status, output, error = hearing(new, "check", HEARING_SMTP="smtp://127.0.0.1:1", **REAL)

    assert (status, error) == (1, "")
    assert [line[:15] for line in output.splitlines() if line.startswith("FAIL")] == [
        "FAIL database: ",
        "FAIL smtp: smtp",
    ]


def test_check_fails_when_answers_would_bounce(hearing: Call, new: DatabaseUrl) -> None:
    status, output, _ = hearing(new, "check", HEARING_SMTP="smtp://127.0.0.1:1", HEARING_MAIL_FROM="H <h@b.test>")

    assert status == 1
    assert "FAIL replies: HEARING_MAIL_REPLY still at @localhost: answers to mail would bounce" in output


def test_passwords_are_not_shown(hearing: Call, new: DatabaseUrl) -> None:
    _, output, _ = hearing(
        new, "check", HEARING_SMTP="smtp://u:hush@127.0.0.1:1", HEARING_SECRET="hush" * 10, HEARING_METRICS_TOKEN="hush"
    )

    assert "hush" not in output


def test_staff_come_in_by_the_command(hearing: Call, new: DatabaseUrl) -> None:
    hearing(new, "migrate")

    said = [
        hearing(new, "organiser", "add", "egen-rost", "--name", "Egen röst", "--email", "post@egen.test"),
        hearing(new, "user", "add", "ann@b.test", "--name", "Ann", "--organiser", "egen-rost", "--role", "planner"),
        hearing(new, "sign-in", "Ann@b.test", HEARING_BASE_URL="https://h.test"),
    ]

    assert [(status, error) for status, _, error in said] == [(0, "")] * 3
    assert re.fullmatch(r"https://h\.test/sign-in/[\w-]{43}\n", said[2][1])


def test_the_same_organiser_twice_is_refused_in_english(hearing: Call, new: DatabaseUrl) -> None:
    hearing(new, "migrate")
    words = ("organiser", "add", "egen-rost", "--name", "Egen röst", "--email", "post@egen.test")
    hearing(new, *words)

    sentence = "hearing: There is already an organiser with the short name egen-rost.\n"
    assert hearing(new, *words) == (1, "", sentence)
    usage = "hearing: nobody is not a mail address. See: hearing user add --help\n"
    assert hearing(new, "user", "add", "nobody", "--name", "N") == (2, "", usage)
    assert hearing(new, "user", "add", "a@b.test", "--name", "N", "--role", "reader")[0] == 2
    assert hearing(new, "sign-in", "a@b.test") == (1, "", "hearing: There is no open account a@b.test.\n")


def test_the_outbox_is_worked_and_told(hearing: Call, new: DatabaseUrl) -> None:
    hearing(new, "migrate")

    assert json.loads(hearing(new, "export", "mail")[1]) == {"outgoing": [], "incoming": []}
    assert hearing(new, "mail", "send-now")[1].split()[::2][:3] == ["queued", "sending", "sent"]


def test_real_addresses_are_refused_before_there_is_an_organiser(hearing: Call, new: DatabaseUrl) -> None:
    hearing(new, "migrate")

    status, _said, wrong = hearing(new, "organiser", "registrators")

    assert status == 1
    assert wrong == "hearing: Real addresses are filled in once the installation has an organiser.\n"
