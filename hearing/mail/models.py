"""Mail out, the mailings it belongs to, and the addresses we write to no more."""

from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from hearing.base.fields import UtcField
from hearing.base.lang import lazy
from hearing.base.moves import Moves, Status
from hearing.db import dialect, rows
from hearing.mail.statuses import MailingStatus as MailingStatus
from hearing.mail.statuses import MailReason as MailReason
from hearing.mail.statuses import MailStatus as MailStatus


def stamp(value: Any) -> Any:
    """A value for raw SQL; SQLite keeps times as text, in UTC."""
    if isinstance(value, datetime) and dialect() == "sqlite":
        return value.astimezone(UTC).isoformat(" ")
    return value.value if isinstance(value, Enum) else value


class Mailing(Moves):
    """Mails that were sent with one press: can be undone, stopped and resumed together."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False
    MOVES: ClassVar = {
        "stop": ({MailingStatus.RUNNING}, MailingStatus.STOPPED),
        "resume": ({MailingStatus.STOPPED}, MailingStatus.RUNNING),
        "undo": ({MailingStatus.RUNNING, MailingStatus.STOPPED}, MailingStatus.UNDONE),
    }

    CONSTRAINTS: ClassVar = ["mailing_halted"]

    id = fields.IntField(primary_key=True)
    organiser_id: int | None
    organiser: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    about = fields.CharField(max_length=60, default="")
    kind = fields.CharField(max_length=30)
    title = fields.CharField(max_length=250)
    created_by_name = fields.CharField(max_length=200, default="")
    created_at = UtcField()
    leaves_at = UtcField()
    status = fields.CharEnumField(MailingStatus, max_length=12, default=MailingStatus.RUNNING)
    stop_reason = fields.CharField(max_length=20, default="")
    forgiven = fields.IntField(default=0)

    class Meta:
        table = "mailing"
        indexes = (("organiser_id", "created_at"),)


class OutgoingMail(Moves):
    """One mail to one person, from the moment it was asked for."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = False
    MOVES: ClassVar = {
        "send": ({MailStatus.SENDING, MailStatus.DOUBTFUL}, MailStatus.SENT),
        "defer": ({MailStatus.SENDING}, MailStatus.QUEUED),
        "fail": ({MailStatus.SENDING}, MailStatus.FAILED),
        "doubt": ({MailStatus.SENDING}, MailStatus.DOUBTFUL),
        "hold": ({MailStatus.SENDING}, MailStatus.HELD),
        "claim": ({MailStatus.QUEUED}, MailStatus.SENDING),
        "cancel": ({MailStatus.QUEUED}, MailStatus.CANCELLED),
        "uncancel": ({MailStatus.CANCELLED}, MailStatus.QUEUED),
        "keep": ({MailStatus.QUEUED}, MailStatus.HELD),
        "discard": ({MailStatus.HELD}, MailStatus.CANCELLED),
        "undiscard": ({MailStatus.CANCELLED}, MailStatus.HELD),
        "release": ({MailStatus.HELD}, MailStatus.QUEUED),
        "count": ({MailStatus.DOUBTFUL}, MailStatus.SENT),
        "uncount": ({MailStatus.SENT}, MailStatus.DOUBTFUL),
        "bounce": ({MailStatus.SENT, MailStatus.DOUBTFUL}, MailStatus.FAILED),
        "again": ({MailStatus.DOUBTFUL, MailStatus.FAILED}, MailStatus.QUEUED),
    }

    CONSTRAINTS: ClassVar = ["outgoing_mail_due", "outgoing_mail_sending", "outgoing_mail_relay"]

    id = fields.IntField(primary_key=True)
    organiser_id: int | None
    mailing_id: int | None
    key = fields.CharField(max_length=120, unique=True)
    organiser: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    mailing: fields.ForeignKeyNullableRelation[Mailing] = fields.ForeignKeyField(
        "hearing.Mailing", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    kind = fields.CharField(max_length=30)
    automatic = fields.BooleanField(default=False)
    priority = fields.SmallIntField(default=0)
    about = fields.CharField(max_length=60, default="")
    topic = fields.CharField(max_length=60, default="")
    topic_title = fields.CharField(max_length=250, default="")
    language = fields.CharField(max_length=2)
    to_name = fields.CharField(max_length=250, default="")
    to_address = fields.CharField(max_length=320)
    to_norm = fields.CharField(max_length=320, default="")
    from_name = fields.CharField(max_length=250, default="")
    from_address = fields.CharField(max_length=320)
    reply_to = fields.CharField(max_length=320, default="")
    envelope_from = fields.CharField(max_length=320)
    subject = fields.CharField(max_length=250)
    body_text = fields.TextField()
    body_html = fields.TextField()
    calendar = fields.BinaryField(null=True)
    calendar_method = fields.CharField(max_length=10, default="")
    attached = fields.IntField(default=0)
    unfinished = fields.BooleanField(default=False)  # waits for a file of its own; no worker takes it before
    extra: Any = fields.JSONField(default=dict)
    message_id = fields.CharField(max_length=300, unique=True)
    search_text = fields.TextField(default="")
    status = fields.CharEnumField(MailStatus, max_length=12)
    reason = fields.CharEnumField(MailReason, max_length=20, default=MailReason.NONE)
    phase = fields.CharField(max_length=8, default="")
    attempts = fields.IntField(default=0)
    created_at = UtcField()
    due_at = UtcField()
    expires_at = UtcField(null=True)
    lease_until = UtcField(null=True)
    owner = fields.CharField(max_length=100, default="")
    last_code = fields.IntField(null=True)
    last_text = fields.CharField(max_length=500, default="")
    smtp_response = fields.CharField(max_length=500, default="")
    relay_id = fields.CharField(max_length=300, default="")  # what the server calls it, in lower case
    tried_at = UtcField(null=True)
    sent_at = UtcField(null=True)

    class Meta:
        table = "outgoing_mail"
        indexes = (
            ("organiser_id", "status", "created_at"),
            ("organiser_id", "topic", "topic_title"),
            ("mailing_id", "status"),
            ("about",),
            ("to_norm", "created_at"),
            ("envelope_from",),
        )

    async def settle(self, verb: str, me: str, /, **changes: Any) -> bool:
        """Move only while this worker still holds the mail."""
        changes["status"] = self.MOVES[verb][1]
        query = _settling(verb, *changes)
        return bool(await rows(query, *[stamp(value) for value in changes.values()], self.pk, me))


@lru_cache(maxsize=100)
def _settling(verb: str, *columns: str) -> str:
    changes = ", ".join(f"{name} = ?" for name in columns)
    before = ", ".join(f"'{status.value}'" for status in OutgoingMail.MOVES[verb][0])
    return f"UPDATE outgoing_mail SET {changes} WHERE id = ? AND owner = ? AND status IN ({before}) RETURNING id"


class MailAttachment(Model):
    """A file that goes out with a mail."""

    id = fields.IntField(primary_key=True)
    mail: fields.ForeignKeyRelation[OutgoingMail] = fields.ForeignKeyField(
        "hearing.OutgoingMail", related_name=False, on_delete=fields.CASCADE
    )
    file: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "hearing.File", related_name=False, on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=200)

    class Meta:
        table = "mail_attachment"
        unique_together = (("mail", "name"),)
        indexes = (("file_id",),)


