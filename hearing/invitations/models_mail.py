"""What came by mail in words, as it stands at the guest."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField


class GuestMail(Model):
    """A mail whose words were added to a guest's comment; taken back when the mail turns out not to belong there."""

    OWNER: ClassVar[str] = "invitation__event__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    mail_id: int
    invitation_id: int
    mail: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.IncomingMail", related_name=False, on_delete=fields.CASCADE
    )
    invitation: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Invitation", related_name=False, on_delete=fields.CASCADE
    )
    ref = fields.CharField(max_length=60)
    words = fields.TextField(default="")
    noted_at = UtcField()
    taken_back_at = UtcField(null=True)

    class Meta:
        table = "guest_mail"
        unique_together = (("mail", "invitation"),)
        indexes = (("invitation_id",),)
