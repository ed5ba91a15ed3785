"""What every change of an event ends with: a later time of change, a fresh calendar block."""

from datetime import timedelta

from hearing.base.clock import now
from hearing.base.sorting import fold
from hearing.events import ical
from hearing.events.models import Event

SECOND = timedelta(seconds=1)  # calendars know seconds: each change must be told from the one before


async def hold(event: Event) -> None:
    """Read the row afresh and keep others from changing it until the transaction ends."""
    await Event.filter(pk=event.pk).select_for_update().first()
    await event.refresh_from_db()


async def stamp(event: Event, *columns: str) -> None:
    """Save the columns with a later time of change, the text to search in, and the calendar block."""
    event.changed_at = max(now(), event.changed_at + SECOND)
    await event.fetch_related("organiser", "venue")
    fill(event)
    await event.save(update_fields=[*columns, "changed_at", "search_text", "ics"])


def fill(event: Event) -> None:
    """What is kept of an event for searching and for feeds; its organiser and venue are read."""
    words = [event.title, event.summary, event.audience, event.theme_week, str(event.venue or "")]
    event.search_text = fold(" ".join(words))
    event.ics = ical.block(event)
