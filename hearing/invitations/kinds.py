"""Where invitations and substitutes stand, and how answers came in."""

from typing import Any

from hearing.base.lang import lazy
from hearing.base.moves import Status


class InvitationStatus(Status):
    """Where an invitation stands; `draft` is chosen but not sent."""

    DRAFT = "draft"
    INVITED = "invited"
    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "draft": lazy("Not sent"),
            "invited": lazy("Waiting for an answer"),
            "yes": lazy("Yes"),
            "no": lazy("No"),
            "maybe": lazy("Maybe"),
            "waiting": lazy("In the queue"),
            "withdrawn": lazy("Withdrawn"),
        }


class Via(Status):
    """How an answer came in."""

    WEB = "web"
    CALENDAR = "calendar"
    STAFF = "staff"
    IMPORT = "import"
    RULE = "rule"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "web": lazy("on the web"),
            "calendar": lazy("from the calendar"),
            "staff": lazy("noted by staff"),
            "import": lazy("imported"),
            "rule": lazy("by a rule"),
        }


class Told(Status):
    """How staff heard the answer they wrote down."""

    PHONE = "phone"
    MAIL = "mail"
    MEETING = "meeting"
    LETTER = "letter"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "phone": lazy("By telephone"),
            "mail": lazy("By mail"),
            "meeting": lazy("In person"),
            "letter": lazy("By letter"),
        }


class SubstituteStatus(Status):
    """Where a proposed substitute stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ENDED = "ended"  # no longer meant: the invited comes after all, or yet another one does

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "proposed": lazy("Proposed"),
            "accepted": lazy("Accepted"),
            "refused": lazy("Refused"),
            "ended": lazy("No longer meant"),
        }
