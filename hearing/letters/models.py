"""Letters, whom they go to, and everything that happened to each of them."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.base.links import Linked
from hearing.base.moves import Moves
from hearing.letters.kinds import (
    Assessment,
    Ball,
    CampaignKind,
    CampaignStatus,
    Certainty,
    Channel,
    Delivery,
    EntryKind,
    Handling,
    Known,
    Route,
    Verdict,
)


class Campaign(Moves):
    """One open letter or statement: a text with numbered demands, sent to many."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False
    MOVES: ClassVar[dict[str, tuple[set[Any], Any]]] = {
        "send": ({CampaignStatus.DRAFT}, CampaignStatus.SENDING),
        "unsend": ({CampaignStatus.SENDING}, CampaignStatus.DRAFT),
        "finish": ({CampaignStatus.SENDING}, CampaignStatus.SENT),
        "close": ({CampaignStatus.SENT}, CampaignStatus.CLOSED),
        "reopen": ({CampaignStatus.CLOSED}, CampaignStatus.SENT),
    }

    id = fields.IntField(primary_key=True)
    organiser_id: int
    organiser: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, on_delete=fields.RESTRICT
    )
    holder: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Account", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    mailing: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Mailing", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    reference = fields.CharField(max_length=20, unique=True)  # NSPH-26-1
    slug = fields.CharField(max_length=100, null=True, unique=True)
    kind = fields.CharEnumField(CampaignKind, max_length=12, default=CampaignKind.LETTER)
    status = fields.CharEnumField(CampaignStatus, max_length=10, default=CampaignStatus.DRAFT)
    title = fields.CharField(max_length=200)
    subject = fields.CharField(max_length=200)
    body = fields.TextField(default="")
    easy_read = fields.TextField(default="")
    language = fields.CharField(max_length=2, default="sv")
    answers_to = fields.CharField(max_length=200, default="")
    answers_by_on = fields.DateField(null=True)
    reply_by_on = fields.DateField(null=True)
    sender = fields.CharField(max_length=400, default="")
    contact = fields.CharField(max_length=200, default="")
    check_days = fields.IntField(default=3)
    first_days = fields.IntField(null=True)
    second_days = fields.IntField(null=True)
    file_days = fields.IntField(default=84)
    versions = fields.IntField(default=0)
    sent_at = UtcField(null=True)
    sent_by_name = fields.CharField(max_length=200, default="")
    published_at = UtcField(null=True)
    created_at = UtcField()
    changed_at = UtcField()

    class Meta:
        table = "campaign"
        indexes = (("organiser_id", "status", "changed_at"), ("holder_id",), ("mailing_id",))

    def trail(self) -> str:
        """The log thread of the letter."""
        return f"letter-{self.pk}"


class CampaignVersion(Model):
    """The text as it stood after one change; never changed."""

    OWNER: ClassVar[str] = "campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    campaign: fields.ForeignKeyRelation[Campaign] = fields.ForeignKeyField(
        "hearing.Campaign", related_name="texts", on_delete=fields.CASCADE
    )
    number = fields.IntField()
    title = fields.CharField(max_length=200)
    subject = fields.CharField(max_length=200)
    body = fields.TextField()
    easy_read = fields.TextField()
    demands: Any = fields.JSONField(default=list)
    by_name = fields.CharField(max_length=200)
    at = UtcField()

    class Meta:
        table = "campaign_version"
        unique_together = (("campaign", "number"),)


class Demand(Model):
    """One numbered demand, or a point under one; its number is its name and is never given to another."""

    OWNER: ClassVar[str] = "campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    campaign_id: int
    campaign: fields.ForeignKeyRelation[Campaign] = fields.ForeignKeyField(
        "hearing.Campaign", related_name="demands", on_delete=fields.CASCADE
    )
    parent_id: int | None
    parent: fields.ForeignKeyNullableRelation["Demand"] = fields.ForeignKeyField(
        "hearing.Demand", related_name="points", null=True, on_delete=fields.CASCADE
    )
    number = fields.IntField()
    text = fields.CharField(max_length=500)

    class Meta:
        table = "demand"
        indexes = (("campaign_id", "number"), ("parent_id",))


class Quote(Model):
    """Somebody's words in the letter, and where they come from."""

    OWNER: ClassVar[str] = "campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    campaign: fields.ForeignKeyRelation[Campaign] = fields.ForeignKeyField(
        "hearing.Campaign", related_name="quotes", on_delete=fields.CASCADE
    )
    position = fields.IntField()
    text = fields.TextField()
    source = fields.CharField(max_length=300, default="")
    source_on = fields.DateField(null=True)

    class Meta:
        table = "quote"
        indexes = (("campaign_id", "position"),)


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
