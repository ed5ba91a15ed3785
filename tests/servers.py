"""Real servers on loopback: the app under uvicorn, and a mail server that keeps what it gets."""

import asyncio
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.postgres import free_port


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an ASGI app in a thread; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = int(listener.getsockname()[1])
    config = uvicorn.Config(app, lifespan="on", log_config=None, access_log=False, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    broken: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(server.serve(sockets=[listener]))
        except BaseException as wrong:
            broken.append(wrong)

    thread = threading.Thread(target=run, name="served")
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    try:
        if broken or not server.started:
            raise RuntimeError("the server did not start") from (broken[0] if broken else None)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)
        listener.close()


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it arrived."""

    sender: str
    recipients: list[str]
    raw: bytes


@dataclass
class Sink:
    """A mail server's inside: `messages` it took, `replies` it gives first, oldest first."""

    host: str = ""
    port: int = 0
    messages: list[Received] = field(default_factory=list)
    replies: deque[str] = field(default_factory=deque)

    @property
    def url(self) -> str:
        """What HEARING_SMTP would say."""
        return f"smtp://{self.host}:{self.port}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail, or answer what the test wants."""
        answer = self.replies.popleft() if self.replies else "250 OK"
        if answer.startswith("2"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.messages.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), content))
        return answer


@contextmanager
def sinking() -> Iterator[Sink]:
    """A mail server on loopback for one test."""
    sink = Sink(host="127.0.0.1", port=free_port())
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
