"""The axes along which each recipient's case is followed, and how news of it reaches us."""

from typing import Any

from hearing.base.lang import lazy
from hearing.base.moves import Status


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
