"""A consistent copy of the database while the program runs, and the way back."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tortoise.exceptions import OperationalError

from hearing.base.addresses import DatabaseUrl
from hearing.base.clock import now
from hearing.db import database, rows
from hearing.migrate import pending

ACCOUNTS = "SELECT 1 AS one FROM account LIMIT 1"


class BackupError(Exception):
    """The copy cannot be made or read, in one line."""


def backup(url: DatabaseUrl, file: Path) -> None:
    """Write a copy that only its owner may read; an older copy of that name is replaced when the new one is whole."""
    asyncio.run(pending(url))  # says in one line when there is no database
    if not file.absolute().parent.is_dir():
        raise BackupError(f"There is no folder {file.absolute().parent}.")
    half = file.with_name(f".{file.name}.{os.getpid()}.half")
    try:
        half.touch(mode=0o600)
        if url.dialect == "sqlite":
            _copy(Path(url.path), half)
        else:
            _postgres(url, "pg_dump", "--format=custom", f"--file={half}")
        half.replace(file)
    except (sqlite3.Error, OSError) as wrong:
        raise BackupError(f"The copy {file} cannot be written: {wrong}.") from wrong
    finally:
        half.unlink(missing_ok=True)


def restore(url: DatabaseUrl, file: Path, force: bool = False) -> Path | None:
    """Put the copy in the database's place, whole or not at all; gives the copy kept of what was there."""
    if not file.is_file():
        raise BackupError(f"There is no file {file}.")
    if url.dialect == "sqlite":
        _check(file)
    kept = _kept(url, file, force) if _in_use(url) else None
    if url.dialect == "postgres":
        _postgres(url, "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(file))
        return kept
    try:
        Path(url.path).absolute().parent.mkdir(parents=True, exist_ok=True)
        _copy(file, Path(url.path))
    except (sqlite3.Error, OSError) as wrong:
        raise BackupError(f"The copy {file} cannot be put back: {wrong}.") from wrong
    return kept


def _check(file: Path) -> None:
    with file.open("rb") as start:
        if start.read(16) != b"SQLite format 3\0":
            raise BackupError(f"{file} is not a copy made by hearing backup with SQLite.")
    asyncio.run(pending(DatabaseUrl("sqlite", path=str(file))))  # refuses a copy from a newer version


def _in_use(url: DatabaseUrl) -> bool:
    """Whether there is a database that somebody has begun to use."""
    return (url.dialect == "postgres" or Path(url.path).is_file()) and asyncio.run(_holds(url))


async def _holds(url: DatabaseUrl) -> bool:
    async with database(url, shared=False):
        try:
            return bool(await rows("SELECT 1 AS one FROM organiser LIMIT 1") or await rows(ACCOUNTS))
        except OperationalError:
            return False  # no tables yet


def _kept(url: DatabaseUrl, file: Path, force: bool) -> Path:
    """The safety copy of what is about to be lost."""
    if not force:
        raise BackupError("The database is not empty, and what is in it would be lost. Add --force to replace it.")
    beside = Path(url.path) if url.dialect == "sqlite" else file
    kept = beside.with_name(f"{beside.name}.before-restore-{now():%Y%m%d-%H%M%S}")
    backup(url, kept)
    return kept


def _copy(source: Path, target: Path) -> None:
    origin = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
    with closing(origin), closing(sqlite3.connect(target, timeout=30)) as copy:
        origin.backup(copy)
        (said,) = copy.execute("PRAGMA quick_check").fetchone()
    if said != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged ({said})")


def _postgres(url: DatabaseUrl, tool: str, *words: str) -> None:
    if not shutil.which(tool):
        raise BackupError(f"{tool} is not installed; it comes with PostgreSQL's client programs.")
    target = [f"--host={url.host}", f"--port={url.port}", f"--dbname={url.name}", "--no-password"]
    target += [f"--username={url.user}"] if url.user else []
    environment = os.environ | ({"PGPASSWORD": url.password} if url.password else {})
    environment |= {"PGSSLMODE": url.sslmode} if url.sslmode else {}
    done = subprocess.run([tool, *target, *words], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[0]
        raise BackupError(f"{tool} failed: {said}")
