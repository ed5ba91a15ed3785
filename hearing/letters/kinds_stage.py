"""How far a healthcare region has come, and whether a seat in a group is paid."""

from typing import Any

from hearing.base.audit import WORDS
from hearing.base.lang import lazy
from hearing.base.moves import Status


class StageKind(Status):
    """How far it has come."""

    NOT_BEGUN = "not_begun"
    TALKS = "talks"
    PLANNING = "planning"
    DECISION = "decision"
    RUNNING = "running"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "not_begun": lazy("Not begun"),
            "talks": lazy("Talks"),
            "planning": lazy("Planning"),
            "decision": lazy("Decision"),
            "running": lazy("Up and running"),
        }


class Remunerated(Status):
    """Whether a representative is paid for the time."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {"yes": lazy("Yes"), "no": lazy("No"), "unknown": lazy("Not known")}


WORDS.update(
    {
        "letter.stage_noted": lazy("noted a stage"),
        "letter.stage_undone": lazy("took a stage back"),
        "group.created": lazy("added a consultation group"),
        "group.changed": lazy("changed a consultation group"),
        "group.seat_kept": lazy("wrote down a seat in a consultation group"),
        "group.seat_removed": lazy("took away a seat in a consultation group"),
    }
)
