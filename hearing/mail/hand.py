"""A thread for what blocks, so that one that never ends keeps nobody waiting."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class Hand:
    """Does one thing after another in a thread of its own; the program may end without it."""

    def __init__(self) -> None:
        self.asked: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        Thread(target=self._work, name="hand", daemon=True).start()

    async def do(self, function: Callable[..., T], *given: Any, wait: float) -> T:
        """Have it done there, and wait for the outcome here; TimeoutError when it takes too long."""
        future: Future[T] = Future()
        self.asked.put((future, lambda: function(*given)))
        return await asyncio.wait_for(asyncio.wrap_future(future), wait)

    def end(self, last: Callable[[], Any]) -> None:
        """One more thing that nobody waits for, then no more."""
        self.asked.put((Future(), last))
        self.asked.put(None)

    def _work(self) -> None:
        while one := self.asked.get():
            future, function = one
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(function())
            except BaseException as wrong:
                future.set_exception(wrong)
