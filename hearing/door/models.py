"""Presses at the door, each kept once whatever the network does."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.base.lang import lazy
from hearing.base.moves import Status


class ActKind(Status):
    """What was pressed."""

    IN = "in"
    OUT = "out"
    WALK_IN = "walk_in"
    WALK_OUT = "walk_out"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "in": lazy("Came in"),
            "out": lazy("Undone"),
            "walk_in": lazy("Came without being on the list"),
            "walk_out": lazy("Undone"),
        }


class DoorAct(Model):
    """One press, with the key its page made: the same key again changes nothing."""

    OWNER: ClassVar[str] = "event__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Event", related_name="door_acts", on_delete=fields.CASCADE
    )
    invitation: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Invitation", related_name="door_acts", null=True, on_delete=fields.CASCADE
    )
    key = fields.CharField(max_length=40, unique=True)
    kind = fields.CharEnumField(ActKind, max_length=10)
    of_key = fields.CharField(max_length=40, default="")  # a WALK_OUT's WALK_IN
    name = fields.CharField(max_length=200, default="")
    organisation = fields.CharField(max_length=200, default="")
    at = UtcField()
    received_at = UtcField()
    by: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Account", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    by_name = fields.CharField(max_length=200, default="")

    event_id: int
    invitation_id: int | None

    class Meta:
        table = "door_act"
        indexes = (("event_id", "kind"), ("invitation_id",))
