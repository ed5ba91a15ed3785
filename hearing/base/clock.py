"""The only clock: everything that asks what time it is asks here."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


class _Clock:
    """How far the program's time stands from the machine's, and the instant it stands still at, if any."""

    shift = timedelta(0)
    frozen: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    if _Clock.frozen is not None:
        return _Clock.frozen
    return datetime.fromtimestamp(time.time(), UTC) + _Clock.shift


def today(zone: str = "Europe/Stockholm") -> date:
    """The date it is now in a zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def start_at(moment: datetime) -> None:
    """Let the clock tick on from another instant (HEARING_CLOCK, only on a demo database)."""
    _Clock.shift = moment.astimezone(UTC) - datetime.fromtimestamp(time.time(), UTC)


@contextmanager
def freeze(moment: datetime) -> Iterator[None]:
    """Hold the clock still at an aware instant, for tests; nests."""
    before = _Clock.frozen
    _Clock.frozen = moment.astimezone(UTC)
    try:
        yield
    finally:
        _Clock.frozen = before
