"""Mail in: each mail as it came and what it was taken for, its possible places, how far each mailbox is read."""

from datetime import date
from typing import Any, ClassVar

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField
from hearing.base.files import File
from hearing.base.lang import lazy
from hearing.base.moves import Moves, Status


class IncomingStatus(Status):
    """Where an incoming mail stands."""

    KEPT = "kept"
    SORTED = "sorted"
    UNSORTED = "unsorted"
    DONE = "done"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """What each is called."""
        return INCOMING_WORDS


INCOMING_WORDS = {
    "kept": lazy("Received, not yet read"),
    "sorted": lazy("Sorted"),
    "unsorted": lazy("Waiting for a person"),
    "done": lazy("Dealt with"),
}


class IncomingKind(Status):
    """What kind of mail it is."""

    REPLY = "reply"
    FORWARDED_REPLY = "forwarded_reply"
    AUTO_REPLY = "auto_reply"
    ACKNOWLEDGEMENT = "acknowledgement"
    BOUNCE_HARD = "bounce_hard"
    BOUNCE_SOFT = "bounce_soft"
    DELAY = "delay"
    SPAM = "spam"
    LOOP = "loop"
    CALENDAR_REPLY = "calendar_reply"
    UNMATCHED = "unmatched"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """What each is called."""
        return KIND_WORDS


KIND_WORDS = {
    "reply": lazy("Answer"),
    "forwarded_reply": lazy("Answer from somebody else"),
    "auto_reply": lazy("Automatic answer"),
    "acknowledgement": lazy("Note of receipt"),
    "bounce_hard": lazy("Bounce: the address is gone"),
    "bounce_soft": lazy("Bounce: not delivered this time"),
    "delay": lazy("Delivery note"),
    "spam": lazy("Spam"),
    "loop": lazy("Our own mail came back"),
    "calendar_reply": lazy("Answer from a calendar"),
    "unmatched": lazy("Unknown"),
}
BOUNCES = (IncomingKind.BOUNCE_HARD, IncomingKind.BOUNCE_SOFT)


class IncomingMail(Moves):
    """One mail that came in; the raw bytes are the truth, everything else is read from them."""

    OWNER: ClassVar[str] = "organiser_id"
    SHARED: ClassVar[bool] = True  # what nobody owns yet is everybody's to sort
    MOVES: ClassVar = {
        "sort": ({IncomingStatus.KEPT, IncomingStatus.UNSORTED, IncomingStatus.SORTED}, IncomingStatus.SORTED),
        "wait": ({IncomingStatus.KEPT, IncomingStatus.SORTED, IncomingStatus.DONE}, IncomingStatus.UNSORTED),
        "finish": ({IncomingStatus.KEPT, IncomingStatus.SORTED, IncomingStatus.UNSORTED}, IncomingStatus.DONE),
        "reread": ({IncomingStatus.SORTED, IncomingStatus.UNSORTED, IncomingStatus.DONE}, IncomingStatus.KEPT),
    }

    CONSTRAINTS: ClassVar = ["incoming_mail_due"]

    id = fields.IntField(primary_key=True)
    organiser_id: int | None
    file_id: int | None
    duplicate_of_id: int | None
    organiser: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.Organiser", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    sha256 = fields.CharField(max_length=64, unique=True)
    file: fields.ForeignKeyNullableRelation[File] = fields.ForeignKeyField(
        "hearing.File", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    size = fields.IntField()
    door = fields.CharField(max_length=20, default="")
    envelope_from = fields.CharField(max_length=320, default="")
    envelope_to = fields.CharField(max_length=320, default="")
    received_at = UtcField()
    second_key = fields.CharField(max_length=64, default="")
    status = fields.CharEnumField(IncomingStatus, max_length=12, default=IncomingStatus.KEPT)
    due_at = UtcField()
    attempts = fields.IntField(default=0)
    kind = fields.CharEnumField(IncomingKind, max_length=20, default=IncomingKind.UNMATCHED)
    message_id = fields.CharField(max_length=300, default="")
    sent_at = UtcField(null=True)
    from_address = fields.CharField(max_length=320, default="")
    from_name = fields.CharField(max_length=200, default="")
    subject = fields.CharField(max_length=500, default="")
    text = fields.TextField(default="")
    full_text = fields.TextField(default="")
    html = fields.TextField(default="")
    attachments: Any = fields.JSONField(default=list)  # name, media_type, size, part
    numbers: Any = fields.JSONField(default=list)  # case numbers
    calendar: Any = fields.JSONField(null=True)  # parsed.CalendarPart
    partstat = fields.CharField(max_length=20, default="")
    bounce_status = fields.CharField(max_length=12, default="")
    bounce_cause = fields.CharField(max_length=12, default="")
    bounce_address = fields.CharField(max_length=320, default="")
    bounce_text = fields.CharField(max_length=500, default="")
    proven = fields.BooleanField(default=False)  # it is certainly about a mail of ours
    suppressed = fields.BooleanField(default=False)
    counts_as_answer = fields.BooleanField(default=False)
    opt_out = fields.BooleanField(default=False)
    responder = fields.CharField(max_length=320, default="")
    duplicate_of: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "hearing.IncomingMail", related_name=False, null=True, on_delete=fields.SET_NULL
    )
    signals: Any = fields.JSONField(default=list)
    problem = fields.CharField(max_length=250, default="")
    returns_on: date | None = fields.DateField(null=True)
    stand_in_name = fields.CharField(max_length=200, default="")
    stand_in_address = fields.CharField(max_length=320, default="")
    assigned_to = fields.CharField(max_length=200, default="")
    search_text = fields.TextField(default="")

    class Meta:
        table = "incoming_mail"
        indexes = (
            ("organiser_id", "status", "received_at"),
            ("status", "received_at"),
            ("message_id",),
            ("second_key",),
            ("bounce_address", "received_at"),
            ("from_address", "received_at"),
        )


