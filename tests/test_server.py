"""`hearing serve` and `hearing worker` as processes: they start, answer, and stop cleanly."""

import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hearing.base.addresses import DatabaseUrl
from hearing.server import addressed, listen
from hearing.settings import read, using
from tests.postgres import free_port
from tests.test_cli import environment


@contextmanager
def running(url: DatabaseUrl, folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own; killed at the end when the test did not stop it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hearing", *words], cwd=folder, env=environment(url), stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def answer(port: int, path: str = "/readyz", wait: float = 15) -> str:
    """The body of a page, as soon as somebody answers."""
    until = time.monotonic() + wait
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as page:
                return str(page.read().decode())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def stopped(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, list[str]]:
    """Exit status and log after a signal."""
    process.send_signal(number)
    _, error = process.communicate(timeout=30)
    return process.returncode, error.splitlines()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_process_serves_with_the_worker_inside(
    database_url: DatabaseUrl, tmp_path: Path, number: signal.Signals
) -> None:
    port = free_port()
    with running(database_url, tmp_path, "serve", "--port", str(port), "--worker") as process:
        answer(port)
        time.sleep(0.3)
        ready = answer(port)
        status, log = stopped(process, number)

    assert '"ready":true' in ready
    assert '"worker_seconds":null' not in ready
    assert (status, "worker stopped" in log[-1]) == (0, True)


def test_commands_beside_the_server_know_its_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARING_DATABASE", f"sqlite://{tmp_path}/hearing.sqlite3")
    monkeypatch.setenv("HEARING_BASE_URL", "")

    with using(read(env_file=None)), closing(listen("127.0.0.1", 0)) as listener, addressed("127.0.0.1", listener):
        port = listener.getsockname()[1]
    monkeypatch.setenv("HEARING_BASE_URL", "")

    assert read(env_file=None).url == f"http://localhost:{port}"


def test_several_processes_serve_without_a_worker(database_url: DatabaseUrl, tmp_path: Path) -> None:
    port = free_port()
    with running(database_url, tmp_path, "serve", "--port", str(port), "--workers", "2") as process:
        ready = answer(port)
        status, log = stopped(process, signal.SIGTERM)

    assert '"worker_seconds":null' in ready
    assert (status, [line for line in log if "Traceback" in line]) == (0, [])


def test_the_worker_stops_when_told(database_url: DatabaseUrl, tmp_path: Path) -> None:
    with running(database_url, tmp_path, "worker") as process:
        assert process.stderr is not None
        assert "worker started" in process.stderr.readline()
        status, log = stopped(process, signal.SIGTERM)

    assert (status, "worker stopped" in log[-1]) == (0, True)


def test_a_taken_port_is_one_line(database_url: DatabaseUrl, tmp_path: Path) -> None:
    port = free_port()
    with running(database_url, tmp_path, "serve", "--port", str(port)):
        answer(port)
        with running(database_url, tmp_path, "serve", "--port", str(port)) as second:
            _, error = second.communicate(timeout=30)

    assert (second.returncode, error) == (
        1,
        f"hearing: Cannot listen on 127.0.0.1:{port}: Address already in use. Choose another with --port.\n",
    )
