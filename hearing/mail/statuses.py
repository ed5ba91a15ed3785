"""Where a mail and a mailing stand, and why a mail is held or ended."""

from typing import Any

from hearing.base.lang import lazy
from hearing.base.moves import Status


class MailStatus(Status):
    """Where a mail stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DOUBTFUL = "doubtful"
    HELD = "held"
    CANCELLED = "cancelled"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """What each is called."""
        return STATUS_WORDS


STATUS_WORDS = {
    "queued": lazy("Waiting to be sent"),
    "sending": lazy("Being sent"),
    "sent": lazy("Sent"),
    "failed": lazy("Could not be sent"),
    "doubtful": lazy("Unclear whether it was sent"),
    "held": lazy("Kept back"),
    "cancelled": lazy("Stopped"),
}


class MailReason(Status):
    """Why a mail is held, or why it ended."""

    NONE = ""
    NO_SERVER = "no_server"
    NOT_ALLOWED = "not_allowed"
    DEMO = "demo"
    BLOCKED = "blocked"
    REFUSED = "refused"
    GAVE_UP = "gave_up"
    EXPIRED = "expired"
    BROKEN = "broken"
    BOUNCED = "bounced"
    STAFF = "staff"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """What each is called."""
        return REASON_WORDS


REASON_WORDS = {
    "": "",
    "no_server": lazy("No mail server is configured"),
    "not_allowed": lazy("The domain is not on the list of those that may get mail"),
    "demo": lazy("Demo data: only addresses under .test and .example may get mail"),
    "blocked": lazy("The address is blocked"),
    "refused": lazy("The receiving server refused it"),
    "gave_up": lazy("It did not get through in four days"),
    "expired": lazy("Its time had passed before it could be sent"),
    "broken": lazy("It could not be put together"),
    "bounced": lazy("It came back as undeliverable"),
    "staff": lazy("Somebody here holds it back"),
}


class MailingStatus(Status):
    """Whether a mailing goes out."""

    RUNNING = "running"
    STOPPED = "stopped"
    UNDONE = "undone"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """What each is called."""
        return MAILING_WORDS


MAILING_WORDS = {
    "running": lazy("Going out"),
    "stopped": lazy("Stopped"),
    "undone": lazy("Undone"),
}
