"""What the benchmarks share: one database of scale, our server on it, the bare server, the table at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import world
from tests.bench.figures import FIGURES, table
from tests.bench.load import Served
from tests.bench.world import World


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Every figure with its target."""
    if FIGURES:
        terminalreporter.section("benchmarks")
        for line in table():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The demo, a thousand events more, and an event whose invitations wait for an answer."""
    return world.build(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="session")
def ours(built: World) -> Iterator[Served]:
    """`hearing serve`, one process, without the worker."""
    with world.hearing(built, "--no-worker") as served:
        yield served


@pytest.fixture(scope="session")
def bare(built: World, ours: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Bare Starlette with the same bytes, on a copy of the same database."""
    with world.bare(built, ours, Path(tmp_path_factory.mktemp("bare"))) as served:
        yield served
