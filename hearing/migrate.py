"""Brings the database to the newest migration, under a lock, each step whole or not at all."""

import asyncio
import re
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from hearing import migrations
from hearing.base.addresses import DatabaseUrl
from hearing.base.later import Later
from hearing.db import postgres_arguments, sql

if TYPE_CHECKING:
    import asyncpg
else:
    asyncpg = Later("asyncpg")  # three megabytes that SQLite does without

Run = Callable[..., Awaitable[list[dict[str, Any]]]]
Say = Callable[[str], None]

LOCK = 4_273_140_011  # any number nobody else uses: pg_advisory_lock's key
TABLE = "CREATE TABLE IF NOT EXISTS migration (name VARCHAR(100) PRIMARY KEY NOT NULL, applied_at {time} NOT NULL)"
RECORD = "INSERT INTO migration (name, applied_at) VALUES (?, CURRENT_TIMESTAMP)"


class MigrationError(Exception):
    """The database cannot be brought to this program's shape, in one line."""


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered module."""

    name: str
    sqlite: list[str]
    postgres: list[str]
    data: Callable[[Run], Awaitable[None]] | None = None


def steps() -> list[Step]:
    """Every step this program knows, in order."""
    names = sorted(m.name for m in iter_modules(migrations.__path__) if re.fullmatch(r"\d{4}_\w+", m.name))
    found = []
    for name in names:
        module = import_module(f"hearing.migrations.{name}")
        both = getattr(module, "BOTH", [])
        found.append(
            Step(
                name,
                both or module.SQLITE,
                both or module.POSTGRES,
                getattr(module, "data", None),
            )
        )
    return found


def _left(known: list[Step], applied: set[str]) -> list[Step]:
    unknown = sorted(applied - {step.name for step in known})
    if unknown:
        raise MigrationError(
            f"The database has migration {unknown[-1]}, which this program does not know:"
            " it belongs to a newer version of Hearing. Start that version, or restore a backup."
        )
    return [step for step in known if step.name not in applied]


async def migrate(url: DatabaseUrl, known: list[Step] | None = None) -> list[str]:
    """Apply what is missing and name it; safe twice, and by two at once."""
    known = steps() if known is None else known
    if url.dialect == "sqlite":
        return await asyncio.to_thread(_migrate_sqlite, url.path, known)
    return await _migrate_postgres(url, known)


async def pending(url: DatabaseUrl, known: list[Step] | None = None) -> list[str]:
    """Name the steps that are missing, without changing anything."""
    known = steps() if known is None else known
    applied = await asyncio.to_thread(_applied_sqlite, url.path) if url.dialect == "sqlite" else None
    if applied is None:
        connection = await _connect_postgres(url)
        try:
            applied = await _applied_postgres(connection)
        finally:
            await connection.close()
    return [step.name for step in _left(known, applied)]


def _applied_sqlite(path: str) -> set[str]:
    if not Path(path).exists():
        raise MigrationError(f"There is no database at {path}.")
    try:
        with closing(sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as db:
            return _names(db)
    except sqlite3.DatabaseError as wrong:
        raise MigrationError(f"The database at {path} cannot be read: {wrong}.") from wrong


def _names(db: sqlite3.Connection) -> set[str]:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migration'").fetchone():
        return set()
    return {name for (name,) in db.execute("SELECT name FROM migration")}


def _migrate_sqlite(path: str, known: list[Step]) -> list[str]:
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch(mode=0o600)  # people's data: for its owner alone
        with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as db:
            _write_ahead(db)
            return [step.name for step in _left(known, _names(db)) if _apply_sqlite(db, step)]
    except (sqlite3.DatabaseError, OSError) as wrong:
        raise MigrationError(f"The database at {path} cannot be migrated: {wrong}.") from wrong


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch to WAL once; two who do it at once get "locked" without the usual wait."""
    for _ in range(600):
        try:
            db.execute("PRAGMA journal_mode=WAL").fetchone()
            return
        except sqlite3.OperationalError as wrong:
            if "locked" not in str(wrong):
                raise
            time.sleep(0.05)
    raise sqlite3.OperationalError("it is locked by another process")


def _apply_sqlite(db: sqlite3.Connection, step: Step) -> bool:
    db.execute("PRAGMA foreign_keys=OFF")  # a rebuilt table must not take its children along
    db.execute("BEGIN IMMEDIATE")
    try:
        if step.name in _names(db):
            db.execute("ROLLBACK")
            return False
        db.execute(TABLE.format(time="TIMESTAMP"))
        for statement in step.sqlite:
            db.execute(statement)
        if step.data:
            asyncio.run(_data(step.data, _sqlite_runner(db)))
        if broken := db.execute("PRAGMA foreign_key_check").fetchall():
            raise MigrationError(f"Migration {step.name} would leave {len(broken)} rows without their parent.")
        db.execute(RECORD, (step.name,))
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return True


async def _data(data: Callable[[Run], Awaitable[None]], run: Run) -> None:
    await data(run)


def _sqlite_runner(db: sqlite3.Connection) -> Run:
    async def run(query: str, *values: Any) -> list[dict[str, Any]]:
        cursor = db.execute(query, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return run


async def _connect_postgres(url: DatabaseUrl) -> Any:
    try:
        return await asyncpg.connect(**postgres_arguments(url))
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as wrong:
        raise MigrationError(f"The database {url} cannot be reached: {wrong or type(wrong).__name__}.") from wrong


async def _applied_postgres(connection: Any) -> set[str]:
    if not await connection.fetchval("SELECT to_regclass('migration') IS NOT NULL"):
        return set()
    return {row["name"] for row in await connection.fetch("SELECT name FROM migration")}


async def _migrate_postgres(url: DatabaseUrl, known: list[Step]) -> list[str]:
    connection = await _connect_postgres(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        left = _left(known, await _applied_postgres(connection))
        for step in left:
            await _apply_postgres(connection, step)
        return [step.name for step in left]
    except asyncpg.PostgresError as wrong:
        raise MigrationError(f"The database {url} cannot be migrated: {wrong}.") from wrong
    finally:
        await connection.close()  # gives the lock back


async def _apply_postgres(connection: Any, step: Step) -> None:
    async with connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = '10s'")
        await connection.execute(TABLE.format(time="TIMESTAMPTZ"))
        for statement in step.postgres:
            await connection.execute(statement)
        if step.data:
            await step.data(_postgres_runner(connection))
        await connection.execute(sql(RECORD, "postgres"), step.name)


def _postgres_runner(connection: Any) -> Run:
    async def run(query: str, *values: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in await connection.fetch(sql(query, "postgres"), *values)]

    return run
