"""Whom a letter goes to, and the table behind it."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.links import Linked
from hearing.letters.kinds import Certainty, Delivery, Route
from hearing.letters.kinds_case import Assessment, Ball, Handling
from hearing.letters.models import Campaign


class Recipient(Linked):
    """One authority in one letter. The axes are what standing.settle() reads out of its timeline, nothing else."""

    OWNER: ClassVar[str] = "campaign__organiser_id"
    SHARED: ClassVar[bool] = False
    LINK_KIND: ClassVar[str] = "recipient"

    id = fields.IntField(primary_key=True)
    campaign_id: int
    campaign: fields.ForeignKeyRelation[Campaign] = fields.ForeignKeyField(
        "hearing.Campaign", related_name="recipients", on_delete=fields.RESTRICT
    )
    organisation_id: int
    organisation: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Organisation", related_name=False, on_delete=fields.RESTRICT
    )
    person_id: int | None
    person: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Person", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    holding: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Holding", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    assigned_id: int | None
    assigned: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Account", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    number = fields.IntField()
    ref = fields.CharField(max_length=30, unique=True)
    code = fields.CharField(max_length=20, default="")
    authority = fields.CharField(max_length=200)
    short_name = fields.CharField(max_length=200)
    sort_key = fields.CharField(max_length=400)
    name = fields.CharField(max_length=200, default="")
    title = fields.CharField(max_length=200, default="")
    email = fields.CharField(max_length=254, default="")
    registrator_email = fields.CharField(max_length=254, default="")
    route = fields.CharEnumField(Route, max_length=12, default=Route.HOLDER)
    subject = fields.CharField(max_length=250, default="")
    text = fields.TextField(default="")
    pdf: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.File", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    reply_hash = fields.CharField(max_length=64, null=True, unique=True)
    delivery = fields.CharEnumField(Delivery, max_length=16, default=Delivery.DRAFT)
    handling = fields.CharEnumField(Handling, max_length=14, default=Handling.NONE)
    ball = fields.CharEnumField(Ball, max_length=8, default=Ball.US)
    ball_until = fields.DateField(null=True)
    assessment = fields.CharEnumField(Assessment, max_length=10, default=Assessment.NONE)
    outcomes: Any = fields.JSONField(default=list)
    tags: Any = fields.JSONField(default=list)
    sent_on = fields.DateField(null=True)
    heard_on = fields.DateField(null=True)
    answered_on = fields.DateField(null=True)
    answered_by_other = fields.BooleanField(default=False)
    responder = fields.CharField(max_length=400, default="")
    summary = fields.TextField(default="")
    now_with = fields.CharField(max_length=400, default="")
    now_email = fields.CharField(max_length=254, default="")
    reminders = fields.IntField(default=0)
    checked_on = fields.DateField(null=True)  # looked for in the authority's diary
    requested_on = fields.DateField(null=True)  # its file on the letter asked for
    shown = fields.BooleanField(default=False)
    shown_text = fields.TextField(default="")

    class Meta:
        table = "recipient"
        unique_together = (("campaign", "organisation"), ("campaign", "number"))
        indexes = (
            ("campaign_id", "sort_key"),
            ("delivery",),
            ("organisation_id",),
            ("person_id",),
            ("holding_id",),
            ("assigned_id",),
            ("pdf_id",),
        )

    def trail(self) -> str:
        """The log thread: the letter's."""
        return f"letter-{self.campaign_id}"


# All of a recipient but the letter's own words, which lists do not show.
SHOWN = [name for name in Recipient._meta.fields_map if name in Recipient._meta.db_fields and name != "text"]
SHOWN.append("assigned_id")


class RecipientValue(Model):
    """One column of the table behind the letter, for one recipient: a word to fill in, maybe an amount."""

    OWNER: ClassVar[str] = "recipient__campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    recipient_id: int
    recipient: fields.ForeignKeyRelation[Recipient] = fields.ForeignKeyField(
        "hearing.Recipient", related_name="values_", on_delete=fields.CASCADE
    )
    key = fields.CharField(max_length=40)
    value = fields.CharField(max_length=300)
    amount = fields.BigIntField(null=True)
    certainty = fields.CharEnumField(Certainty, max_length=10, default=Certainty.STATED)
    source = fields.CharField(max_length=300, default="")

    class Meta:
        table = "recipient_value"
        unique_together = (("recipient", "key"),)
