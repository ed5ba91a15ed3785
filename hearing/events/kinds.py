"""What events are, where they stand, and how people take part: the words of each."""

from typing import Any

from hearing.base.audit import WORDS
from hearing.base.lang import lazy
from hearing.base.moves import Status

WORDS.update(
    {
        "event.drafted": lazy("Draft made"),
        "event.copied": lazy("Draft made from another event"),
        "event.changed": lazy("Event changed"),
        "event.place_changed": lazy("Place or link of the event changed"),
        "event.place_told": lazy("The invited told of the new place or link"),
        "event.moved": lazy("Event moved to another time"),
        "event.published": lazy("Published for everyone"),
        "event.unlisted": lazy("Published for those with the link"),
        "event.cancelled": lazy("Event cancelled"),
        "event.replaced": lazy("Event replaced by another"),
        "event.closed": lazy("Event marked as held"),
        "event.reported": lazy("Report written"),
        "event.item_added": lazy("Added to the programme"),
        "event.item_changed": lazy("Programme changed"),
        "event.item_removed": lazy("Taken out of the programme"),
        "event.item_put_back": lazy("Put back into the programme"),
        "venue.added": lazy("Venue added"),
        "venue.changed": lazy("Venue changed"),
    }
)


class EventKind(Status):
    """A kind picks defaults, never a code path."""

    HEARING = "hearing"
    WORKSHOP = "workshop"
    CONFERENCE = "conference"
    COUNCIL = "council"
    THEME_EVENING = "theme_evening"
    VISIT = "visit"
    TRAINING = "training"
    NETWORK_MEETING = "network_meeting"
    MEETING = "meeting"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "hearing": lazy("Hearing"),
            "workshop": lazy("Regional workshop"),
            "conference": lazy("Dissemination conference"),
            "council": lazy("User council"),
            "theme_evening": lazy("Theme evening"),
            "visit": lazy("Visit"),
            "training": lazy("Training"),
            "network_meeting": lazy("Network meeting"),
            "meeting": lazy("Meeting"),
        }

    @property
    def many(self) -> str:
        """The word for several of them."""
        return str(SEVERAL[self.value])


SEVERAL = {
    "hearing": lazy("Hearings"),
    "workshop": lazy("Regional workshops"),
    "conference": lazy("Dissemination conferences"),
    "council": lazy("User councils"),
    "theme_evening": lazy("Theme evenings"),
    "visit": lazy("Visits"),
    "training": lazy("Trainings"),
    "network_meeting": lazy("Network meetings"),
    "meeting": lazy("Meetings"),
}


class EventStatus(Status):
    """Where an event stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    UNLISTED = "unlisted"
    HELD = "held"
    CANCELLED = "cancelled"
    REPLACED = "replaced"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "draft": lazy("Draft"),
            "published": lazy("Published"),
            "unlisted": lazy("Unlisted"),
            "held": lazy("Held"),
            "cancelled": lazy("Cancelled"),
            "replaced": lazy("Replaced"),
        }


class Mode(Status):
    """Where people take part."""

    ON_SITE = "on_site"
    ONLINE = "online"
    HYBRID = "hybrid"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "on_site": lazy("On site"),
            "online": lazy("Online"),
            "hybrid": lazy("On site and online"),
        }
