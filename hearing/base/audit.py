"""The log of what was done: one line for each thing that happens."""

import json
from typing import Any, ClassVar, Protocol

from tortoise import fields
from tortoise.models import Model

from hearing.base.clock import now
from hearing.base.fields import UtcField

WORDS: dict[str, Any] = {}  # what is recorded -> lazy words that follow on who did it; every slice adds its own


class Actor(Protocol):
    """Whoever acts and has an account."""

    pk: Any
    name: str


class AuditEntry(Model):
    """One thing that happened: when, by whom, what, to which row. Never changed; masked by retention."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    at = UtcField()
    by: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Account", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    by_name = fields.CharField(max_length=200, default="")
    what = fields.CharField(max_length=60)
    trail = fields.CharField(max_length=60)
    row = fields.CharField(max_length=60)
    organiser_id = fields.IntField(null=True)
    details = fields.TextField(default="{}")

    class Meta:
        table = "audit_entry"
        indexes = (("trail", "at"), ("organiser_id", "at"))

    @property
    def told(self) -> str:
        """What was done, as the end of a sentence that begins with who."""
        return str(WORDS.get(self.what, self.what))

    @property
    def facts(self) -> dict[str, Any]:
        """The details as they were recorded."""
        return dict(json.loads(self.details))


def trail_of(row: Model) -> str:
    """The thread a row's log lines hang on: the row itself, or what it belongs to."""
    own = getattr(row, "trail", None)
    return str(own()) if callable(own) else f"{type(row).__name__.lower()}-{row.pk}"


async def record(by: Actor | None, what: str, row: Model, by_name: str = "", **details: Any) -> None:
    """Write one audit line in the caller's transaction; `by` is None for jobs and for people without an account."""
    organiser = row.pk if type(row).__name__ == "Organiser" else getattr(row, "organiser_id", None)
    await AuditEntry.create(
        at=now(),
        by_id=by.pk if by else None,
        by_name=by_name or (by.name if by else ""),
        what=what,
        trail=trail_of(row),
        row=f"{type(row).__name__.lower()}-{row.pk}",
        organiser_id=details.pop("organiser_id", organiser),
        details=json.dumps(details, ensure_ascii=False, default=str),
    )