class MatchDecision(Status):
    """What became of a possible place."""

    OPEN = ""
    YES = "yes"
    NO = "no"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """What each is called."""
        return DECISION_WORDS


DECISION_WORDS = {"": lazy("Suggested"), "yes": lazy("Belongs here"), "no": lazy("Does not belong here")}


class IncomingMatch(Model):
    """What a mail belongs to, or may belong to, and why."""

    id = fields.IntField(primary_key=True)
    mail_id: int
    mail: fields.ForeignKeyRelation[IncomingMail] = fields.ForeignKeyField(
        "hearing.IncomingMail", related_name="matches", on_delete=fields.CASCADE
    )
    ref = fields.CharField(max_length=60)
    certain = fields.BooleanField(default=False)
    score = fields.IntField(default=0)
    reasons: Any = fields.JSONField(default=list)
    decided = fields.CharEnumField(MatchDecision, max_length=4, default=MatchDecision.OPEN)
    decided_by_name = fields.CharField(max_length=200, default="")
    decided_at = UtcField(null=True)

    class Meta:
        table = "incoming_match"
        unique_together = (("mail", "ref"),)
        indexes = (("ref", "decided"),)


class MailboxProblem(Status):
    """What stands in the way of reading the mailbox."""

    NONE = ""
    AWAY = "away"
    CERTIFICATE = "certificate"
    PLAIN = "plain"
    SIGN_IN = "sign_in"
    FOLDER = "folder"
    BROKEN = "broken"
    STORING = "storing"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """What each is called."""
        return PROBLEM_WORDS


PROBLEM_WORDS = {
    "": lazy("The mailbox is read."),
    "away": lazy("The mail server cannot be reached."),
    "certificate": lazy("The mail server's certificate is not to be trusted."),
    "plain": lazy("The mail server offers no encryption; the password was not sent."),
    "sign_in": lazy("The mail server refuses the user name or the password."),
    "folder": lazy("The mail server does not let the folder be read."),
    "broken": lazy("The mail server hangs up or falls silent."),
    "storing": lazy("The mail cannot be stored here; it stays at the mail server."),
}


class ImapCursor(Model):
    """How far a mailbox has been read: nothing up to the last UID is fetched again but what was left behind."""

    id = fields.IntField(primary_key=True)
    mailbox = fields.CharField(max_length=320, unique=True)
    uidvalidity = fields.BigIntField(default=0)
    last_uid = fields.BigIntField(default=0)
    left_uids: Any = fields.JSONField(default=list)
    read_at = UtcField(null=True)
    problem = fields.CharEnumField(MailboxProblem, max_length=250, default=MailboxProblem.NONE)
    problem_text = fields.CharField(max_length=250, default="")
    problem_at = UtcField(null=True)

    class Meta:
        table = "imap_cursor"
