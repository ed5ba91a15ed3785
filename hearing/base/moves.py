"""Statuses that change only by named moves, each one conditional UPDATE with one winner."""

from enum import StrEnum
from typing import Any, ClassVar

from tortoise.models import Model

from hearing.base.errors import Refusal
from hearing.base.lang import lazy

STALE = lazy("This can no longer be done: the status is now %(status)s.")


class Moves(Model):
    """A row whose `status` walks along MOVES: verb -> (statuses before, status after)."""

    MOVES: ClassVar[dict[str, tuple[set[Any], Any]]] = {}
    status: Any

    class Meta:
        abstract = True

    def may(self, verb: str) -> bool:
        """Whether the verb is open from where this row stands, as last read."""
        return self.status in self.MOVES[verb][0]

    async def take(self, verb: str, **changes: Any) -> bool:
        """Move if the row in the database still stands where the verb starts; False when somebody was first."""
        before, after = self.MOVES[verb]
        changes["status"] = after
        won = await type(self).filter(pk=self.pk, status__in=list(before)).update(**changes)
        if won:
            self.update_from_dict(changes)
        return bool(won)

    async def move(self, verb: str, **changes: Any) -> None:
        """Move, or raise a Refusal that names the status the row has now. Drop the row after a Refusal."""
        if not await self.take(verb, **changes):
            fresh = await type(self).get(pk=self.pk)
            status = fresh.status
            raise Refusal(str(STALE.msgid), status=getattr(status, "label", status))


class Status(StrEnum):
    """An enum of statuses or kinds; `label` is the reader's word for it, from LABELS of the subclass."""

    @property
    def label(self) -> str:
        """The word shown to the reader."""
        return str(self.words()[self.value])

    @classmethod
    def words(cls) -> dict[str, Any]:
        """Value -> lazy text; every subclass gives its own."""
        raise KeyError(cls.__name__)
