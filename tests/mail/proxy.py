"""Between a mail program and its IMAP server: passes everything on until it is told to break it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from hearing.base.addresses import Imap

Script = Callable[[bytes], str]


def fine(_command: bytes) -> str:
    """Everything passes."""
    return ""


@dataclass
class Proxy:
    """What went by, and `script(command)`: "", reset, bye, hang, half, garbage or no; asked for b"greeting" first."""

    server: Imap
    port: int = 0
    script: Script = fine
    strips: bool = False  # hides that the server offers encryption
    commands: list[bytes] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def box(self) -> Imap:
        """The mailbox as it is reached through here."""
        return replace(self.server, port=self.port)

    def once(self, word: bytes, fault: str) -> None:
        """Break the next command with this word in it, then nothing more."""
        left = [fault]
        self.script = lambda command: left.pop() if left and word in command else ""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        there, out = await asyncio.open_connection("127.0.0.1", self.server.port)
        back = asyncio.create_task(self.answers(there, writer))
        try:
            fault = self.script(b"greeting")
            while not fault and (line := await reader.readline()):
                self.commands.append(line.strip())
                fault = self.script(line)
                if fault == "no":
                    writer.write(line.split(b" ")[0] + b" NO [SERVERBUG] not this one\r\n")
                    fault = ""
                elif fault in ("", "half"):
                    out.write(line)
            await self.broken(fault, there, writer, back)
        except OSError:
            pass
        finally:
            back.cancel()
            for one in (writer, out):
                one.transport.abort()

    async def broken(
        self, fault: str, there: asyncio.StreamReader, writer: asyncio.StreamWriter, back: asyncio.Task[None]
    ) -> None:
        """How this connection ends."""
        if fault in ("half", "hang", "garbage", "bye"):
            back.cancel()
            await asyncio.sleep(0)
        if fault == "half":
            writer.write((await there.read(65536))[:150])
            await writer.drain()
        elif fault == "bye":
            writer.write(b"* BYE Too many connections\r\n")
            await writer.drain()
            writer.write_eof()
        elif fault == "garbage":
            writer.write(b"HTTP/1.1 400 Bad {99999999\r\n\xff\x00 )(\r\n* 7 EXISTS OK\r\n" * 3)
            await writer.drain()
        elif fault == "hang":
            await asyncio.sleep(30)

    async def answers(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """From the server to the client."""
        while piece := await there.read(65536):
            writer.write(piece.replace(b" STARTTLS", b"") if self.strips else piece)
            await writer.drain()
        writer.transport.abort()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Called by the listening socket."""
        task = asyncio.current_task()
        assert task
        self.tasks.add(task)
        with suppress(asyncio.CancelledError):
            await self.talk(reader, writer)


@asynccontextmanager
async def proxy(server: Imap) -> AsyncIterator[Proxy]:
    """Listen on a port of its own."""
    made = Proxy(server)
    listening = await asyncio.start_server(made.accept, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        listening.close()
        for task in made.tasks:
            task.cancel()
        await asyncio.gather(*made.tasks, return_exceptions=True)
