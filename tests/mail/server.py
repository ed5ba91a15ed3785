"""A mail server that answers as it is told, to see what the sender makes of it."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from hearing.base.addresses import Smtp

Script = Callable[[str], str]
ANSWERS = {
    "250": b"250 2.0.0 taken as Q123\r\n",
    "421": b"421 4.3.0 closing\r\n",
    "450": b"450 4.2.0 later\r\n",
    "451": b"451 4.7.1 later\r\n",
    "550": b"550 5.1.1 no such user\r\n",
    "554": b"554 5.7.26 unauthenticated\r\n",
    "535": b"535 5.7.8 no\r\n",
    "odd": b"hello there\r\n",
    "silent": b"",
}
HANGING_UP = {"drop", "drop-taken"}
ENDS = HANGING_UP | {"421"}
TAKES = {"ok", "250", "drop-taken", "odd"}


@dataclass
class Wire:
    """What a server saw: every message it took, every step it was asked, how often it fell silent after DATA."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    connections: int = 0
    silent: int = 0

    def smtp(self, connections: int = 1, per_minute: int = 100_000) -> Smtp:
        """The setting that leads to this server."""
        return Smtp(host="127.0.0.1", port=self.port, connections=connections, per_minute=per_minute)

    def ids(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        found = (line for raw in self.taken for line in raw.decode().split("\r\n") if line.startswith("Message-ID:"))
        return Counter(line.partition(" ")[2] for line in found)


class Talk:
    """One connection: `script(step)` gives the answer's name for hello, MAIL, RCPT, DATA, dot; "drop" hangs up."""

    def __init__(self, wire: Wire, script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.wire, self.script, self.reader, self.writer = wire, script, reader, writer

    def answer(self, step: str, usual: bytes = b"250 ok\r\n") -> str:
        """Answer a step and say how."""
        self.wire.steps.append(step)
        name = self.script(step)
        if name not in HANGING_UP:
            self.writer.write(usual if name == "ok" else ANSWERS[name])
        return name

    async def run(self) -> None:
        """Talk until somebody hangs up."""
        last = self.answer("hello", b"220 here\r\n")
        while last not in ENDS and (line := await self.reader.readline()):
            word = line[:4].strip().upper().decode()
            if word == "QUIT":
                self.writer.write(b"221 bye\r\n")
                return
            last = await self.data() if word == "DATA" else self.answer(word)

    async def data(self) -> str:
        """Take one message, or not."""
        begun = self.answer("DATA", b"354 go\r\n")
        if begun != "ok":
            return begun
        raw = await self.reader.readuntil(b"\r\n.\r\n")
        name = self.script("dot")
        self.wire.steps.append("dot")
        if name in TAKES:
            self.wire.taken.append(raw)
        if name in HANGING_UP:
            self.wire.silent += 1
        else:
            self.writer.write(ANSWERS["250" if name == "ok" else name])
        return name


@asynccontextmanager
async def server(script: Script = lambda _step: "ok") -> AsyncIterator[Wire]:
    """A server on a free port of this machine."""
    wire, open_writers = Wire(), set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire.connections += 1
        open_writers.add(writer)
        try:
            await Talk(wire, script, reader, writer).run()
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            open_writers.discard(writer)
            writer.close()

    listening = await asyncio.start_server(meet, "127.0.0.1", 0, limit=2**20)
    wire.port = listening.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        listening.close()
        for writer in list(open_writers):
            writer.close()


class Moody:
    """A script that fails at random, with weights per step, from one seed."""

    def __init__(self, seed: int, **steps: dict[str, float]) -> None:
        self.dice = random.Random(seed)
        self.steps = steps

    def __call__(self, step: str) -> str:
        throw = self.dice.random()
        for answer, share in self.steps.get(step, {}).items():
            throw -= share
            if throw < 0:
                return answer
        return "ok"
