"""How far each healthcare region has come with what a letter asks for; the seats of consultation groups."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.letters.kinds_stage import Remunerated, StageKind
from hearing.letters.models import Campaign


class Stage(Model):
    """One stage as somebody noted it; never changed, but taken back by a mark of its own."""

    OWNER: ClassVar[str] = "campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    campaign_id: int
    campaign: fields.ForeignKeyRelation[Campaign] = fields.ForeignKeyField(
        "hearing.Campaign", related_name="stages", on_delete=fields.CASCADE
    )
    region_id: str
    region: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.HealthcareRegion", related_name=False, on_delete=fields.RESTRICT
    )
    stage = fields.CharEnumField(StageKind, max_length=12)
    happened_on = fields.DateField()
    source = fields.CharField(max_length=300)
    by_name = fields.CharField(max_length=200)
    noted_at = UtcField()
    undone_at = UtcField(null=True)
    undone_by = fields.CharField(max_length=200, default="")

    class Meta:
        table = "stage"
        indexes = (("campaign_id", "region_id"), ("region_id",))

    def trail(self) -> str:
        """The log thread: the letter's."""
        return f"letter-{self.campaign_id}"


class ConsultationGroup(Model):
    """A group in which an authority hears associations (samrådsgrupp), and the areas that ought to be heard."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    organiser: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=200)
    body = fields.CharField(max_length=200, default="")
    areas = fields.TextField(default="")  # one diagnosis area on each line
    sort_key = fields.CharField(max_length=400)
    changed_at = UtcField()

    class Meta:
        table = "consultation_group"
        indexes = (("organiser_id", "sort_key"),)


class GroupSeat(Model):
    """One seat: the association, its area, who sits there. The name is for the desk alone."""

    OWNER: ClassVar[str] = "group__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    group_id: int
    group: fields.ForeignKeyRelation[ConsultationGroup] = fields.ForeignKeyField(
        "hearing.ConsultationGroup", related_name="seats", on_delete=fields.CASCADE
    )
    association = fields.CharField(max_length=200)
    area = fields.CharField(max_length=200, default="")
    person = fields.CharField(max_length=200, default="")
    appointed_by = fields.CharField(max_length=200, default="")
    remunerated = fields.CharEnumField(Remunerated, max_length=8, default=Remunerated.UNKNOWN)
    sort_key = fields.CharField(max_length=400)

    class Meta:
        table = "group_seat"
        indexes = (("group_id", "sort_key"),)
