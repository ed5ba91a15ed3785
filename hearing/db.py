"""The database: one Tortoise app, one connection name, SQLite or PostgreSQL."""

import re
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from functools import lru_cache
from itertools import count
from typing import Any

import tortoise.context
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext

from hearing.base.addresses import DatabaseUrl
from hearing.settings import settings

MODELS = [
    "hearing.base.audit",
    "hearing.base.jobs",
    "hearing.base.files",
    "hearing.base.limits",
    "hearing.base.installation",
    "hearing.organisers.models",
    "hearing.mail.models",
    "hearing.mail.models_in",
    "hearing.mail.models_server",
    "hearing.staff.models",
    "hearing.people.models",
    "hearing.events.models",
    "hearing.events.models_documents",
    "hearing.invitations.models",
    "hearing.invitations.models_needs",
    "hearing.invitations.models_dispatch",
    "hearing.invitations.models_mail",
    "hearing.invitations.models_feeds",
    "hearing.door.models",
    "hearing.letters.models",
    "hearing.letters.models_recipient",
    "hearing.letters.models_entry",
    "hearing.letters.models_paper",
    "hearing.letters.models_enclosure",
    "hearing.letters.models_signing",
    "hearing.letters.models_stage",
    "hearing.newsletters.models",
]

SQLITE_PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # an answer that was thanked for survives a power cut
    "foreign_keys": "ON",
    "busy_timeout": 5000,
    "cache_size": -16000,
    "temp_store": "MEMORY",
    "journal_size_limit": 16_777_216,
}


def postgres_arguments(url: DatabaseUrl) -> dict[str, Any]:
    """What asyncpg needs to reach the database, for the app and for the migrations."""
    arguments: dict[str, Any] = {
        "host": url.host,
        "port": url.port,
        "user": url.user or None,
        "password": url.password,
        "database": url.name,
        "server_settings": {"timezone": "UTC", "application_name": "hearing"},
        "statement_cache_size": url.statement_cache,
        "timeout": 10,
    }
    if url.sslmode:
        arguments["ssl"] = url.sslmode
    return arguments


def connection_config(url: DatabaseUrl) -> dict[str, Any]:
    """Engine and credentials for Tortoise."""
    if url.dialect == "sqlite":
        return {
            "engine": "hearing.base.sqlite",
            "credentials": {"file_path": url.path, **SQLITE_PRAGMAS},
        }
    pool = {"minsize": 1, "maxsize": url.pool, "command_timeout": 30, "init": _watch}
    return {"engine": "tortoise.backends.asyncpg", "credentials": postgres_arguments(url) | pool}


class _Written:
    """How often this process has written to PostgreSQL."""

    times = 0

    @classmethod
    def count(cls, query: Any) -> None:
        """Called after each query; commits are queries too."""
        if not query.query.startswith("SELECT"):
            cls.times += 1


async def _watch(connection: Any) -> None:
    connection.add_query_logger(_Written.count)


def write_counter() -> Callable[[], int]:
    """Tells a number that stays the same only while this process writes nothing to the open database."""
    client: Any = get_connection("default")
    if client.capabilities.dialect == "sqlite":
        connection = client._connection
        return lambda: int(connection.total_changes)
    return lambda: _Written.times


def config(url: DatabaseUrl) -> dict[str, Any]:
    """The whole of Tortoise's configuration."""
    return {
        "connections": {"default": connection_config(url)},
        "apps": {"hearing": {"models": MODELS, "default_connection": "default"}},
        "use_tz": True,
        "timezone": "UTC",
    }


@asynccontextmanager
async def database(url: DatabaseUrl | None = None, shared: bool = True) -> AsyncIterator[BaseDBAsyncClient]:
    """Open the database for this process and always close it (open, SQLite's thread keeps a process alive).

    `shared`: tasks outside the caller's, such as requests, find it too.
    """
    EXECUTOR_CACHE.clear()  # its statements are written for one dialect
    async with TortoiseContext() as context:
        await context.init(config(url or settings().database), _enable_global_fallback=shared and _none_shared())
        connection = context.db()
        await connection.create_connection(with_db=True)  # a first request that is cut off would lose it half-made
        try:
            yield connection
        finally:
            EXECUTOR_CACHE.clear()


def _none_shared() -> bool:
    return tortoise.context._global_context is None  # Tortoise allows one and has no question for it


def dialect() -> str:
    """sqlite or postgres, of the open database."""
    return get_connection("default").capabilities.dialect


def sql(query: str, of: str | None = None) -> str:
    """Placeholders are written ?; PostgreSQL wants $1, $2."""
    return query if (of or dialect()) == "sqlite" else _numbered(query)


@lru_cache(maxsize=500)
def _numbered(query: str) -> str:
    numbers = count(1)
    return re.sub(r"\?", lambda _: f"${next(numbers)}", query)


async def found_ids(query: str, *groups: Collection[Any]) -> list[int]:
    """The id of each row that raw SQL finds; each {} in it stands for a group of values. No values, no rows.

    Much cheaper than asking the ORM where mostly nothing is found.
    """
    if not all(groups):
        return []
    marks = [", ".join("?" * len(group)) for group in groups]
    found = await rows(query.format(*marks), *(value for group in groups for value in group))
    return [int(row["id"]) for row in found]


async def rows(query: str, *values: Any) -> list[dict[str, Any]]:
    """Run raw SQL, written with ?, in the transaction at hand."""
    return await get_connection("default").execute_query_dict(sql(query), list(values))
