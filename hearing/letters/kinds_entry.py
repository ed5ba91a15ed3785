"""What a line of a recipient's timeline can tell."""

from typing import Any

from hearing.base.lang import lazy
from hearing.base.moves import Status


class EntryKind(Status):
    """What a line of a recipient's timeline tells."""

    QUEUED = "queued"
    ADDRESS_MISSING = "address_missing"
    SENT = "sent"
    UNSENT = "unsent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    RESENT = "resent"
    REMINDER = "reminder"
    CORRECTED = "corrected"
    ACKNOWLEDGED = "acknowledged"
    AUTO_REPLY = "auto_reply"
    PASSED_ON = "passed_on"
    PARTLY = "partly"
    ANSWERED = "answered"
    CONTACT = "contact"
    HEARSAY = "hearsay"
    PROMISED = "promised"
    REQUESTED = "requested"
    SORTED = "sorted"
    BALL = "ball"
    NOTE = "note"
    SHOWN = "shown"
    CLOSED = "closed"
    REOPENED = "reopened"
    UNDONE = "undone"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return ENTRY_WORDS


ENTRY_WORDS = {
    "queued": lazy("The letter leaves"),
    "address_missing": lazy("The letter waits for an address"),
    "sent": lazy("The letter was sent"),
    "unsent": lazy("The sending was undone"),
    "delivered": lazy("The letter was delivered"),
    "bounced": lazy("The letter bounced"),
    "resent": lazy("The letter was sent again"),
    "reminder": lazy("Reminder"),
    "corrected": lazy("A correction was sent"),
    "acknowledged": lazy("Acknowledgement"),
    "auto_reply": lazy("Automatic reply"),
    "passed_on": lazy("Passed on"),
    "partly": lazy("Part of an answer"),
    "answered": lazy("Answer"),
    "contact": lazy("Conversation"),
    "hearsay": lazy("Heard second-hand"),
    "promised": lazy("An answer is promised"),
    "requested": lazy("The case file was asked for"),
    "sorted": lazy("The answer was sorted"),
    "ball": lazy("Whose turn it is"),
    "note": lazy("Private note"),
    "shown": lazy("What the public page shows"),
    "closed": lazy("Closed without an answer"),
    "reopened": lazy("Reopened"),
    "undone": lazy("Taken back"),
}


OURS = frozenset(
    {
        EntryKind.QUEUED,
        EntryKind.SENT,
        EntryKind.RESENT,
        EntryKind.REMINDER,
        EntryKind.REQUESTED,
        EntryKind.CONTACT,
    }
)


ANSWERS = frozenset({EntryKind.ANSWERED, EntryKind.PARTLY})


TELLING = ANSWERS | {EntryKind.HEARSAY}
