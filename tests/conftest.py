"""What tests share: databases, the frozen clock, clients, a browser, a mail server."""

import asyncio
import gc
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import hypothesis
import pytest
from playwright.async_api import Browser, Page
from starlette.applications import Starlette
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing import demo
from hearing.app import create_app
from hearing.base.addresses import DatabaseUrl
from hearing.base.clock import freeze
from hearing.db import database
from hearing.migrate import migrate
from hearing.settings import Settings, read, using
from tests import browser as browsers
from tests import described, make, needs
from tests.browser import Faults
from tests.postgres import Server, server
from tests.servers import Sink, served, sinking

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
SECRET = "a secret of the tests, long enough"

for _name in [name for name in os.environ if name.startswith("HEARING_") and not name.startswith("HEARING_TEST_")]:
    del os.environ[_name]


described.once()
hypothesis.settings.register_profile("hearing", deadline=None)  # time is measured by `make bench`, not by tests
hypothesis.settings.load_profile("hearing")


def pytest_addoption(parser: pytest.Parser) -> None:
    """What takes long is asked for by name: `make bench`, `make soak`."""
    parser.addoption("--bench", action="store_true", help="run the benchmarks")
    parser.addoption("--soak", action="store_true", help="run the long tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave benchmarks and long tests out unless they are asked for."""
    out = [item for item in items if _left_out(config, item)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def pytest_collection_finish() -> None:
    """Thousands of tests are kept to the end: do not look for garbage among them, and seldom among the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _left_out(config: pytest.Config, item: pytest.Item) -> bool:
    bench = "bench" in item.path.relative_to(config.rootpath).parts
    soak = item.get_closest_marker("soak") is not None
    return (bench and not config.getoption("bench")) or (soak and not config.getoption("soak"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Generator[None, None, None]:
    """Say in the last lines what ran and what was skipped, and why."""
    yield
    terminalreporter.section("databases, browser, mail servers")
    for line in needs.summary():
        terminalreporter.write_line(line)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With one process for each core, every one of them hands in what it ran on."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["needs"] = needs.noted()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what one of the processes ran on."""
    needs.take(getattr(node, "workeroutput", {}).get("needs", {"ran": {}, "skipped": {}}))


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def clock() -> Iterator[datetime]:
    """Monday 23 November 2026, nine in the morning in Stockholm, and it stands still."""
    with freeze(NOW):
        yield NOW


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with server() as found:
        needs.ran["postgres"] = found.run("SHOW server_version")
        yield found


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file; each test gets a copy."""
    path = tmp_path_factory.mktemp("template") / "hearing.sqlite3"
    asyncio.run(migrate(DatabaseUrl("sqlite", path=str(path))))
    needs.ran["sqlite"] = sqlite3.sqlite_version
    return path


async def fill(url: DatabaseUrl) -> None:
    """Migrate a database and load the demo on its own anchor Monday."""
    await migrate(url)
    with using(read(env_file=None, database=url, secret=(SECRET,))), freeze(NOW):
        async with database(shared=False):
            await demo.load(NOW.date())


@pytest.fixture(scope="session")
def sqlite_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the demo in it."""
    path = tmp_path_factory.mktemp("demo") / "hearing.sqlite3"
    asyncio.run(fill(DatabaseUrl("sqlite", path=str(path))))
    return path


@pytest.fixture
def demo_inside() -> None:
    """Who asks for it finds the demo in the database when the test begins."""


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DatabaseUrl]:
    """A migrated database of this test's own."""
    inside = "demo_inside" in request.fixturenames
    if request.param == "sqlite":
        template = request.getfixturevalue("sqlite_demo" if inside else "sqlite_template")
        path = shutil.copy(template, tmp_path / "hearing.sqlite3")
        yield DatabaseUrl("sqlite", path=str(path))
        return
    postgres: Server = request.getfixturevalue("postgres")
    url = postgres.copied(fill if inside else migrate)
    yield url
    postgres.drop(url)


@pytest.fixture
def configured(database_url: DatabaseUrl) -> Iterator[Settings]:
    """The settings a test runs with."""
    with using(read(env_file=None, database=database_url, secret=(SECRET,))) as found:
        yield found


@pytest.fixture
async def db(configured: Settings) -> AsyncIterator[BaseDBAsyncClient]:
    """The open database; the test runs once on SQLite and once on PostgreSQL."""
    async with database(shared=False) as connection:
        if configured.database.dialect == "sqlite":
            await connection.execute_script("PRAGMA synchronous=OFF")
        yield connection


@pytest.fixture
async def app(db: BaseDBAsyncClient) -> AsyncIterator[Starlette]:
    """The whole program, in this process."""
    made = create_app()
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """A visitor of the app; redirects are not followed."""
    async with make.visitor(app) as visitor:
        yield visitor


@pytest.fixture
async def ann(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """Ann, planner of Egen röst and administrator: may everything."""
    async with make.visitor(app) as visitor:
        yield await make.ann(visitor)


@pytest.fixture
async def bo(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """Bo, reader of Egen röst: sees, changes nothing."""
    async with make.visitor(app) as visitor:
        yield await make.bo(visitor)


@pytest.fixture
async def eve(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """Eve, planner of another organiser, Tallen."""
    async with make.visitor(app) as visitor:
        yield await make.eve(visitor)


@pytest.fixture
def live(configured: Settings) -> Iterator[str]:
    """The app under uvicorn on a free port of loopback; gives its address."""
    with served(create_app()) as address, using(configured.model_copy(update={"base_url": address})):
        yield address


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that keeps what it gets."""
    with sinking() as found:
        yield found


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with browsers.started() as found:
        yield found


@pytest.fixture
async def faults() -> AsyncIterator[Faults]:
    """What the console of `page` complains about; whatever is left at the end fails the test."""
    found = Faults()
    yield found
    assert found == []


@pytest.fixture
async def page(browser: Browser, faults: Faults) -> AsyncIterator[Page]:
    """A page of a new visitor."""
    async with browsers.visiting(browser, faults) as context:
        yield await context.new_page()


@pytest.fixture
def axe() -> Callable[[Page], Awaitable[list[str]]]:
    """`assert await axe(page) == []`."""
    return browsers.violations
