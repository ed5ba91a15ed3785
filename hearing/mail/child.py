"""The worker's side of the process that reads mail (reader.py): one kept, answers in order, killed when it takes too long."""

import asyncio
import os
import pickle
import struct
import sys
from typing import Any

from hearing.mail.parsed import Asked, Reading

PATIENCE = 60.0  # seconds of the clock: a machine under load gives a child less of them
MOST_MAILS = 500  # then a fresh process, so that what one mail left in memory does not stay
HEAD = struct.Struct(">Q")


class Unreadable(Exception):
    """The child gave up, crashed, or was stopped; the text says which."""


class Child:
    """One reading process, started when needed."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.turn = asyncio.Lock()
        self.process: asyncio.subprocess.Process | None = None
        self.handled = 0

    async def read(self, asked: Asked) -> Reading:
        """The mail taken apart and understood; Unreadable when that cannot be done."""
        answer = await self._ask(("read", asked))
        if not isinstance(answer, Reading):
            raise Unreadable(str(answer))
        if answer.problem:
            self.handled = MOST_MAILS  # maybe it was short of memory: the next mail gets a fresh process
        return answer

    async def part(self, raw: bytes, number: int) -> tuple[str, str, bytes]:
        """Name, type and bytes of one file in a mail."""
        answer = await self._ask(("part", (raw, number)))
        if not isinstance(answer, tuple):
            raise Unreadable(str(answer))
        name, media_type, content = answer
        return str(name), str(media_type), bytes(content)

    async def close(self) -> None:
        """End the process."""
        process, self.process = self.process, None
        if process and process.returncode is None:
            process.kill()
        if process:
            await process.wait()
            process._transport.close()  # type: ignore[attr-defined]  # else it is closed when the loop is gone

    async def _ask(self, work: tuple[str, Any]) -> Any:
        async with self.turn:
            if self.handled >= MOST_MAILS:
                await self.close()
            fresh = self.process is None
            try:
                return await self._once(work)
            except (OSError, EOFError, pickle.UnpicklingError):
                if fresh:
                    raise Unreadable("the reader stopped") from None
            try:  # it may have died of something else: this mail gets a process of its own
                return await self._once(work)
            except (OSError, EOFError, pickle.UnpicklingError):
                raise Unreadable("the reader stopped") from None

    async def _once(self, work: tuple[str, Any]) -> Any:
        if self.process is None:
            try:
                self.process, self.handled = await _start(), 0
            except OSError as wrong:
                raise RuntimeError("no reader can be started") from wrong  # no fault of the mail: it is tried again
        self.handled += 1
        try:
            return await asyncio.wait_for(_talk(self.process, work), self.patience)
        except TimeoutError as wrong:
            await self.close()
            raise Unreadable("it takes too long to read") from wrong
        except BaseException:
            await self.close()  # half an answer may be on its way
            raise


async def _start() -> asyncio.subprocess.Process:
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "VIRTUAL_ENV") if name in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "hearing.mail.reader",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=kept | {"PYTHONPATH": os.pathsep.join(place for place in sys.path if place)},
        limit=1024 * 1024,
    )


async def _talk(process: asyncio.subprocess.Process, work: tuple[str, Any]) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    content = pickle.dumps(work, protocol=5)
    process.stdin.write(HEAD.pack(len(content)))
    process.stdin.write(content)
    await process.stdin.drain()
    (size,) = HEAD.unpack(await process.stdout.readexactly(HEAD.size))
    return pickle.loads(await process.stdout.readexactly(size))  # noqa: S301  # our own process, our own classes
