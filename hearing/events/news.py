"""What has changed about an event that the invited may not know: its venue or the link to the meeting."""

from hearing.base.audit import AuditEntry, trail_of
from hearing.base.clock import now
from hearing.events.models import Event, EventStatus

CHANGED, TOLD = "event.place_changed", "event.place_told"
NEWS = (CHANGED, TOLD, "event.moved")  # a notice of a new time names the place too


def place_of(event: Event) -> tuple[object, ...]:
    """Where to come, or how to take part from afar."""
    return (event.venue_id, event.mode, event.online_url)


async def place_change(event: Event) -> AuditEntry | None:
    """The change of place that nobody has been told of; none once the event has begun."""
    if event.status not in (EventStatus.PUBLISHED, EventStatus.UNLISTED) or event.starts_at <= now():
        return None
    last = await AuditEntry.filter(trail=trail_of(event), what__in=list(NEWS)).order_by("-id").first()
    return last if last and last.what == CHANGED else None
