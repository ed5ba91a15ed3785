"""A bounded load on one server of ours on loopback, and what it cost that server in processor seconds."""

import asyncio
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cost:
    """What `requests` answers cost: the server's processor seconds and how often each status came."""

    requests: int
    seconds: float
    statuses: dict[int, int]

    @property
    def rate(self) -> float:
        """Requests per processor second of the server."""
        return self.requests / max(self.seconds, 1 / TICKS)


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str:
        """One header, empty when it is not there."""
        lines = (line.partition(b": ") for line in self.head.split(b"\r\n"))
        return next((value.decode() for key, _colon, value in lines if key.lower() == name.encode()), "")


@dataclass(frozen=True)
class Served:
    """A server that runs: its process and its port."""

    pid: int
    port: int


def free_port() -> int:
    """A port nobody listens on now."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(*command: str, port: int, env: dict[str, str], path: str = "/healthz") -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until `path` answers, and stop it afterwards."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}{path}", process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def wait_for(url: str, process: subprocess.Popen[bytes], most: float = 30) -> float:
    """Seconds until the address answers 200; raises when the process ends first."""
    began = time.perf_counter()
    while time.perf_counter() - began < most:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return time.perf_counter() - began
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.01)
    raise TimeoutError(url)


def processor_seconds(pid: int) -> float:
    """User and system seconds a process and its threads have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_bytes(pid: int) -> int:
    """Memory a process holds now, in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE


def measure(served: Served, requests: Iterable[bytes], connections: int = 8) -> Cost:
    """Send raw HTTP/1.1 requests over kept connections."""
    before = processor_seconds(served.pid)
    statuses = asyncio.run(_run(served.port, iter(requests), connections))
    return Cost(sum(statuses.values()), processor_seconds(served.pid) - before, statuses)


async def _run(port: int, requests: Iterator[bytes], connections: int) -> dict[int, int]:
    statuses: dict[int, int] = {}

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in requests:
            writer.write(request)
            status = (await answer(reader)).status
            statuses[status] = statuses.get(status, 0) + 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return statuses


async def answer(reader: asyncio.StreamReader) -> Answer:
    """Read one whole answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(x[15:]) for x in lines if x.startswith(b"content-length:")), 0)
    return Answer(int(lines[0].split(b" ")[1]), head, await reader.readexactly(length))


def ask(port: int, request: bytes) -> Answer:
    """The answer to one request."""

    async def one() -> Answer:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        got = await answer(reader)
        writer.close()
        return got

    return asyncio.run(one())


def get(path: str, **headers: str) -> bytes:
    """A GET as raw bytes; `if_none_match` becomes If-None-Match."""
    extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{extra}\r\n".encode()


def post(path: str, body: str) -> bytes:
    """A form as raw bytes."""
    return (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-www-form-urlencoded\r\n"
        f"content-length: {len(body)}\r\n\r\n{body}"
    ).encode()
