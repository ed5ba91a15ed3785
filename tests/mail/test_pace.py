"""How fast, how often, and when a server is left alone."""

import asyncio
import time

import pytest

from hearing.base.clock import now
from hearing.mail.pace import TRIES, Breaker, Pace, next_try


def test_waits_grow_from_a_minute_to_four_hours_and_end_after_four_days() -> None:
    waits = [(due - now()).total_seconds() / 60 for n in range(1, TRIES) if (due := next_try(n))]

    for wait, plan in zip(waits, [1, 5, 15, 30, 60, 120, 180, *[240] * 22], strict=True):
        assert plan * 0.8 <= wait <= plan * 1.2
    assert next_try(TRIES) is None


@pytest.mark.anyio
async def test_no_more_than_the_limit_goes_out() -> None:
    pace, start = Pace(600), time.monotonic()

    await asyncio.gather(*(pace.turn() for _number in range(14)))

    assert 0.2 <= time.monotonic() - start <= 1.0  # ten at once, then ten a second


def test_the_breaker_opens_after_five_faults_and_shuts_at_the_first_success() -> None:
    breaker = Breaker()
    states = []
    for _number in range(5):
        breaker.fault()
        states.append(breaker.is_open())
    breaker.fine()

    assert states == [False, False, False, False, True]
    assert not breaker.is_open()
