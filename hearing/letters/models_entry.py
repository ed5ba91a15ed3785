"""Everything that happened to a letter at one authority."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.letters.kinds import Certainty
from hearing.letters.kinds_case import Channel, Known, Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Demand
from hearing.letters.models_recipient import Recipient


class Entry(Model):
    """One line of a recipient's timeline, never changed; a mistake is taken back by a line of its own."""

    OWNER: ClassVar[str] = "recipient__campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    recipient_id: int
    recipient: fields.ForeignKeyRelation[Recipient] = fields.ForeignKeyField(
        "hearing.Recipient", related_name="entries", on_delete=fields.RESTRICT
    )
    takes_back_id: int | None
    takes_back: fields.ForeignKeyNullableRelation["Entry"] = fields.ForeignKeyField(
        "hearing.Entry", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    by: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Account", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    person_id: int | None
    person: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    mail_id: int | None
    mail: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.OutgoingMail", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    kind = fields.CharEnumField(EntryKind, max_length=16)
    at = UtcField()
    noted_at = UtcField()
    by_name = fields.CharField(max_length=200, default="")
    channel = fields.CharEnumField(Channel, max_length=8, null=True)
    who = fields.CharField(max_length=200, default="")
    who_title = fields.CharField(max_length=200, default="")
    who_email = fields.CharField(max_length=254, default="")
    by_other = fields.BooleanField(default=False)
    first_hand = fields.BooleanField(default=True)
    text = fields.TextField(default="")
    until_on = fields.DateField(null=True)
    facts: Any = fields.JSONField(default=dict)  # assessment, outcomes, tags, ball, shown: what this line sets
    source = fields.CharField(max_length=60, default="")  # incoming mail or page it came from: mail-12, page

    class Meta:
        table = "letter_entry"
        indexes = (("recipient_id", "at"), ("takes_back_id",), ("by_id",), ("person_id",), ("mail_id",))


class EntryFile(Model):
    """A file an authority handed in on the letter's own page."""

    OWNER: ClassVar[str] = "entry__recipient__campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    entry_id: int
    entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "hearing.Entry", related_name="files", on_delete=fields.CASCADE
    )
    file_id: int
    file: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.File", related_name=False, on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=200)
    size = fields.IntField()

    class Meta:
        table = "letter_entry_file"
        indexes = (("entry_id",), ("file_id",))


class Forwarding(Model):
    """Who passed the letter on to whom, when, and how we know; branches hang on the one they came from."""

    OWNER: ClassVar[str] = "recipient__campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    recipient_id: int
    recipient: fields.ForeignKeyRelation[Recipient] = fields.ForeignKeyField(
        "hearing.Recipient", related_name="forwardings", on_delete=fields.RESTRICT
    )
    entry_id: int
    entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "hearing.Entry", related_name="forwardings", on_delete=fields.RESTRICT
    )
    person_id: int | None
    person: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    parent_id: int | None
    parent: fields.ForeignKeyNullableRelation["Forwarding"] = fields.ForeignKeyField(
        "hearing.Forwarding", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    from_who = fields.CharField(max_length=200, default="")
    to_name = fields.CharField(max_length=200, default="")
    to_title = fields.CharField(max_length=200, default="")
    to_email = fields.CharField(max_length=254, default="")
    happened_on = fields.DateField()
    how = fields.CharEnumField(Known, max_length=10)
    certainty = fields.CharEnumField(Certainty, max_length=10, default=Certainty.STATED)

    class Meta:
        table = "forwarding"
        indexes = (("recipient_id",), ("entry_id",), ("person_id",), ("parent_id",))

    @property
    def to(self) -> str:
        """Who has it, as far as we know: name and role, or one of them."""
        return ", ".join(part for part in (self.to_name, self.to_title) if part)


class DemandAnswer(Model):
    """What an answer says to one demand, with the sentence that says it."""

    OWNER: ClassVar[str] = "entry__recipient__campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    entry_id: int
    entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "hearing.Entry", related_name="demand_answers", on_delete=fields.RESTRICT
    )
    demand_id: int
    demand: fields.ForeignKeyRelation[Demand] = fields.ForeignKeyField(
        "hearing.Demand", related_name="answers", on_delete=fields.RESTRICT
    )
    verdict = fields.CharEnumField(Verdict, max_length=8)
    evidence = fields.TextField(default="")

    class Meta:
        table = "demand_answer"
        unique_together = (("entry", "demand"),)
        indexes = (("demand_id",),)


class Reference(Model):
    """An authority's own number for our letter, as written; several per recipient."""

    OWNER: ClassVar[str] = "recipient__campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    recipient_id: int
    recipient: fields.ForeignKeyRelation[Recipient] = fields.ForeignKeyField(
        "hearing.Recipient", related_name="references", on_delete=fields.RESTRICT
    )
    entry_id: int
    entry: fields.ForeignKeyRelation[Entry] = fields.ForeignKeyField(
        "hearing.Entry", related_name="references", on_delete=fields.RESTRICT
    )
    number = fields.CharField(max_length=40)
    key = fields.CharField(max_length=40)
    body = fields.CharField(max_length=200, default="")
    happened_on = fields.DateField()

    class Meta:
        table = "letter_reference"
        indexes = (("recipient_id",), ("entry_id",), ("key",))
