"""A mail server that takes everything as fast as it can, in a process of its own: `python -m tests.bench.sink`."""

import asyncio
from typing import cast

import uvloop


class Sink(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.rest, self.in_data = cast(asyncio.Transport, transport), b"", False
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while True:
            mark = b"\r\n.\r\n" if self.in_data else b"\r\n"
            line, found, rest = self.rest.partition(mark)
            if not found:
                return
            self.rest = rest
            self.answer(line)

    def answer(self, line: bytes) -> None:
        """Say yes to everything."""
        if self.in_data:
            self.in_data = False
            self.transport.write(b"250 taken\r\n")
        elif line.upper() == b"DATA":
            self.in_data = True
            self.transport.write(b"354 go\r\n")
        else:
            self.transport.write(b"250 ok\r\n")


async def main() -> None:
    """Listen and say where."""
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
