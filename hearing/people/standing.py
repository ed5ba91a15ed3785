"""How a holding stands on a date: runs, ends soon, has ended, has not begun."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from hearing.base.lang import lazy
from hearing.base.moves import Status
from hearing.people.models import Holding

SOON_DAYS = 60


class Standing(Status):
    """Where a date falls in a holding."""

    CURRENT = "current"
    ENDING = "ending"
    COMING = "coming"
    ENDED = "ended"

    @classmethod
    def words(cls) -> dict[str, Any]:
        """The interface's words."""
        return {
            "current": lazy("Holds the role"),
            "ending": lazy("Ends soon"),
            "coming": lazy("Has not begun"),
            "ended": lazy("Ended"),
        }


def standing(holding: Holding, day: date) -> Standing:
    """How a holding stands on a date; ENDING within 60 days of its end."""
    if holding.ends_on is not None and holding.ends_on < day:
        return Standing.ENDED
    if holding.starts_on is not None and holding.starts_on > day:
        return Standing.COMING
    if holding.ends_on is not None and holding.ends_on <= day + timedelta(days=SOON_DAYS):
        return Standing.ENDING
    return Standing.CURRENT


RANK = {Standing.CURRENT: 0, Standing.ENDING: 0, Standing.COMING: 1, Standing.ENDED: 2}


def in_order(holdings: Iterable[Holding], day: date) -> list[Holding]:
    """Those that run first, then those to come, then the past, each newest first."""

    def place(holding: Holding) -> tuple[int, int]:
        stands = standing(holding, day)
        known = (holding.ends_on if stands is Standing.ENDED else holding.starts_on) or date.min
        return RANK[stands], (known.toordinal() if stands is Standing.COMING else -known.toordinal())

    return sorted(holdings, key=place)


def main(holdings: Sequence[Holding], day: date) -> Holding | None:
    """The holding a person is presented by."""
    return next(iter(in_order(holdings, day)), None)
