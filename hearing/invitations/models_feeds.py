"""Private calendars to subscribe to: an account's, or an invited person's at one organiser."""

from typing import Any, ClassVar

from tortoise import fields

from hearing.base.fields import UtcField
from hearing.base.links import Linked


class PrivateFeed(Linked):
    """One person's calendar behind its own address; without a hash it is stopped."""

    LINK_KIND: ClassVar[str] = "feed"

    id = fields.IntField(primary_key=True)
    account: fields.OneToOneNullableRelation[Any] = fields.OneToOneField(
        "hearing.Account", related_name=False, null=True, on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Person", related_name=False, null=True, on_delete=fields.CASCADE
    )
    organiser: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, null=True, on_delete=fields.CASCADE
    )
    created_at = UtcField()
    once_shown = fields.BooleanField(default=False)  # its address stood on a page whose link may have been forwarded

    account_id: int | None
    person_id: int | None
    organiser_id: int | None

    class Meta:
        table = "private_feed"
        unique_together = (("person", "organiser"),)
