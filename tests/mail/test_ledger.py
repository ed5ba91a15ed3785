"""Beginnings and ends of sendings, gathered into one commit."""

import asyncio
from typing import Any

import pytest

from hearing.mail import claims, ledger
from hearing.mail.ledger import Ledger

pytestmark = pytest.mark.anyio
Batch = tuple[list[int], list[tuple[int, str]]]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Batch]:
    """What was written; odd mails are ours. With 0 among the ends the first time fails."""
    batches: list[Batch] = []

    async def note(begins: Any, ends: Any, me: str) -> set[int]:
        batches.append((list(begins), list(ends)))
        await asyncio.sleep(0)
        if len(batches) == 1 and (0, "") in ends:
            raise OSError("full")
        return {one for one in begins if one % 2}

    monkeypatch.setattr(claims, "note", note)
    monkeypatch.setattr(ledger, "STUMBLES", (0.0,))
    return batches


async def test_what_all_connections_want_is_one_commit_and_each_gets_its_answer(written: list[Batch]) -> None:
    book = Ledger("me", lambda: 5)
    book.end(9, "taken")

    assert await asyncio.gather(*(book.begin(pk) for pk in range(5))) == [False, True, False, True, False]
    assert written == [([0, 1, 2, 3, 4], [(9, "taken")])]


async def test_a_beginning_does_not_wait_long_for_the_others(written: list[Batch]) -> None:
    book = Ledger("me", lambda: 5)

    assert await asyncio.wait_for(book.begin(1), 1)
    assert written == [([1], [])]


async def test_an_end_is_written_although_nothing_begins(written: list[Batch]) -> None:
    book = Ledger("me", lambda: 5)
    book.end(1, "taken")
    await book.settled()

    assert written == [([], [(1, "taken")])]


async def test_an_end_that_could_not_be_written_is_written_later_and_a_beginning_is_refused(
    written: list[Batch],
) -> None:
    book = Ledger("me", lambda: 1)
    book.end(0, "")
    with pytest.raises(OSError, match="full"):
        await book.begin(1)
    await book.settled()

    assert written == [([1], [(0, "")]), ([], [(0, "")])]
    assert await book.begin(3)
