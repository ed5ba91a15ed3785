"""Events as rows for other programs: the event's part of `hearing export event`."""

from typing import Any

from hearing.events.models import Event
from hearing.events.outside import local


def event_facts(event: Event) -> dict[str, Any]:
    """The columns of an event that an export names; seats and invitations are added by those who know them."""
    return {
        "id": event.pk,
        "slug": event.slug,
        "title": event.title,
        "kind": event.kind.value,
        "status": event.status.value,
        "starts_at": local(event.starts_at, event.zone),
        "ends_at": local(event.ends_at, event.zone),
        "capacity": event.capacity,
        "sequence": event.sequence,
        "uid": event.uid,
    }
