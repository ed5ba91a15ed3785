"""When those in the queue get a free seat: straight away, by timed offers near the event, never at night or after."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hearing.base.clock import now
from hearing.events.models import Event, EventStatus
from hearing.invitations.models import Invitation, InvitationStatus

OPEN = (EventStatus.PUBLISHED, EventStatus.UNLISTED)
NEAR = timedelta(hours=48)
LASTS = timedelta(hours=4)
MORNING, EVENING = time(7), time(21)


class Way(StrEnum):
    """How a free seat is handed on just now."""

    AT_ONCE = "at_once"
    OFFER = "offer"
    REST = "rest"
    OVER = "over"


def way(event: Event) -> Way:
    """How a free seat of this event is handed on just now."""
    moment = now()
    if event.status not in OPEN or event.starts_at <= moment:
        return Way.OVER
    if event.starts_at - moment > NEAR:
        return Way.AT_ONCE
    return Way.OFFER if MORNING <= moment.astimezone(ZoneInfo(event.zone)).time() < EVENING else Way.REST


def until(event: Event) -> datetime:
    """How long an offer made now holds: four waking hours, at most until the event starts."""
    zone = ZoneInfo(event.zone)
    end = (now() + LASTS).astimezone(zone)
    if end.time() >= EVENING or end.time() < MORNING:
        night = datetime.combine(now().astimezone(zone).date(), EVENING, zone)
        morning = datetime.combine(night.date() + timedelta(days=1), MORNING, zone)
        end = morning + (end - night)
    return min(end, event.starts_at)


def turn(row: Invitation) -> tuple[bool, int, int, int]:
    """The order of the queue: as entered, after those put first; last those who let an offer pass."""
    return row.passed_at is not None, -row.priority, row.queue_number or 0, int(row.pk)


async def places(event_id: int) -> dict[int, int]:
    """Each waiting invitation's place in the queue, 1 first; one query."""
    waiting = Invitation.filter(event_id=event_id, status=InvitationStatus.WAITING)
    found = await waiting.only("id", "queue_number", "priority", "passed_at")
    return {int(row.pk): place for place, row in enumerate(sorted(found, key=turn), start=1)}
