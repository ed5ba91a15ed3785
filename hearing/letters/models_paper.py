"""Letters that are still to be made into PDFs."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient


class Paper(Model):
    """One PDF to make, gone once it is made: a recipient's, word for word as it was sent; or all of them, for the post."""

    OWNER: ClassVar[str] = "campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    campaign_id: int
    campaign: fields.ForeignKeyRelation[Campaign] = fields.ForeignKeyField(
        "hearing.Campaign", related_name=False, on_delete=fields.CASCADE
    )
    recipient_id: int | None
    recipient: fields.OneToOneNullableRelation[Recipient] = fields.OneToOneField(
        "hearing.Recipient", related_name=False, null=True, on_delete=fields.CASCADE
    )
    told: Any = fields.JSONField(null=True)  # what the PDF says; of all of them it is gathered when they are made
    due_at = UtcField()
    tries = fields.IntField(default=0)

    class Meta:
        table = "letter_paper"
        indexes = (("campaign_id",), ("tries", "due_at"))
