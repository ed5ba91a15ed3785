"""Letters: text, versions, demands, quotes."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.clock import today
from hearing.base.fields import UtcField
from hearing.base.moves import Moves
from hearing.letters.kinds import CampaignKind, CampaignStatus


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
    locked_at = UtcField(null=True)  # the first signature locks the text
    locked_version = fields.IntField(null=True)
    sign_by_on = fields.DateField(null=True)
    sent_at = UtcField(null=True)
    sent_by_name = fields.CharField(max_length=200, default="")
    published_at = UtcField(null=True)
    printed: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.File", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    printed_at = UtcField(null=True)
    printed_letters = fields.IntField(default=0)
    created_at = UtcField()
    changed_at = UtcField()

    class Meta:
        table = "campaign"
        indexes = (("organiser_id", "status", "changed_at"), ("holder_id",), ("mailing_id",), ("printed_id",))

    def trail(self) -> str:
        """The log thread of the letter."""
        return f"letter-{self.pk}"

    @property
    def days_left(self) -> int | None:
        """How many days are left to answer the proposal; None when there is none, or the letter has left."""
        if self.answers_by_on is None or self.status != CampaignStatus.DRAFT:
            return None
        return (self.answers_by_on - today()).days


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
