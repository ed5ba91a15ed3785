"""The organisations that are asked to sign a letter, and what each of them has said, when."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.base.links import Linked
from hearing.base.moves import Moves
from hearing.letters.kinds_case import Channel
from hearing.letters.kinds_signing import SignatoryStatus, SignatureKind
from hearing.letters.models import Campaign

NEW, ASKED, YES, NO, AGAIN, OFF = SignatoryStatus


class Signatory(Linked, Moves):
    """One organisation asked to sign one letter; its status is about the text as it is now."""

    OWNER: ClassVar[str] = "campaign__organiser_id"
    SHARED: ClassVar[bool] = False
    LINK_KIND: ClassVar[str] = "signatory"
    MOVES: ClassVar[dict[str, tuple[set[Any], Any]]] = {
        "ask": ({NEW, AGAIN, ASKED}, ASKED),
        "unask": ({ASKED}, NEW),
        "unask_again": ({ASKED}, AGAIN),
        "yes": ({NEW, ASKED, NO, YES, AGAIN}, YES),
        "no": ({NEW, ASKED, YES, NO, AGAIN}, NO),
        "renew": ({YES, NO}, AGAIN),
        "off": ({NEW, ASKED, YES, NO, AGAIN}, OFF),
        "back": ({OFF}, NEW),
    }

    id = fields.IntField(primary_key=True)
    campaign_id: int
    campaign: fields.ForeignKeyRelation[Campaign] = fields.ForeignKeyField(
        "hearing.Campaign", related_name="signatories", on_delete=fields.CASCADE
    )
    mail: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.OutgoingMail", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    name = fields.CharField(max_length=200)
    sort_key = fields.CharField(max_length=400)
    area = fields.CharField(max_length=200, default="")  # tvångssyndrom/OCD
    contact = fields.CharField(max_length=200, default="")
    email = fields.CharField(max_length=254, default="")
    status = fields.CharEnumField(SignatoryStatus, max_length=8, default=SignatoryStatus.NEW)
    version = fields.IntField(null=True)  # the version of the text that was answered
    signer_name = fields.CharField(max_length=200, default="")
    signer_role = fields.CharField(max_length=200, default="")
    comment = fields.TextField(default="")
    asked_at = UtcField(null=True)
    asked_times = fields.IntField(default=0)
    answered_at = UtcField(null=True)

    class Meta:
        table = "signatory"
        unique_together = (("campaign", "name"),)
        indexes = (("campaign_id", "status"), ("mail_id",))

    @property
    def label(self) -> str:
        """As it stands under the letter: Tvångssyndromföreningen (tvångssyndrom/OCD)."""
        return f"{self.name} ({self.area})" if self.area else self.name

    def trail(self) -> str:
        """The log thread: the letter's."""
        return f"letter-{self.campaign_id}"


class Signature(Model):
    """One line of what happened between us and a signatory; never changed."""

    OWNER: ClassVar[str] = "signatory__campaign__organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    signatory_id: int
    signatory: fields.ForeignKeyRelation[Signatory] = fields.ForeignKeyField(
        "hearing.Signatory", related_name="signatures", on_delete=fields.CASCADE
    )
    at = UtcField()
    what = fields.CharEnumField(SignatureKind, max_length=10)
    version = fields.IntField()
    signer_name = fields.CharField(max_length=200, default="")
    signer_role = fields.CharField(max_length=200, default="")
    via = fields.CharEnumField(Channel, max_length=8, default=Channel.WEB)
    by_name = fields.CharField(max_length=200, default="")
    comment = fields.TextField(default="")

    class Meta:
        table = "signature"
        indexes = (("signatory_id", "at"),)
