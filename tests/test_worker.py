"""The worker: asks jobs until nothing is due, shares the seldom ones, stops when told."""

import asyncio
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import freeze, now
from hearing.base.jobs import Job, JobRun
from hearing.worker import HEARTBEAT, LEASE, alone, work


class Work:
    """A job with so many things due."""

    def __init__(self, due: int, name: str = "some", every: float = 3600) -> None:
        self.due, self.calls = due, 0
        self.job = Job(name, every, self.run)

    async def run(self) -> bool:
        """Do one thing."""
        self.calls += 1
        self.due -= 1
        return self.due >= 0


async def test_the_worker_works_until_told_to_stop(db: BaseDBAsyncClient) -> None:
    often, stop = Work(3, "often", every=0.01), asyncio.Event()

    worker = asyncio.create_task(work([often.job], stop))
    while often.calls < 6:
        await asyncio.sleep(0.01)
    stop.set()
    await asyncio.wait_for(worker, 5)

    assert await JobRun.filter(name=HEARTBEAT, ran_at=now()).count() == 1


async def test_a_job_may_end_what_it_began(db: BaseDBAsyncClient) -> None:
    ended, stop = asyncio.Event(), asyncio.Event()

    async def end() -> None:
        ended.set()

    stop.set()
    await work([Job("some", 1, Work(0).run, end)], stop)

    assert ended.is_set()


async def test_a_job_that_fails_does_not_stop_the_others(db: BaseDBAsyncClient) -> None:
    async def fail() -> bool:
        raise RuntimeError("on purpose")

    good, stop = Work(0, "good", every=0.01), asyncio.Event()

    worker = asyncio.create_task(work([Job("bad", 0.01, fail), good.job], stop))
    while good.calls < 3:
        await asyncio.sleep(0.01)
    stop.set()

    await asyncio.wait_for(worker, 5)


async def test_a_seldom_job_runs_to_its_end_once_per_period(db: BaseDBAsyncClient, clock: datetime) -> None:
    nightly = Work(2)

    await alone(nightly.job)
    await alone(nightly.job)
    assert nightly.calls == 3

    with freeze(clock + timedelta(hours=1)):
        await alone(nightly.job)
    assert nightly.calls == 4


async def test_a_seldom_job_is_left_to_the_one_who_has_it(db: BaseDBAsyncClient, clock: datetime) -> None:
    await JobRun.create(name="some", owner="another", lease_until=now() + LEASE)
    nightly = Work(0)

    await alone(nightly.job)
    assert nightly.calls == 0

    with freeze(clock + LEASE):  # the other one died
        await alone(nightly.job)
    assert nightly.calls == 1


async def test_many_at_once_run_a_seldom_job_once(db: BaseDBAsyncClient) -> None:
    nightly = Work(0)

    await asyncio.gather(*(alone(nightly.job) for _ in range(5)))

    assert nightly.calls == 1
