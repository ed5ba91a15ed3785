"""The database engine: transactions wait for each other, give back what they hold, and keep times in UTC."""

import asyncio
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

from hearing.base.addresses import DatabaseUrl
from hearing.base.jobs import JobRun
from hearing.db import database, dialect, rows, sql

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def file(sqlite_template: Path, tmp_path: Path) -> DatabaseUrl:
    """An SQLite database of this test's own."""
    path = tmp_path / "hearing.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    return DatabaseUrl("sqlite", path=str(path))


def test_placeholders_are_written_once() -> None:
    assert sql("a = ? AND b = ?", "postgres") == "a = $1 AND b = $2"
    assert sql("a = ? AND b = ?", "sqlite") == "a = ? AND b = ?"


async def test_times_are_stored_and_compared_in_utc(db: BaseDBAsyncClient) -> None:
    noon = datetime(2026, 7, 1, 12, 30, tzinfo=STOCKHOLM)
    await JobRun.create(name="noon", ran_at=noon)

    stored = await JobRun.get(ran_at__gte=noon - timedelta(minutes=1), ran_at__lte=noon)

    assert (stored.ran_at, stored.ran_at and stored.ran_at.utcoffset()) == (noon, timedelta(0))
    if dialect() == "sqlite":
        assert (await rows("SELECT ran_at FROM job_run"))[0]["ran_at"] == "2026-07-01 10:30:00+00:00"


async def test_a_time_without_zone_is_refused(db: BaseDBAsyncClient) -> None:
    with pytest.raises(ValueError, match="ran_at needs a time with a zone"):
        await JobRun.create(name="naive", ran_at=datetime(2026, 7, 1))


async def test_an_error_rolls_everything_back(db: BaseDBAsyncClient) -> None:
    with pytest.raises(RuntimeError):
        async with in_transaction():
            await JobRun.create(name="half")
            raise RuntimeError

    assert await JobRun.all().count() == 0


async def test_an_inner_transaction_rolls_back_alone(db: BaseDBAsyncClient) -> None:
    async with in_transaction():
        await JobRun.create(name="outer")
        with pytest.raises(RuntimeError):
            async with in_transaction():
                await JobRun.create(name="inner")
                raise RuntimeError

    assert [job.name for job in await JobRun.all()] == ["outer"]


async def test_a_cancelled_transaction_leaves_the_next_one_free(file: DatabaseUrl) -> None:
    async def slow() -> None:
        async with in_transaction():
            await JobRun.create(name="slow")
            await asyncio.sleep(60)

    async with database(file, shared=False):
        for wait in (0, 0.001, 0.01, 0.1):
            task = asyncio.create_task(slow())
            await asyncio.sleep(wait)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5), in_transaction():
            await JobRun.create(name="next")

        assert [job.name for job in await JobRun.all()] == ["next"]


async def test_a_begin_that_fails_gives_the_lock_back(file: DatabaseUrl) -> None:
    other = sqlite3.connect(file.path, isolation_level=None)
    async with database(file, shared=False) as connection:
        await connection.execute_script("PRAGMA busy_timeout=1")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            async with in_transaction():
                pass
        other.execute("COMMIT")
        other.close()

        async with asyncio.timeout(5), in_transaction():
            await JobRun.create(name="next")


async def test_a_full_disk_is_an_error_and_leaves_nothing(file: DatabaseUrl) -> None:
    async with database(file, shared=False) as connection:
        pages = (await rows("PRAGMA page_count"))[0]["page_count"]
        await connection.execute_script(f"PRAGMA max_page_count={pages}")

        with pytest.raises(OperationalError, match="full"):
            async with in_transaction():
                for number in range(1000):
                    await JobRun.create(name=f"{number:060}", owner="x" * 80)

        assert await JobRun.all().count() == 0


COUNTING = """
import asyncio, sys
from tortoise.transactions import in_transaction
from hearing.base.addresses import parse_database
from hearing.base.files import File
from hearing.db import database, rows
async def main():
    async with database(parse_database(sys.argv[1])):
        for _ in range(100):
            async with in_transaction():
                size = (await rows("SELECT size FROM file"))[0]["size"]
                await File.filter(name="count").update(size=size + 1)
asyncio.run(main())
"""


async def test_two_processes_wait_for_each_other(file: DatabaseUrl) -> None:
    async with database(file, shared=False):
        await rows(
            "INSERT INTO file (sha256, name, media_type, size, content, created_at) VALUES ('', 'count', '', 0, '', ?)",
            datetime.now(UTC).isoformat(" "),
        )
        words = [sys.executable, "-c", COUNTING, f"sqlite://{file.path}"]
        both = [subprocess.Popen(words, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        told = [await asyncio.to_thread(process.communicate, timeout=60) for process in both]

        assert [error for _, error in told] == ["", ""]
        assert await rows("SELECT size FROM file") == [{"size": 200}]