class BlockCause(Status):
    """Why an address gets no mail."""

    GONE = "gone"  # proven by what came back
    ASKED = "asked"
    STAFF = "staff"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """What each is called."""
        return CAUSE_WORDS


CAUSE_WORDS = {
    "gone": lazy("Mail comes back"),
    "asked": lazy("Asked for no more mail"),
    "staff": lazy("Blocked by us"),
}


class BlockedAddress(Model):
    """An address that gets no mail, why, and from whom: one organiser, or the whole installation."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = True  # an address that is gone is gone for everybody
    CONSTRAINTS: ClassVar = ["blocked_address_all", "blocked_address_one"]

    id = fields.IntField(primary_key=True)
    address_norm = fields.CharField(max_length=320)
    organiser_id: int | None
    organiser: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    cause = fields.CharEnumField(BlockCause, max_length=12)
    reason = fields.CharField(max_length=250)
    since_at = UtcField()
    by_name = fields.CharField(max_length=200, default="")
    incoming_id: int | None
    incoming: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.IncomingMail", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    outgoing_id: int | None
    outgoing: fields.ForeignKeyNullableRelation[OutgoingMail] = fields.ForeignKeyField(
        "hearing.OutgoingMail", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    lifted_at = UtcField(null=True)
    lifted_by_name = fields.CharField(max_length=200, default="")

    class Meta:
        table = "blocked_address"
        indexes = (("organiser_id", "since_at"),)

    @classmethod
    def standing(cls) -> QuerySet["BlockedAddress"]:
        """Those that hold."""
        return cls.filter(lifted_at=None)
