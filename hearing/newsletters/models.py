"""The monthly letter of an organiser: whether it is offered, who gets it, and each month's."""

from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.audit import WORDS
from hearing.base.fields import UtcField
from hearing.base.lang import lazy
from hearing.base.links import Linked
from hearing.base.moves import Moves, Status

WORDS.update(
    {
        "newsletter.opened": lazy("offered the monthly letter"),
        "newsletter.closed": lazy("no longer offers the monthly letter"),
        "newsletter.drafted": lazy("began a monthly letter"),
        "newsletter.changed": lazy("changed a monthly letter"),
        "newsletter.tested": lazy("sent a test of a monthly letter"),
        "newsletter.sent": lazy("sent a monthly letter"),
        "newsletter.unsent": lazy("took a monthly letter back"),
        "subscriber.asked": lazy("Asked for the monthly letter"),
        "subscriber.confirmed": lazy("Said yes to the monthly letter"),
        "subscriber.stopped": lazy("Stopped the monthly letter"),
        "subscriber.started": lazy("Started the monthly letter again"),
        "subscriber.removed": lazy("removed somebody from the monthly letter"),
    }
)


class Offer(Model):
    """Whether an organiser takes new subscribers."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False

    id = fields.IntField(primary_key=True)
    organiser_id: int
    organiser: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, on_delete=fields.RESTRICT
    )
    open = fields.BooleanField(default=False)

    class Meta:
        table = "newsletter_offer"
        unique_together = (("organiser",),)


class SubscriberStatus(Status):
    """Whether somebody gets the monthly letter."""

    ASKED = "asked"
    ON = "on"
    STOPPED = "stopped"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """What each is called."""
        return {"asked": lazy("Has not confirmed yet"), "on": lazy("Gets it"), "stopped": lazy("Has stopped it")}


class Subscriber(Moves, Linked):
    """Somebody who has asked for the monthly letter; of who has stopped it only a hash of the address is left."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False
    LINK_KIND: ClassVar[str] = "subscriber"
    MOVES: ClassVar = {
        "ask": ({SubscriberStatus.STOPPED}, SubscriberStatus.ASKED),
        "confirm": ({SubscriberStatus.ASKED}, SubscriberStatus.ON),
        "stop": ({SubscriberStatus.ASKED, SubscriberStatus.ON}, SubscriberStatus.STOPPED),
        "start": ({SubscriberStatus.STOPPED}, SubscriberStatus.ON),
    }
    CONSTRAINTS: ClassVar = ["subscriber_address"]

    id = fields.IntField(primary_key=True)
    organiser_id: int
    organiser: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, on_delete=fields.RESTRICT
    )
    status = fields.CharEnumField(SubscriberStatus, max_length=8, default=SubscriberStatus.ASKED)
    address = fields.CharField(max_length=320, default="")
    address_norm = fields.CharField(max_length=320, default="")
    address_hash = fields.CharField(max_length=64, default="")  # with the organiser; to know it again, never to read it
    language = fields.CharField(max_length=2)
    asked_at = UtcField()
    confirmed_at = UtcField(null=True)
    stopped_at = UtcField(null=True)

    class Meta:
        table = "subscriber"
        indexes = (("organiser_id", "status"), ("address_hash",))


class NewsletterStatus(Status):
    """Where a month's letter stands."""

    DRAFT = "draft"
    SENT = "sent"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """What each is called."""
        return {"draft": lazy("Draft"), "sent": lazy("Sent")}


class Newsletter(Moves):
    """One month's letter: an introduction, and which events and answers it tells of."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False
    MOVES: ClassVar = {
        "send": ({NewsletterStatus.DRAFT}, NewsletterStatus.SENT),
        "unsend": ({NewsletterStatus.SENT}, NewsletterStatus.DRAFT),
    }

    id = fields.IntField(primary_key=True)
    organiser_id: int
    organiser: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, on_delete=fields.RESTRICT
    )
    mailing_id: int | None
    mailing: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Mailing", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    month = fields.DateField()  # its first day
    status = fields.CharEnumField(NewsletterStatus, max_length=8, default=NewsletterStatus.DRAFT)
    subject = fields.CharField(max_length=200)
    intro = fields.TextField(default="")
    events: Any = fields.JSONField(default=list)  # numbers of events and of recipients of letters, as ticked
    answers: Any = fields.JSONField(default=list)
    text = fields.TextField(default="")  # the copy: what was sent, without anybody's own link
    people = fields.IntField(default=0)
    sent_at = UtcField(null=True)
    sent_by_name = fields.CharField(max_length=200, default="")
    created_at = UtcField()

    class Meta:
        table = "newsletter"
        unique_together = (("organiser", "month"),)
        indexes = (("mailing_id",),)
