"""Migrations: applied once whoever starts them, and what they make is what the models say."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.addresses import DatabaseUrl
from hearing.db import database, rows
from hearing.migrate import MigrationError, Step, migrate, pending, steps
from tests.postgres import Server, address
from tests.schema import differences, found, wanted

ALONE = """
import asyncio, sys
from hearing.base.addresses import parse_database
from hearing.migrate import migrate
print(" ".join(asyncio.run(migrate(parse_database(sys.argv[1])))))
"""


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseUrl]:
    """A database nothing was ever done to."""
    if request.param == "sqlite":
        yield DatabaseUrl("sqlite", path=str(tmp_path / "new" / "hearing.sqlite3"))
        return
    postgres: Server = request.getfixturevalue("postgres")
    url = postgres.empty()
    yield url
    postgres.drop(url)


@pytest.mark.parametrize("_round", range(10))
def test_two_processes_at_once_apply_every_step_once(empty: DatabaseUrl, _round: int) -> None:
    words = [sys.executable, "-W", "error", "-c", ALONE, address(empty)]

    both = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate(timeout=60) for process in both]

    assert [error for _, error in told] == ["", ""]
    assert sorted(" ".join(out for out, _ in told).split()) == [step.name for step in steps()]


async def test_a_second_run_does_nothing(empty: DatabaseUrl) -> None:
    first = await migrate(empty)

    assert (first, await migrate(empty), await pending(empty)) == ([step.name for step in steps()], [], [])


async def test_a_step_that_fails_leaves_nothing(empty: DatabaseUrl) -> None:
    table = "CREATE TABLE half (id INT PRIMARY KEY)"
    broken = Step("0001_half", [table, "NONSENSE"], [table, "NONSENSE"])

    with pytest.raises(MigrationError):
        await migrate(empty, [broken])

    assert await pending(empty, [broken]) == ["0001_half"]
    async with database(empty, shared=False):
        assert "half" not in await found()


async def test_rows_without_parent_stop_a_step_on_sqlite(tmp_path: Path) -> None:
    url = DatabaseUrl("sqlite", path=str(tmp_path / "hearing.sqlite3"))
    orphan = [
        "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
        "CREATE TABLE child (parent_id INT REFERENCES parent (id))",
        "INSERT INTO child VALUES (1)",
    ]

    with pytest.raises(MigrationError, match="1 rows without their parent"):
        await migrate(url, [Step("0001_orphan", orphan, [])])


async def test_a_newer_database_is_refused_by_name(empty: DatabaseUrl) -> None:
    await migrate(empty, [Step("9999_future", [], [])])

    for ask in (migrate(empty), pending(empty)):
        with pytest.raises(MigrationError, match=r"9999_future.*newer version"):
            await ask


async def test_data_of_a_step_is_written_with_question_marks(empty: DatabaseUrl) -> None:
    async def data(run: object) -> None:
        assert callable(run)
        await run("INSERT INTO word (id, text) VALUES (?, ?)", 1, "å")

    table = ["CREATE TABLE word (id INT PRIMARY KEY, text VARCHAR(9))"]
    await migrate(empty, [Step("0001_word", table, table, data)])

    async with database(empty, shared=False):
        assert await rows("SELECT id, text FROM word WHERE id = ?", 1) == [{"id": 1, "text": "å"}]


def test_a_missing_file_is_said_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite3"

    with pytest.raises(MigrationError, match=r"There is no database at .*none\.sqlite3"):
        asyncio.run(pending(DatabaseUrl("sqlite", path=str(path))))

    assert not path.exists()


async def test_migrations_make_what_the_models_say(db: BaseDBAsyncClient) -> None:
    assert differences(wanted(), await found()) == []


PLANTED = {
    "column": ("ALTER TABLE file ADD COLUMN extra INT", "file: columns lacks ('extra', ('INTEGER', True))"),
    "index": ("DROP INDEX rate_count_until_at", "rate_count: indexes lacks ('until_at',) in the migrations"),
    "unique": ("CREATE UNIQUE INDEX one_size ON file (size)", "file: unique lacks ('size',) in the models"),
    "partial": (
        "CREATE UNIQUE INDEX some_sizes ON file (size) WHERE size > 1",
        "file: named lacks some_sizes in the models",
    ),
    "table": ("CREATE TABLE lost (id INT)", "lost: no model has this table"),
}


@pytest.mark.parametrize("kind", PLANTED)
async def test_a_planted_difference_is_found(db: BaseDBAsyncClient, kind: str) -> None:
    statement, told = PLANTED[kind]

    await db.execute_script(statement)

    assert [line[: len(told)] for line in differences(wanted(), await found())] == [told]


@pytest.mark.parametrize("kind", ["type", "null", "foreign"])
async def test_a_model_that_changed_is_found(db: BaseDBAsyncClient, kind: str) -> None:
    models, table = wanted(), "login_session"
    assert differences(models, await found()) == []

    if kind == "foreign":
        models[table].foreign["account_id"] = ("account", "id", "RESTRICT")
    else:
        models[table].columns["device"] = ("VARCHAR(121)", False) if kind == "type" else ("VARCHAR(120)", True)

    assert len(differences(models, await found())) == 2
