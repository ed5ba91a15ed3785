"""One step with an invitation, done over when somebody else was first."""

import asyncio
from collections.abc import Awaitable, Callable
from random import random
from typing import TypeVar

from tortoise.transactions import in_transaction

from hearing.base.errors import Refusal
from hearing.invitations import stand_ins
from hearing.invitations.models import Invitation

T = TypeVar("T")
ATTEMPTS = 8
ROLLED_BACK = ("40001", "40P01")  # PostgreSQL: two could not both be first, and a deadlock
RELATED = ("event__organiser", "event__venue", "person")


class Stale(Exception):
    """The invitation changed while we were about to: read it again and do it over."""


async def settled(invitation: Invitation, step: Callable[[Invitation], Awaitable[T]]) -> T:
    """Do a step in one transaction; over again with the fresh row when somebody else was first."""
    for attempt in range(ATTEMPTS):
        if attempt:
            await asyncio.sleep(random() * 0.02 * attempt)  # noqa: S311 - lets the others through
            invitation = await fresh(int(invitation.pk))
        try:
            async with in_transaction():
                await stand_ins.load([invitation])
                return await step(invitation)
        except Exception as wrong:
            if not isinstance(wrong, Stale) and getattr(wrong, "sqlstate", None) not in ROLLED_BACK:
                raise
    raise Refusal("Many are answering right now. Please try again in a moment.")


async def fresh(pk: int) -> Invitation:
    """The invitation with its event as they are now."""
    return await Invitation.get(pk=pk).select_related(*RELATED)
