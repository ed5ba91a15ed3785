"""Files that go with a letter."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.letters.models import Campaign


class Enclosure(Model):
    """One file with a letter: in the mail when all together are small, always on the letter's pages."""

    OWNER: ClassVar[str] = "campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    campaign_id: int
    campaign: fields.ForeignKeyRelation[Campaign] = fields.ForeignKeyField(
        "hearing.Campaign", related_name="enclosures", on_delete=fields.CASCADE
    )
    file_id: int
    file: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.File", related_name=False, on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=200)
    size = fields.IntField()
    by_name = fields.CharField(max_length=200)
    created_at = UtcField()

    class Meta:
        table = "enclosure"
        unique_together = (("campaign", "file"),)
        indexes = (("file_id",),)
