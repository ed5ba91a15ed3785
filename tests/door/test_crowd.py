"""Two doors and five hundred guests: both mark everybody, one of them late, and nobody is lost or counted twice."""

import asyncio
import time
from datetime import timedelta

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import now
from hearing.door import acts, lists
from hearing.door.acts import Press
from hearing.door.models import ActKind
from hearing.invitations.models import Invitation
from tests.invitations import make

pytestmark = pytest.mark.anyio
PEOPLE = 500


async def test_two_doors_mark_five_hundred_within_a_minute(db: BaseDBAsyncClient) -> None:
    event = await make.event(starts_at=now() - timedelta(hours=1), ends_at=now() + timedelta(hours=1))
    karin, card = await make.account(), [await make.person(f"Person {n}") for n in range(PEOPLE)]
    rows = [make.unsaved(event, person, None, n) for n, person in enumerate(card)]
    for row in rows:
        row.update_from_dict({"status": "yes", "seat": True})
    await Invitation.bulk_create(rows, batch_size=200)
    numbers = [row.id for row in await Invitation.filter(event=event).only("id")]

    async def door(name: str, half: list[int]) -> None:
        for number in half:
            told = Press(key=f"{name}-{number:08}", kind=ActKind.IN, id=number, at=now())
            for _ in range(2 if number % 5 == 0 else 1):
                await acts.take(event, told, karin)

    begun = time.perf_counter()
    await asyncio.gather(door("north", numbers[:300]), door("south", numbers[200:]))
    spent = time.perf_counter() - begun

    assert (await lists.hall(event)).count == lists.Count(PEOPLE, 0)
    assert spent < 60
