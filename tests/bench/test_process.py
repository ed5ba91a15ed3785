"""What the program takes of a machine: time to start, memory, room on disk."""

import shutil
import subprocess
import sys
import time
from itertools import chain, cycle, islice
from pathlib import Path
from statistics import median

import pytest

from tests.bench import world
from tests.bench.figures import Figure, told
from tests.bench.load import ROOT, get, measure, post, processor_seconds, resident_bytes
from tests.bench.world import FEED, PAGE, World

MB = 1_000_000
STARTS, REQUESTS = 5, 10_000
COPIED = ("Makefile", "requirements")


def test_start(built: World) -> None:
    walls, costs = [], []
    for _round in range(STARTS):
        began = time.perf_counter()
        with world.hearing(built, path="/") as served:
            walls.append(time.perf_counter() - began)
            costs.append(processor_seconds(served.pid))
    note = f"median of {STARTS}, worker inside; {median(costs):.2f} s of them on a processor"
    assert told(Figure("start to first 200 of the front page", median(walls), "s", at_most=1.2, note=note)).met


def test_memory(built: World) -> None:
    unseen = [post(f"/i/{token}", "answer=perhaps") for token in built.tokens[:100]]
    pages = [PAGE, FEED, "/", "/events/", "/calendar/", "/places/20", f"/en{PAGE}", "/events/?week=v.+50", "/nothing"]
    gets = [get(path, accept_encoding="gzip") for path in pages] + [get(f"/i/{one}") for one in built.tokens[:11]]
    with world.hearing(built) as served:
        cost = measure(served, chain(unseen, islice(cycle(gets), REQUESTS - len(unseen))))
        size = resident_bytes(served.pid)
    note = f"web and worker in one process, after {cost.requests} requests: {cost.statuses}"
    assert told(Figure("memory", size / MB, "MB", at_most=110, note=note)).met


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make run` installs."""
    home = tmp_path_factory.mktemp("environment")
    for name in COPIED:
        there = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        there(ROOT / name, home / name)
    subprocess.run(["make", f"PY={sys.executable}", ".venv/.run"], cwd=home, check=True, capture_output=True)
    return home / ".venv"


def test_environment(environment: Path) -> None:
    packages = [row for row in environment.glob("lib/*/site-packages/*.dist-info") if not row.name.startswith("pip-")]
    files = {file: file.stat().st_size for file in environment.rglob("*") if file.is_file() and not file.is_symlink()}
    typesetter = sum(size for file, size in files.items() if "typst" in file.parts)
    assert told(Figure("installed packages of make run", len(packages), "", at_most=60, note="pip not counted")).met
    told(
        Figure("  their environment whole", sum(files.values()) / MB, "MB", note="of it the typesetter of PDFs: typst")
    )
    assert told(Figure("  without typst", (sum(files.values()) - typesetter) / MB, "MB", at_most=110)).met
