"""The demo as the stage, loaded once and copied for each test."""

import asyncio
from pathlib import Path

import pytest

from hearing.base.addresses import DatabaseUrl
from tests.journeys import stage


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the demo on its own anchor Monday."""
    path = tmp_path_factory.mktemp("demo") / "hearing.sqlite3"
    asyncio.run(stage.load(DatabaseUrl("sqlite", path=str(path))))
    return path
