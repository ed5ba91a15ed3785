"""What people may need to take part, how long ahead it is ordered, and where it stands."""

from typing import Any

from hearing.base.lang import lazy
from hearing.base.moves import Status


class NeedKind(Status):
    """One thing to arrange. `other` is in the person's own words; staff may sort it under another kind."""

    SIGN_LANGUAGE = "sign_language"
    CAPTIONS = "captions"
    HEARING_LOOP = "hearing_loop"
    WHEELCHAIR = "wheelchair"
    COMPANION = "companion"
    QUIET_ROOM = "quiet_room"
    BREAKS = "breaks"
    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    GLUTEN_FREE = "gluten_free"
    LACTOSE_FREE = "lactose_free"
    OTHER = "other"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "sign_language": lazy("Sign language interpreter"),
            "captions": lazy("Speech-to-text interpreter"),
            "hearing_loop": lazy("Hearing loop"),
            "wheelchair": lazy("Room for a wheelchair"),
            "companion": lazy("A companion or support person comes along"),
            "quiet_room": lazy("A quiet room"),
            "breaks": lazy("Breaks"),
            "vegetarian": lazy("Vegetarian food"),
            "vegan": lazy("Vegan food"),
            "gluten_free": lazy("Gluten-free food"),
            "lactose_free": lazy("Lactose-free food"),
            "other": lazy("In their own words"),
        }

    @property
    def lead_days(self) -> int:
        """How many days ahead it must be ordered."""
        return LEAD_DAYS.get(self, 5)


LEAD_DAYS = {NeedKind.SIGN_LANGUAGE: 21, NeedKind.CAPTIONS: 21, NeedKind.COMPANION: 7, NeedKind.OTHER: 14}
INTERPRETERS = (NeedKind.SIGN_LANGUAGE, NeedKind.CAPTIONS)
ASKED = tuple(kind for kind in NeedKind if kind != NeedKind.OTHER)  # a box each; the rest is free text


class NeedStatus(Status):
    """Where the work with one need stands."""

    WANTED = "wanted"
    ORDERED = "ordered"
    CONFIRMED = "confirmed"
    IMPOSSIBLE = "impossible"
    CANCELLED = "cancelled"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "wanted": lazy("Wanted"),
            "ordered": lazy("Ordered"),
            "confirmed": lazy("Confirmed"),
            "impossible": lazy("Cannot be met"),
            "cancelled": lazy("Not needed any more"),
        }
