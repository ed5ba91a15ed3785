"""Beginnings and ends of sendings, written down together: one commit for what several connections want at once.

A mail's first byte leaves only when its beginning is committed. An end may wait for the next
beginning of its own connection, so that at a crash no connection leaves more than one mail in doubt.
"""

import asyncio
from collections.abc import Callable

import structlog

from hearing.mail import claims

COMPANY = 0.001  # how long a beginning waits for those of the other connections
LINGER = 0.02  # how long an end waits for a beginning
STUMBLES = (0.2, 1.0, 5.0, 20.0)  # waits when the database does not take the ends

log = structlog.get_logger()


class Ledger:
    """What one process wants noted about the mails it holds; `lanes` says how many connections are at work."""

    def __init__(self, me: str, lanes: Callable[[], int]) -> None:
        self.me, self.lanes = me, lanes
        self.begins: dict[int, asyncio.Future[bool]] = {}
        self.ends: dict[int, str] = {}
        self.timer: asyncio.TimerHandle | None = None
        self.task: asyncio.Task[None] | None = None
        self.stumbled = 0

    async def begin(self, pk: int) -> bool:
        """Note, committed, that a message is about to leave; False when the mail is no longer ours."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.begins[pk] = answer
        self._soon()
        return await answer

    def end(self, pk: int, text: str) -> None:
        """Have it noted that the server took a message, with its words; `settled` waits for it."""
        self.ends[pk] = text
        self._soon()

    async def flush(self) -> None:
        """Until what is noted by now is written, or could not be."""
        if self.task:
            await asyncio.shield(self.task)
        self._write()
        if self.task:
            await asyncio.shield(self.task)

    async def settled(self) -> None:
        """Until everything is written."""
        while self.begins or self.ends or self.task:
            self._write()
            if self.task:
                await asyncio.shield(self.task)

    def _soon(self) -> None:
        if self.task:
            return
        if len(self.begins) >= self.lanes():
            self._write()
        elif self.timer is None:
            self._later(COMPANY if self.begins else LINGER)
        elif len(self.begins) == 1:
            self._later(COMPANY)

    def _later(self, wait: float) -> None:
        if self.timer:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(wait, self._write)

    def _write(self) -> None:
        if self.timer:
            self.timer.cancel()
            self.timer = None
        if self.task is None and (self.begins or self.ends):
            self.task = asyncio.create_task(self._batch())

    async def _batch(self) -> None:
        begins, self.begins = self.begins, {}
        ends, self.ends = self.ends, {}
        try:
            changed = await claims.note(list(begins), list(ends.items()), self.me)
            self.stumbled = 0
            _tell(begins, changed)
        except Exception as wrong:
            log.error("outcomes not noted, trying again", error=type(wrong).__name__, mails=len(ends))
            self.ends = ends | self.ends
            for answer in begins.values():
                if not answer.done():
                    answer.set_exception(wrong)
            if self.ends:
                await asyncio.sleep(STUMBLES[min(self.stumbled, len(STUMBLES) - 1)])
                self.stumbled += 1
        finally:
            self.task = None
            if self.begins or self.ends:
                self._soon()


def _tell(begins: dict[int, asyncio.Future[bool]], changed: set[int]) -> None:
    for pk, answer in begins.items():
        if not answer.done():
            answer.set_result(pk in changed)
