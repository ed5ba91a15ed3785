"""Which events a list shows: on the desk by tab and filter, in public by place, kind and week."""

from datetime import UTC, date, datetime, timedelta

from starlette.datastructures import QueryParams
from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from hearing.base.clock import now
from hearing.base.dates import parse_week
from hearing.base.sorting import fold
from hearing.data.reference import regions
from hearing.events.models import Event, EventKind, EventMunicipality, EventRegion, EventStatus
from hearing.events.times import at

ZONE = "Europe/Stockholm"
TABS = ("upcoming", "drafts", "past")
PAST_DAYS = 365
CANCELLED_DAYS = 90
CALLED_OFF = (EventStatus.CANCELLED, EventStatus.REPLACED)


class Filters:
    """The filters in an address, read once; what cannot be read is left out, and a wrong week is told."""

    def __init__(self, query: QueryParams) -> None:
        self.q = query.get("q", "").strip()[:100]
        self.kind = query.get("kind", "") if query.get("kind") in set(EventKind) else ""
        self.region = query.get("region", "") if query.get("region") in {one.code for one in regions()} else ""
        self.typed_week = query.get("week", "").strip()[:20]
        self.monday = _monday(self.typed_week)
        self.tab = query.get("tab", "") if query.get("tab") in TABS else TABS[0]

    @property
    def sunday(self) -> date | None:
        """The last day of the typed week."""
        return self.monday + timedelta(days=6) if self.monday else None

    @property
    def any(self) -> bool:
        """Whether something is filtered out."""
        return bool(self.q or self.kind or self.region or self.monday)

    @property
    def wrong_week(self) -> bool:
        """Whether a week was typed that is none."""
        return bool(self.typed_week) and self.monday is None

    def on(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """The events that pass."""
        if self.q:
            events = events.filter(search_text__contains=fold(self.q))
        if self.kind:
            events = events.filter(kind=self.kind)
        if self.monday:
            events = in_week(events, self.monday)
        return in_region(events, self.region) if self.region else events

    def tabbed(self, events: QuerySet[Event], tab: str | None = None) -> QuerySet[Event]:
        """The events of a tab, first first; a week shows all of its own."""
        rows = self.on(events)
        if self.monday:
            return rows.order_by("starts_at", "id")
        chosen = tab or self.tab
        if chosen == "drafts":
            return rows.filter(status=EventStatus.DRAFT).order_by("starts_at", "id")
        rows = rows.exclude(status=EventStatus.DRAFT)
        if chosen == "past":
            return rows.filter(ends_at__lt=now()).order_by("-starts_at", "-id")
        return rows.filter(ends_at__gte=now()).order_by("starts_at", "id")


def _monday(typed: str) -> date | None:
    try:
        return parse_week(typed) if typed else None
    except ValueError:
        return None


def in_week(events: QuerySet[Event], monday: date, weeks: int = 1) -> QuerySet[Event]:
    """The events that touch the days from a Monday on."""
    first, after = midnight(monday), midnight(monday + timedelta(weeks=weeks))
    return events.filter(starts_at__lt=after, ends_at__gt=first)


def midnight(day: date) -> datetime:
    """When a day begins in Sweden."""
    return at(day, datetime.min.time(), ZONE).astimezone(UTC)


def in_region(events: QuerySet[Event], code: str) -> QuerySet[Event]:
    """The events that concern a region or one of its municipalities."""
    whole = EventRegion.filter(region_id=code).values("event_id")
    parts = EventMunicipality.filter(municipality_id__startswith=code).values("event_id")
    return events.filter(Q(id__in=Subquery(whole)) | Q(id__in=Subquery(parts)))


def in_municipality(events: QuerySet[Event], code: str) -> QuerySet[Event]:
    """The events that concern a municipality, or the whole of its region."""
    whole = EventRegion.filter(region_id=code[:2]).values("event_id")
    part = EventMunicipality.filter(municipality_id=code).values("event_id")
    return events.filter(Q(id__in=Subquery(whole)) | Q(id__in=Subquery(part)))


def listed() -> QuerySet[Event]:
    """The events everyone may see in lists: the past year's and all to come; called-off ones for 90 days."""
    kept = Q(status__not_in=list(CALLED_OFF)) | Q(ended_at__gte=now() - timedelta(days=CANCELLED_DAYS))
    return Event.filter(kept, listed=True, ends_at__gte=now() - timedelta(days=PAST_DAYS))


async def unreported(organiser_id: int) -> list[Event]:
    """Events that have taken place and have no report yet, oldest first: asked for until it is there."""
    ended = Event.filter(organiser_id=organiser_id, reported_at=None, ends_at__lt=now())
    shown = [EventStatus.PUBLISHED, EventStatus.UNLISTED, EventStatus.HELD]
    return await ended.filter(status__in=shown).order_by("starts_at")
