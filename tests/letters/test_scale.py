"""A letter to the 290 municipalities, with five thousand lines on their timelines."""

from datetime import date

import httpx2
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing import demo
from hearing.letters import scale
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.organisers.models import Organiser
from hearing.staff.models import Role
from tests import make

pytestmark = pytest.mark.anyio
MOST = 15


async def test_the_board_of_290_asks_as_few_questions_as_that_of_21(
    db: BaseDBAsyncClient, client: httpx2.AsyncClient, counted: list[str]
) -> None:
    await demo.load(date(2026, 11, 23))
    await scale.scale(0)
    small, large = await Campaign.get(reference="NSPH-26-1"), await Campaign.get(slug="scale-letter-0")
    owner = await Organiser.get(id=large.organiser_id)
    ann = await make.signed_in(client, await make.member(owner, "Ann Lind", Role.PLANNER), owner)

    asked = []
    for path in (f"/desk/letters/{small.pk}", f"/desk/letters/{large.pk}?late=1", f"/letters/{large.slug}"):
        await ann.get(path)
        counted.clear()
        assert (await ann.get(path)).status_code == 200
        asked.append(len(counted))

    assert await Recipient.filter(campaign=large).count() == 290
    assert await Entry.filter(recipient__campaign=large).count() == 5003
    assert max(asked) <= MOST and asked[0] == asked[1]
