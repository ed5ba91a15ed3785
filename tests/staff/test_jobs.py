"""What is over is tidied away, and nothing else."""

from datetime import timedelta

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import freeze, now
from hearing.base.limits import RateCount
from hearing.base.links import digest
from hearing.staff import login
from hearing.staff.jobs import JOBS
from hearing.staff.models import LoginSession, SignInLink
from tests import make

pytestmark = pytest.mark.anyio


async def test_links_sessions_and_counts_that_are_over_are_dropped(db: BaseDBAsyncClient) -> None:
    who = await make.account()
    with freeze(now() - timedelta(days=40)):
        await make.session(who)
        await login.print_link(who)
        await login.ask("nobody@egen-rost.test", "", "192.0.2.1")
    fresh = [await make.session(who), await login.print_link(who)]

    did = [await job.run() for job in JOBS]

    assert did == [False, False]
    assert [row.token_hash for row in await LoginSession.all()] == [digest(fresh[0])]
    assert [row.token_hash for row in await SignInLink.all()] == [digest(fresh[1])]
    assert await RateCount.all().count() == 0
