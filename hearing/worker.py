"""The worker: asks every job again and again, and stops cleanly.

A job asked less often than once a minute runs in one worker at a time, by its row in JobRun;
the others claim their own rows, so that any number of workers may ask them at once.
"""

import asyncio
import os
import socket
from collections.abc import Sequence
from datetime import timedelta

import structlog
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from hearing.base.clock import now
from hearing.base.jobs import Job, JobRun

log = structlog.get_logger("hearing.worker")

HEARTBEAT = "worker"
SELDOM = 60.0
LEASE = timedelta(minutes=5)
PATIENCE = 20.0
OWNER = f"{socket.gethostname()[:60]}/{os.getpid()}"


async def work(jobs: Sequence[Job], stop: asyncio.Event) -> None:
    """Run the jobs until told to stop; what is under way may finish, for a while."""
    log.info("worker started", jobs=len(jobs))
    everything = [*jobs, Job(HEARTBEAT, 15.0, beat)]
    tasks = [asyncio.create_task(_repeat(job, stop), name=job.name) for job in everything]
    await stop.wait()
    ends = [asyncio.ensure_future(job.stop()) for job in jobs if job.stop]
    _done, late = await asyncio.wait(tasks, timeout=PATIENCE)
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, *ends, return_exceptions=True)
    log.info("worker stopped", cut_off=len(late))


async def beat() -> bool:
    """Note that a worker is alive: /readyz tells how long ago."""
    await JobRun.update_or_create({"ran_at": now(), "owner": OWNER}, name=HEARTBEAT)
    return False


async def _repeat(job: Job, stop: asyncio.Event) -> None:
    while not stop.is_set():
        wait = min(job.every, SELDOM / 2)
        try:
            if await (alone(job) if job.every >= SELDOM else job.run()):
                continue
        except Exception:
            log.exception("job failed", job=job.name)
            wait = max(wait, 5.0)
        try:
            await asyncio.wait_for(stop.wait(), wait)
        except TimeoutError:
            continue


async def alone(job: Job) -> bool:
    """Run a seldom job to its end if it is due and nobody else is at it."""
    if not await _claim(job):
        return False
    try:
        while await job.run():
            await JobRun.filter(name=job.name, owner=OWNER).update(lease_until=now() + LEASE)
    finally:
        await JobRun.filter(name=job.name, owner=OWNER).update(ran_at=now(), lease_until=None)
    return False


async def _claim(job: Job) -> bool:
    moment = now()
    free = Q(lease_until=None) | Q(lease_until__lte=moment)
    due = Q(ran_at=None) | Q(ran_at__lte=moment - timedelta(seconds=job.every))
    if await JobRun.filter(free, due, name=job.name).update(lease_until=moment + LEASE, owner=OWNER):
        return True
    if await JobRun.exists(name=job.name):
        return False
    try:
        await JobRun.create(name=job.name, lease_until=moment + LEASE, owner=OWNER)
    except IntegrityError:
        return False
    return True
