"""Local days and clock times of an event, to instants and back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def at(day: date, clock: time, zone: str) -> datetime:
    """The instant a clock in the zone shows that time on that day; the first of two, when it shows it twice."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def day_of(moment: datetime, zone: str) -> date:
    """The date of an instant in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def clock_of(moment: datetime, zone: str) -> time:
    """What the clock shows, to the minute."""
    return moment.astimezone(ZoneInfo(zone)).time().replace(second=0, microsecond=0)


def moved(moment: datetime, days: int, zone: str) -> datetime:
    """The same clock time so many days later, whatever the clocks did meanwhile."""
    local = moment.astimezone(ZoneInfo(zone))
    return at(local.date() + timedelta(days=days), local.time(), zone)
