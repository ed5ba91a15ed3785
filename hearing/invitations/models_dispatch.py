"""The mails around an event that leave by themselves: what staff changed about each, and what was sent."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.base.lang import lazy
from hearing.base.moves import Status


class DispatchKind(Status):
    """A mail of the matrix that is sent at a time counted from the event."""

    NUDGE = "nudge"
    WEEK = "week"
    DAY = "day"
    THANKS = "thanks"
    MISSED = "missed"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "nudge": lazy("Reminder to those who have not answered"),
            "week": lazy("The programme, a week before"),
            "day": lazy("Welcome, the day before"),
            "thanks": lazy("Thanks and the material, the day after"),
            "missed": lazy("We missed you, the day after"),
        }


class Dispatch(Model):
    """One kind of mail of one event; the row is made when somebody changes something or it is sent."""

    OWNER: ClassVar[str] = "event__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Event", related_name="dispatches", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(DispatchKind, max_length=20)
    stopped = fields.BooleanField(default=False)
    stopped_by = fields.CharField(max_length=200, default="")
    note = fields.TextField(default="")
    left_out: Any = fields.JSONField(default=list)  # numbers of invitations that do not get it
    sent_for_on = fields.DateField(null=True)  # the day it was last sent for: another day is another sending
    sent_turn = fields.IntField(default=0)  # and the event's SEQUENCE then: moved away and back is another sending
    sent_at = UtcField(null=True)
    people = fields.IntField(default=0)

    class Meta:
        table = "dispatch"
        unique_together = (("event", "kind"),)

    def trail(self) -> str:
        """The log thread: the event's."""
        return f"event-{self.event_id}"  # type: ignore[attr-defined]
