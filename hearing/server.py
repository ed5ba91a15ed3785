"""Serving: one process with the worker inside, or several processes."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import uvicorn
import uvloop
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from hearing import logs
from hearing.app import create_app
from hearing.settings import settings, using
from hearing.start import refuse_unmigrated, started
from hearing.wiring import JOBS
from hearing.worker import work

PATIENCE = 30.0


class ServeError(Exception):
    """The server cannot start, in one line."""


def serve(host: str, port: int, processes: int, worker: bool | None) -> None:
    """Serve until SIGINT or SIGTERM."""
    asyncio.run(refuse_unmigrated())
    with closing(listen(host, port)) as listener, addressed(host, listener):
        serve_on(listener, processes, worker)


def serve_on(listener: socket.socket, processes: int, worker: bool | None) -> None:
    """Serve on a socket that listens already."""
    inside = worker if worker is not None else settings().database.dialect == "sqlite" and processes == 1
    if processes == 1:
        run(_one(listener, inside))
    else:
        _several(listener, processes, inside)


@contextmanager
def addressed(host: str, listener: socket.socket) -> Iterator[str]:
    """Unless the public address is set, it is where we listen; also for the processes we start."""
    here = settings()
    if not here.base_url:
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104
        here = here.model_copy(update={"base_url": f"http://{shown}:{listener.getsockname()[1]}"})
        os.environ["HEARING_BASE_URL"] = here.base_url
        if here.served_file:
            here.served_file.write_text(here.base_url + "\n", encoding="utf-8")
    with using(here):
        yield here.base_url


def listen(host: str, port: int) -> socket.socket:
    """The listening socket, or a sentence why not."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as wrong:
        raise ServeError(
            f"Cannot listen on {host}:{port}: {os.strerror(wrong.errno or 0)}. Choose another with --port."
        ) from wrong


def run(main: Any) -> None:
    """Run a coroutine on uvloop; SIGINT and SIGTERM are the coroutine's business."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)


def stopping() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
    return stop


async def work_until_told() -> None:
    """`hearing worker`: the worker alone."""
    stop = stopping()
    async with started():
        await work(JOBS, stop)


def _options() -> dict[str, Any]:
    proxies = settings().proxies
    return {
        "http": "httptools",
        "loop": "uvloop",
        "lifespan": "on",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": bool(proxies),
        "forwarded_allow_ips": list(proxies),
        "timeout_graceful_shutdown": 10,
    }


async def _one(listener: socket.socket, inside: bool) -> None:
    stop = stopping()
    server = uvicorn.Server(uvicorn.Config(create_app(), **_options()))
    if not inside:
        await server.serve(sockets=[listener])
        return
    async with started(shared=False):
        worker = asyncio.create_task(work(JOBS, stop))
        await server.serve(sockets=[listener])
        stop.set()
        await worker


def _several(listener: socket.socket, processes: int, inside: bool) -> None:
    worker = subprocess.Popen([sys.executable, "-m", "hearing", "worker"]) if inside else None
    try:
        config = uvicorn.Config("hearing.server:one_of_several", factory=True, workers=processes, **_options())
        Multiprocess(config, sockets=[listener]).run()
    finally:
        if worker:
            worker.terminate()
            worker.wait(PATIENCE)


def one_of_several() -> Starlette:
    """The app of one process among several."""
    logs.configure(settings().log)
    return create_app()
