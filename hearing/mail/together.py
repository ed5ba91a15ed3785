"""What several connections want of the database at once is done in one statement."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Together(Generic[T]):
    """Wishes made while a statement is under way are the next one; each learns whether its own row was changed."""

    def __init__(self, run: Callable[[list[T]], Awaitable[set[int]]], number: Callable[[T], int]) -> None:
        self.run = run
        self.number = number
        self.waiting: list[tuple[T, asyncio.Future[bool]]] = []
        self.task: asyncio.Task[None] | None = None

    async def do(self, wish: T) -> bool:
        """Have it done, committed; False when the row was not ours to change."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.waiting.append((wish, answer))
        if self.task is None:
            self.task = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        try:
            while self.waiting:
                batch, self.waiting = self.waiting, []
                await self._batch(batch)
        finally:
            self.task = None

    async def _batch(self, batch: list[tuple[T, asyncio.Future[bool]]]) -> None:
        try:
            changed = await self.run([wish for wish, _answer in batch])
        except Exception as wrong:
            for _wish, answer in batch:
                if not answer.done():
                    answer.set_exception(wrong)
            return
        for wish, answer in batch:
            if not answer.done():
                answer.set_result(self.number(wish) in changed)
