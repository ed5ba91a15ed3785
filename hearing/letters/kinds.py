"""The words of a letter: its kind, where it stands, how it was sent."""

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
        "letter.corrected": lazy("sent a correction"),
        "letter.print_asked": lazy("asked for all letters on paper"),
        "letter.reminded": lazy("sent reminders"),
        "letter.assigned": lazy("gave an authority to a colleague"),
        "letter.noted": lazy("noted what happened"),
        "letter.undone": lazy("took a line back"),
        "letter.published": lazy("put the letter on its public page"),
        "letter.withdrawn": lazy("took the letter off its public page"),
        "letter.closed": lazy("closed the letter"),
        "letter.reopened": lazy("opened the letter again"),
        "letter.tested": lazy("sent a test to themselves"),
    }
)
