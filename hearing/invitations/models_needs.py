"""What the invited need, and how many needed it once that is erased."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.base.moves import Moves
from hearing.invitations.kinds import Via
from hearing.invitations.models import Invitation, Substitute
from hearing.invitations.need_kinds import NeedKind, NeedStatus


class Need(Moves):
    """Something one person needs to take part, kept with consent and erased two weeks after the event."""

    OWNER: ClassVar[str] = "invitation__event__organiser_id"
    SHARED: ClassVar[bool] = False
    MOVES: ClassVar[dict[str, tuple[set[Any], Any]]] = {
        "order": (set(NeedStatus) - {NeedStatus.ORDERED}, NeedStatus.ORDERED),
        "confirm": (set(NeedStatus) - {NeedStatus.CONFIRMED}, NeedStatus.CONFIRMED),
        "refuse": (set(NeedStatus) - {NeedStatus.IMPOSSIBLE}, NeedStatus.IMPOSSIBLE),
        "call_off": (set(NeedStatus) - {NeedStatus.CANCELLED}, NeedStatus.CANCELLED),
        "reopen": (set(NeedStatus) - {NeedStatus.WANTED}, NeedStatus.WANTED),
    }

    id = fields.IntField(primary_key=True)
    invitation: fields.ForeignKeyRelation[Invitation] = fields.ForeignKeyField(
        "hearing.Invitation", related_name="needs", on_delete=fields.CASCADE
    )
    substitute: fields.ForeignKeyNullableRelation[Substitute] = fields.ForeignKeyField(
        "hearing.Substitute", related_name="needs", null=True, on_delete=fields.CASCADE
    )  # whose it is when it is not the invited person's own
    kind = fields.CharEnumField(NeedKind, max_length=20)
    status = fields.CharEnumField(NeedStatus, max_length=20, default=NeedStatus.WANTED)
    text = fields.TextField(default="")
    consent_at = UtcField()
    consent_via = fields.CharEnumField(Via, max_length=10, default=Via.WEB)
    created_at = UtcField()
    changed_at = UtcField()

    invitation_id: int
    substitute_id: int | None

    class Meta:
        table = "need"
        indexes = (("invitation_id",),)

    CONSTRAINTS: ClassVar[list[str]] = ["need_invited_kind_once", "need_substitute_kind_once"]


class NeedCount(Model):
    """How many needed what at an event: what stays when the needs are erased."""

    OWNER: ClassVar[str] = "event__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Event", related_name="need_counts", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(NeedKind, max_length=20)
    people = fields.IntField(default=0)
    met = fields.IntField(default=0)

    class Meta:
        table = "need_count"
        unique_together = (("event", "kind"),)
