"""What an event hands out: a file, what it is called, and who may see it."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.base.files import File
from hearing.base.lang import lazy
from hearing.base.moves import Status
from hearing.events.models import Event


class SeenBy(Status):
    """Who may see a document; each one sees what those above it see."""

    EVERYBODY = "everybody"
    INVITED = "invited"
    COMING = "coming"
    STAFF = "staff"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "everybody": lazy("Everybody, on the public page"),
            "invited": lazy("Those invited"),
            "coming": lazy("Those who come"),
            "staff": lazy("Only we who arrange it"),
        }


class EventDocument(Model):
    """One file of an event; taken away it can be put back for a month."""

    OWNER: ClassVar[str] = "event__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField(
        "hearing.Event", related_name="documents", on_delete=fields.CASCADE
    )
    file: fields.ForeignKeyRelation[File] = fields.ForeignKeyField(
        "hearing.File", related_name=False, on_delete=fields.RESTRICT
    )
    title = fields.CharField(max_length=200)
    file_name = fields.CharField(max_length=200)
    size = fields.IntField()
    seen_by = fields.CharEnumField(SeenBy, max_length=10)
    afterwards = fields.BooleanField(default=False)  # documentation of what was, not something to read before
    position = fields.IntField(default=0)
    added_by = fields.CharField(max_length=200, default="")
    created_at = UtcField()
    removed_at = UtcField(null=True)

    event_id: int
    file_id: int

    class Meta:
        table = "event_document"
        indexes = (("event_id", "position"), ("removed_at",), ("file_id",))

    @property
    def kilobytes(self) -> int:
        """Its size, rounded up."""
        return (self.size + 1023) // 1024

    @property
    def ending(self) -> str:
        """PDF, DOCX … as it stands beside the title."""
        return self.file_name.rpartition(".")[2].upper()[:8] if "." in self.file_name else ""
