"""The words of a letter: its kinds, and the axes along which each recipient's case is followed."""

from typing import Any

from hearing.base.audit import WORDS
from hearing.base.lang import lazy
from hearing.base.moves import Status


class CampaignKind(Status):
    """What sort of text it is."""

    LETTER = "letter"
    STATEMENT = "statement"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {"letter": lazy("Open letter"), "statement": lazy("Statement")}


class CampaignStatus(Status):
    """Where a letter stands."""

    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"
    CLOSED = "closed"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "draft": lazy("Draft"),
            "sending": lazy("Being sent"),
            "sent": lazy("Sent"),
            "closed": lazy("Closed"),
        }


class Delivery(Status):
    """Whether the letter got there."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    ADDRESS_MISSING = "address_missing"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "draft": lazy("Not sent"),
            "queued": lazy("Waiting to be sent"),
            "sent": lazy("Sent"),
            "delivered": lazy("Delivered"),
            "bounced": lazy("Bounced"),
            "address_missing": lazy("Address missing"),
        }


class Handling(Status):
    """What the authority has done with it."""

    NONE = "none"
    ACKNOWLEDGED = "acknowledged"
    PASSED_ON = "passed_on"
    PARTLY = "partly"
    ANSWERED = "answered"
    CLOSED = "closed"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "none": lazy("No sign yet"),
            "acknowledged": lazy("Acknowledged"),
            "passed_on": lazy("Passed on"),
            "partly": lazy("Partly answered"),
            "answered": lazy("Answered"),
            "closed": lazy("Closed without an answer"),
        }


class Ball(Status):
    """Whose turn it is."""

    US = "us"
    THEM = "them"
    NOBODY = "nobody"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {"us": lazy("With us"), "them": lazy("With them"), "nobody": lazy("Done for now")}


class Outcome(Status):
    """What came of it; a case may have several."""

    DISCUSSION = "discussion"
    WANTS_VISIT = "wants_visit"
    VISIT_BOOKED = "visit_booked"
    VISIT_DONE = "visit_done"
    PROMISES_ACTION = "promises_action"
    COMMITMENT = "commitment"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "discussion": lazy("Basis for discussion"),
            "wants_visit": lazy("Wants a visit"),
            "visit_booked": lazy("Visit booked"),
            "visit_done": lazy("Visit done"),
            "promises_action": lazy("Promises action"),
            "commitment": lazy("Commitment"),
        }


class Assessment(Status):
    """How the answer sounds, to us."""

    NONE = "none"
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    WAITING = "waiting"
    DECLINING = "declining"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "none": lazy("Not assessed"),
            "positive": lazy("Positive"),
            "neutral": lazy("Neutral"),
            "waiting": lazy("Hesitant"),
            "declining": lazy("Declining"),
        }


class Verdict(Status):
    """What an authority says to one demand."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NONE = "none"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "yes": lazy("Yes"),
            "partly": lazy("Partly"),
            "no": lazy("No"),
            "none": lazy("Not answered"),
        }


class Channel(Status):
    """By which way something reached us, or them."""

    MAIL = "mail"
    POST = "post"
    PHONE = "phone"
    MEETING = "meeting"
    WEB = "web"
    HEARSAY = "hearsay"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "mail": lazy("By mail"),
            "post": lazy("Letter by post"),
            "phone": lazy("Telephone"),
            "meeting": lazy("Meeting"),
            "web": lazy("The page of the letter"),
            "hearsay": lazy("Second-hand"),
        }


class Known(Status):
    """How we know that a letter was passed on."""

    TOLD = "told"
    HEADERS = "headers"
    QUOTED = "quoted"
    PHONE = "phone"
    DIARY = "diary"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "told": lazy("They told us"),
            "headers": lazy("Seen in the mail's headers"),
            "quoted": lazy("Quoted in a mail"),
            "phone": lazy("By telephone"),
            "diary": lazy("The authority's public diary"),
        }


class Certainty(Status):
    """How sure a figure or a fact is; totals never mix them."""

    STATED = "stated"
    DERIVED = "derived"
    LIKELY = "likely"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {"stated": lazy("stated"), "derived": lazy("derived"), "likely": lazy("likely")}


class Route(Status):
    """To whom the letter goes at an authority; chosen by a person where the role has ended."""

    HOLDER = "holder"
    SUCCESSOR = "successor"
    REGISTRATOR = "registrator"
    ANYWAY = "anyway"
    UNDECIDED = "undecided"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "holder": lazy("The one who holds the role"),
            "successor": lazy("The successor"),
            "registrator": lazy("The registrator"),
            "anyway": lazy("Send anyway"),
            "undecided": lazy("To be chosen"),
        }


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

WORDS.update(
    {
        "letter.drafted": lazy("wrote a draft"),
        "letter.changed": lazy("changed the text"),
        "letter.recipients_chosen": lazy("chose recipients"),
        "letter.recipient_dropped": lazy("took a recipient off the list"),
        "letter.route_chosen": lazy("chose whom to send to"),
        "letter.address_corrected": lazy("corrected an address"),
        "letter.values_imported": lazy("imported a table"),
        "letter.sent": lazy("sent the letter"),
        "letter.unsent": lazy("undid the sending"),
        "letter.reminded": lazy("sent reminders"),
        "letter.noted": lazy("noted what happened"),
        "letter.undone": lazy("took a line back"),
        "letter.published": lazy("put the letter on its public page"),
        "letter.withdrawn": lazy("took the letter off its public page"),
        "letter.closed": lazy("closed the letter"),
        "letter.reopened": lazy("opened the letter again"),
        "letter.tested": lazy("sent a test to themselves"),
    }
)
