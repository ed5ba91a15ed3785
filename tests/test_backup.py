"""A copy while the program runs, and the way back, on both databases."""

import asyncio
import stat
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from shutil import which

import pytest

from hearing.backup import BackupError, backup, restore
from hearing.base.addresses import DatabaseUrl
from hearing.base.jobs import JobRun
from hearing.db import database
from hearing.migrate import MigrationError
from tests import make


def names(url: DatabaseUrl, *more: str) -> list[str]:
    """The jobs in the database, after some are added."""

    async def work() -> list[str]:
        async with database(url, shared=False):
            for name in more:
                await JobRun.create(name=name)
            return [job.name for job in await JobRun.all().order_by("name")]

    return asyncio.run(work())


def test_a_copy_brings_back_what_was_there(database_url: DatabaseUrl, tmp_path: Path) -> None:
    if database_url.dialect == "postgres" and not which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    file = tmp_path / "copy"
    names(database_url, "before")

    backup(database_url, file)
    names(database_url, "after")
    restore(database_url, file)

    assert names(database_url) == ["before"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "half" in path.name] == []


def test_a_database_in_use_is_replaced_only_by_force(database_url: DatabaseUrl, tmp_path: Path) -> None:
    if database_url.dialect == "postgres" and not which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    file = tmp_path / "copy"
    backup(database_url, file)

    async def begin() -> None:
        async with database(database_url, shared=False):
            await make.organiser()

    asyncio.run(begin())
    with pytest.raises(BackupError, match="--force"):
        restore(database_url, file)
    kept = restore(database_url, file, force=True)

    assert kept
    assert restore(database_url, kept) is None  # empty now, so nothing is lost


def test_a_copy_is_whole_while_somebody_writes(sqlite_template: Path, tmp_path: Path) -> None:
    url = DatabaseUrl("sqlite", path=str(tmp_path / "hearing.sqlite3"))
    Path(url.path).write_bytes(sqlite_template.read_bytes())

    async def work() -> None:
        async with database(url, shared=False):
            for number in range(100):
                await JobRun.create(name=f"{number:03}")
                if number == 50:
                    await asyncio.to_thread(backup, url, tmp_path / "copy")

    asyncio.run(work())
    restore(url, tmp_path / "copy")

    assert len(names(url)) == 51


def test_what_is_no_copy_is_refused(clock: datetime, sqlite_template: Path, tmp_path: Path) -> None:
    url = DatabaseUrl("sqlite", path=str(tmp_path / "hearing.sqlite3"))
    Path(url.path).write_bytes(sqlite_template.read_bytes())
    (tmp_path / "text").write_text("not a database")

    with pytest.raises(BackupError, match="is not a copy made by hearing backup"):
        restore(url, tmp_path / "text")
    with pytest.raises(BackupError, match="There is no file"):
        restore(url, tmp_path / "none")
    with pytest.raises(BackupError, match="There is no folder"):
        backup(url, tmp_path / "none" / "copy")
    with pytest.raises(MigrationError, match="There is no database"):
        backup(replace(url, path=str(tmp_path / "none.sqlite3")), tmp_path / "copy")
