"""A PostgreSQL server for the tests: the given one, or a throw-away cluster."""

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg

from hearing.base.addresses import DatabaseUrl, parse_database
from hearing.db import postgres_arguments
from hearing.migrate import migrate
from tests.needs import missing

Fill = Callable[[DatabaseUrl], Coroutine[Any, Any, object]]
FAST = (
    "-F -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c max_connections=200"
    " -c wal_level=minimal -c max_wal_senders=0 -c checkpoint_timeout=1h -c max_wal_size=2GB"
)
MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # a database for each test is made twice as fast where files lie in memory


@dataclass
class Server:
    """A server, with a template database for each way of filling one, made once."""

    admin: DatabaseUrl
    numbers: Iterator[int]
    templates: dict[Fill, str] = field(default_factory=dict)

    @cached_property
    def how(self) -> str:
        """The quicker way of copying, where the server has two."""
        return "STRATEGY file_copy" if int(self.run("SHOW server_version_num")) >= 150_000 else ""

    def run(self, *statements: str) -> Any:
        """Run statements as the owner; the last one's first value comes back."""

        async def work() -> Any:
            connection = await asyncpg.connect(**postgres_arguments(self.admin))
            try:
                for statement in statements[:-1]:
                    await connection.execute(statement)
                return await connection.fetchval(statements[-1])
            finally:
                await connection.close()

        return asyncio.run(work())

    def empty(self) -> DatabaseUrl:
        """A new database with nothing in it."""
        name = f"hearing_test_{os.getpid()}_{next(self.numbers)}"
        self.run(f'CREATE DATABASE "{name}"')
        return replace(self.admin, name=name, pool=5)

    def migrated(self) -> DatabaseUrl:
        """A new database with every migration in it."""
        return self.copied(migrate)

    def copied(self, fill: Fill) -> DatabaseUrl:
        """A new database, as `fill` makes them."""
        if fill not in self.templates:
            url = self.empty()
            asyncio.run(fill(url))
            self.templates[fill] = url.name
        name = f"hearing_test_{os.getpid()}_{next(self.numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{self.templates[fill]}" {self.how}')
        return replace(self.admin, name=name, pool=5)

    def drop(self, url: DatabaseUrl) -> None:
        """Remove a database, also when somebody is still connected."""
        self.run(f'DROP DATABASE IF EXISTS "{url.name}" WITH (FORCE)')


@contextmanager
def server() -> Iterator[Server]:
    """The server of HEARING_TEST_POSTGRES, or one of our own for this run."""
    given = os.environ.get("HEARING_TEST_POSTGRES")
    if given:
        mine = Server(parse_database(given), count(1))
        yield mine
        for name in mine.templates.values():
            mine.drop(replace(mine.admin, name=name))
        return
    tools = _tools()
    if tools is None:
        missing("postgres", "no initdb and pg_ctl found, and HEARING_TEST_POSTGRES is not set")
    with _cluster(tools) as url:
        yield Server(url, count(1))


def _tools() -> Path | None:
    """The folder with initdb and pg_ctl; Debian keeps them in a folder for each version."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    found = shutil.which("pg_ctl")
    folders = [*reversed(versions), *([Path(found).resolve().parent] if found else [])]
    return next((f for f in folders if (f / "initdb").exists() and (f / "pg_ctl").exists()), None)


def _as_user() -> tuple[list[str], str | None]:
    """PostgreSQL refuses to run as root: the words in front of each command, and whose files they are."""
    if os.getuid() != 0:
        return [], None
    names = {user.pw_name for user in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    group = str(pwd.getpwnam(user).pw_gid)
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"], user


def address(url: DatabaseUrl) -> str:
    """The address with its password, for another process."""
    if url.dialect == "sqlite":
        return f"sqlite://{url.path}"
    return str(url).replace("@", f":{quote(url.password)}@", 1) if url.password else str(url)


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _cluster(tools: Path) -> Iterator[DatabaseUrl]:
    prefix, user = _as_user()
    fast = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="hearing-pg-", dir=MEMORY if fast else None))
    if user:
        shutil.chown(folder, user)
    port = free_port()

    def call(*words: str) -> None:
        done = subprocess.run(
            [*prefix, *words], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120
        )
        if done.returncode:
            log = folder / "log"
            raise RuntimeError(f"{words[0]}: {done.stderr or done.stdout}\n{log.read_text() if log.exists() else ''}")

    data = str(folder / "data")
    try:
        call(f"{tools}/initdb", "-D", data, "-U", "hearing", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "-N")
        options = f"{FAST} -p {port} -k {folder} -c listen_addresses=127.0.0.1"
        call(f"{tools}/pg_ctl", "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "-s", "start")
        yield DatabaseUrl("postgres", host="127.0.0.1", port=port, user="hearing", name="postgres")
    finally:
        if Path(data, "postmaster.pid").exists():
            call(f"{tools}/pg_ctl", "-D", data, "-m", "immediate", "-w", "-s", "stop")
        shutil.rmtree(folder, ignore_errors=True)
