"""The demo as the stage, loaded once and copied for each test."""

import asyncio
from pathlib import Path

import pytest

from hearing import demo
from hearing.base.addresses import DatabaseUrl
from hearing.base.clock import freeze
from hearing.db import database
from hearing.migrate import migrate
from hearing.settings import read, using
from tests.conftest import NOW, SECRET


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the demo on its own anchor Monday."""
    path = tmp_path_factory.mktemp("demo") / "hearing.sqlite3"
    asyncio.run(_load(DatabaseUrl("sqlite", path=str(path))))
    return path


async def _load(url: DatabaseUrl) -> None:
    await migrate(url)
    with using(read(env_file=None, database=url, secret=(SECRET,))), freeze(NOW):
        async with database(shared=False):
            await demo.load(NOW.date())
