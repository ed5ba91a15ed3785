"""In which order a person's holdings are told."""

from collections.abc import Iterable
from datetime import date

from hearing.people.kinds import Standing
from hearing.people.models import Holding

RANK = {Standing.CURRENT: 0, Standing.ENDING: 0, Standing.COMING: 1, Standing.ENDED: 2}


def in_order(holdings: Iterable[Holding], day: date) -> list[Holding]:
    """Those that run first, then those to come, then the past, each newest first."""

    def place(holding: Holding) -> tuple[int, int]:
        stands = holding.standing_on(day)
        known = (holding.ends_on if stands is Standing.ENDED else holding.starts_on) or date.min
        return RANK[stands], (known.toordinal() if stands is Standing.COMING else -known.toordinal())

    return sorted(holdings, key=place)
