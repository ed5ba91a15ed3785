"""A mail server that answers as it is told, to see what the sender makes of it."""

import asyncio
import random
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from hearing.base.addresses import Smtp

Script = Callable[[str], str]
ANSWERS = {
    "250": b"250 2.0.0 taken as Q123\r\n",
    "421": b"421 4.3.0 closing\r\n",
    "450": b"450 4.2.0 later\r\n",
    "451": b"451 4.7.1 later\r\n",
    "550": b"550 5.1.1 no such user\r\n",
    "554": b"554 5.7.26 unauthenticated\r\n",
    "452": b"452 4.3.1 full\r\n",
    "454": b"454 4.7.0 no encryption now\r\n",
    "552": b"552 5.3.4 too big\r\n",
    "571": b"550 5.7.1 you may not write here\r\n",
    "535": b"535 5.7.8 no\r\n",
    "garbage": b"\x00\xff\xfe!! \r\n999 ?\r\n",
    "250-drop": b"250 2.0.0 taken as Q124\r\n",
    "250-421": b"250 2.0.0 taken as Q125\r\n421 4.3.2 shutting down\r\n",
    "odd": b"hello there\r\n",
    "silent": b"",
}
HANGING_UP = {"drop", "drop-taken", "reset", "stall"}
ENDS = HANGING_UP | {"421", "250-drop", "250-421", "garbage"}
ANSWERED = {"ok", "slow", "250", "250-drop", "250-421"}  # the sender knows that it was taken
TAKES = ANSWERED | {"drop-taken", "odd", "garbage"}
SIGNED = Path(__file__).parent / "localhost.pem"  # a certificate nobody trusts unless told to, and its key
STALL, SLOW = 1.0, 0.05


@dataclass
class Wire:
    """What a server saw: every message it took, every step it was asked, how often it fell silent after DATA."""

    port: int = 0
    taken: list[bytes] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    connections: int = 0
    silent: int = 0
    signed: list[str] = field(default_factory=list)  # what was said to sign in
    refused: set[str] = field(default_factory=set)  # addresses that were answered with 5xx

    def smtp(self, connections: int = 1, per_minute: int = 100_000) -> Smtp:
        """The setting that leads to this server."""
        return Smtp(host="127.0.0.1", port=self.port, connections=connections, per_minute=per_minute)

    def ids(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        found = (line for raw in self.taken for line in raw.decode().split("\r\n") if line.startswith("Message-ID:"))
        return Counter(line.partition(" ")[2] for line in found)


class Talk:
    """One connection: `script(step)` gives the answer's name for hello, EHLO, STAR, AUTH, MAIL, RCPT, DATA, dot.

    "drop" hangs up, "stall" says nothing for a while first, "reset" hangs up in the middle of things.
    """

    def __init__(
        self,
        wire: Wire,
        script: Script,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        features: tuple[str, ...] = (),
    ) -> None:
        self.wire, self.script, self.reader, self.writer, self.features = wire, script, reader, writer, features
        self.to = self.line = ""

    async def answer(self, step: str, usual: bytes = b"250 ok\r\n") -> str:
        """Answer a step and say how."""
        self.wire.steps.append(step)
        name = self.script(step)
        await self.mood(name)
        self.refuse(step, name)
        if name not in HANGING_UP:
            self.writer.write(usual if name in ("ok", "slow") else ANSWERS[name])
        return name

    def refuse(self, step: str, name: str) -> None:
        """Remember whose mail was refused for good."""
        if step in ("RCPT", "DATA", "dot") and ANSWERS.get(name, b"").startswith(b"5"):
            self.wire.refused.add(self.to)

    async def mood(self, name: str) -> None:
        """Take one's time, or break the line."""
        if name in ("slow", "stall"):
            await asyncio.sleep(SLOW if name == "slow" else STALL)
        if name == "reset":
            self.writer.transport.abort()

    async def run(self) -> None:
        """Talk until somebody hangs up."""
        last = await self.answer("hello", b"220 here\r\n")
        while last not in ENDS and (line := await self.reader.readline()):
            word, self.line = line[:4].strip().upper().decode(), line.decode("utf-8", "replace").strip()
            self.to = line.partition(b"<")[2].partition(b">")[0].decode() if word == "RCPT" else self.to
            if word == "QUIT":
                self.writer.write(b"221 bye\r\n")
                return
            last = await self.data() if word == "DATA" else await self.word(word)

    async def word(self, word: str) -> str:
        """One command that is no message."""
        if word == "EHLO" and self.features:
            lines = [b"250-here", *(f"250-{one}".encode() for one in self.features), b"250 8BITMIME"]
            return await self.answer(word, b"\r\n".join(lines) + b"\r\n")
        if word == "AUTH":
            self.wire.signed.append(self.line)
            return await self.answer(word, b"235 2.7.0 welcome\r\n")
        if word != "STAR":
            return await self.answer(word)
        name = await self.answer(word, b"220 go\r\n")
        if name in ("ok", "slow"):
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(SIGNED)
            await start_tls(self.writer, context)
        return name

    async def data(self) -> str:
        """Take one message, or not."""
        begun = await self.answer("DATA", b"354 go\r\n")
        if begun not in ("ok", "slow"):
            return begun
        raw = await self.reader.readuntil(b"\r\n.\r\n")
        name = self.script("dot")
        self.wire.steps.append("dot")
        await self.mood(name)
        self.refuse("dot", name)
        if name in TAKES:
            self.wire.taken.append(raw)
        if name in HANGING_UP | {"garbage", "odd"}:
            self.wire.silent += 1
        if name not in HANGING_UP:
            self.writer.write(ANSWERS["250" if name in ("ok", "slow") else name])
        return name


async def start_tls(writer: asyncio.StreamWriter, context: ssl.SSLContext) -> None:
    """Encrypt from now on; OSError when the client hangs up instead: the library then leaves a writer half made."""
    loop, plain, inner = asyncio.get_running_loop(), writer.transport, cast(Any, writer)
    protocol: Any = plain.get_protocol()
    await writer.drain()
    secret = await loop.start_tls(plain, protocol, context, server_side=True)
    if secret is None:
        raise OSError("no handshake")
    inner._transport = secret
    if hasattr(protocol, "_replace_transport"):  # since Python 3.13
        protocol._replace_transport(secret)
    else:
        protocol._replace_writer(writer)


@asynccontextmanager
async def server(script: Script = lambda _step: "ok", features: tuple[str, ...] = ()) -> AsyncIterator[Wire]:
    """A server on a free port of this machine."""
    wire, open_writers = Wire(), set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire.connections += 1
        open_writers.add(writer)
        try:
            await Talk(wire, script, reader, writer, features).run()
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, ValueError):
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
