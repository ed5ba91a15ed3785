"""The number that stands in every list instead of the name of somebody with protected identity."""

import re
from collections.abc import Iterable
from itertools import count

from hearing.base.lang import _
from hearing.invitations.models import Invitation

NUMBER = re.compile(r"[0-9]+$")


async def next_number(event: int) -> int:
    """A number nobody at the event has; in a transaction that holds the event's seats."""
    taken = await Invitation.filter(event_id=event).exclude(alias="").values_list("alias", flat=True)
    return max((int(found.group()) for alias in taken if (found := NUMBER.search(str(alias)))), default=0) + 1


async def next_alias(event: int) -> str:
    """The same as a name, in the reader's language."""
    return alias(await next_number(event))


def alias(number: int) -> str:
    """What stands for somebody."""
    return _("Participant %(number)s", number=number)


async def renumber(event: int, drafts: Iterable[Invitation]) -> None:
    """Give those who come to another event with a number one of that event's own."""
    numbers = count(await next_number(event))
    for row in drafts:
        if row.alias:
            fresh = alias(next(numbers))
            row.update_from_dict({"alias": fresh, "name": fresh if row.name == row.alias else row.name})
