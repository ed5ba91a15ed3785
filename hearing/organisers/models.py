"""An organiser: an organisation that uses this installation and owns what it makes."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.audit import WORDS
from hearing.base.fields import UtcField
from hearing.base.lang import lazy

WORDS.update(
    {
        "organiser.added": lazy("added the organiser"),
        "organiser.changed": lazy("changed the organiser"),
        "organiser.logo_set": lazy("changed the logo"),
        "organiser.logo_dropped": lazy("took the logo away"),
    }
)


class Organiser(Model):
    """Has staff, a sender, a logo and a colour; owns events, letters, mailings and contacts."""

    OWNER: ClassVar[str] = "id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    slug = fields.CharField(max_length=60, unique=True)
    name = fields.CharField(max_length=200)
    sender_name = fields.CharField(max_length=200)
    email = fields.CharField(max_length=254)
    contact_name = fields.CharField(max_length=200, default="")
    contact_phone = fields.CharField(max_length=40, default="")
    postal_address = fields.TextField(default="")
    website = fields.CharField(max_length=300, default="")
    about = fields.TextField(default="")
    colour = fields.CharField(max_length=7, default="#5a2a5f")
    language = fields.CharField(max_length=2, default="sv")
    substitutes_at_once = fields.BooleanField(default=True)  # those of the same mail domain, without asking staff
    logo: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.File", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    created_at = UtcField()
    logo_id: int | None

    class Meta:
        table = "organiser"

    @property
    def logo_url(self) -> str:
        """Where its mark is served; "" when it has none of its own."""
        return f"/organisers/{self.slug}/logo" if self.logo_id else ""

    def __str__(self) -> str:
        return self.name
