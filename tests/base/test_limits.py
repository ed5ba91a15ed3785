"""Counting tries: exact among many at once, over when its window is over."""

import asyncio
from datetime import timedelta

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import freeze, now
from hearing.base.limits import RateCount, TooMany, count, hidden

pytestmark = pytest.mark.anyio
MINUTE = timedelta(minutes=1)


async def test_as_many_as_allowed_get_through_at_once(db: BaseDBAsyncClient) -> None:
    tries = await asyncio.gather(*(count("door", 10, MINUTE) for _try in range(30)), return_exceptions=True)

    assert sum(isinstance(one, TooMany) for one in tries) == 20
    assert (await RateCount.get()).tries == 30


async def test_the_wait_is_told(db: BaseDBAsyncClient) -> None:
    await count("door", 1, MINUTE)

    with freeze(now() + timedelta(seconds=20)), pytest.raises(TooMany) as told:
        await count("door", 1, MINUTE)

    assert told.value.seconds == 40


async def test_a_new_window_counts_anew(db: BaseDBAsyncClient) -> None:
    await count("door", 1, MINUTE)

    with freeze(now() + MINUTE):
        await count("door", 1, MINUTE)

    assert (await RateCount.get()).tries == 1


async def test_an_address_cannot_be_read_back(db: BaseDBAsyncClient) -> None:
    assert hidden("192.0.2.1") == hidden("192.0.2.1") != hidden("192.0.2.2")
    assert "192" not in hidden("192.0.2.1") and len(hidden("x" * 999)) == 40
