"""The mails around an event: when each is due, counted from the event, and who gets it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from hearing.base.clock import now
from hearing.events.models import Event, EventStatus
from hearing.events.times import day_of
from hearing.invitations.models import Invitation, InvitationStatus, SubstituteStatus
from hearing.invitations.models_dispatch import DispatchKind

K, S = DispatchKind, InvitationStatus
MORNING, LATER = time(8), time(9)
LATEST = timedelta(hours=24)  # what is later than that is left to a person
JUST_INVITED = timedelta(days=3)
READ = {K.WEEK: timedelta(hours=48), K.DAY: timedelta(hours=24)}  # a receipt this fresh says the same
COMING = (EventStatus.PUBLISHED, EventStatus.UNLISTED)
BY_HAND = (K.NUDGE, K.THANKS, K.MISSED)


def day(kind: DispatchKind, event: Event) -> date | None:
    """The day a mail is due; none where the event has nothing to count from."""
    start, end = day_of(event.starts_at, event.zone), day_of(event.ends_at, event.zone)
    if kind == K.NUDGE:
        return event.answer_by_on - timedelta(days=7) if event.answer_by_on else None
    steps = {K.WEEK: start - timedelta(days=7), K.DAY: start - timedelta(days=1)}
    return steps.get(kind, end + timedelta(days=1))


def at(kind: DispatchKind, event: Event) -> datetime | None:
    """The moment a mail is due."""
    when = day(kind, event)
    hour = LATER if kind in (K.THANKS, K.MISSED) else MORNING
    return datetime.combine(when, hour, ZoneInfo(event.zone)) if when else None


def expires(kind: DispatchKind, event: Event) -> datetime:
    """When a mail that has not left is of no use any more."""
    if kind == K.NUDGE and event.answer_by_on:
        return datetime.combine(event.answer_by_on + timedelta(days=1), time(0), ZoneInfo(event.zone))
    if kind in (K.THANKS, K.MISSED):
        return event.ends_at + timedelta(days=60)
    return event.starts_at - (timedelta(days=2) if kind == K.WEEK else timedelta(0))


def is_due(kind: DispatchKind, event: Event) -> bool:
    """Whether it leaves by itself now: its moment has come and is not long gone."""
    moment = at(kind, event)
    return moment is not None and moment <= now() < min(moment + LATEST, expires(kind, event)) and _stands(kind, event)


def by_hand(kind: DispatchKind, event: Event) -> bool:
    """Whether a person may send it now."""
    return kind in BY_HAND and now() < expires(kind, event) and _stands(kind, event)


def _stands(kind: DispatchKind, event: Event) -> bool:
    if kind in (K.THANKS, K.MISSED):
        return event.status in (*COMING, EventStatus.HELD) and event.ends_at <= now()
    return event.status in COMING and event.starts_at > now()


def whom(kind: DispatchKind, event: Event, early: bool = True) -> QuerySet[Invitation]:
    """Those it is for, as they stand now; `early` leaves out those who have just read the same."""
    found = Invitation.filter(event_id=event.pk).order_by("sort_key", "id")
    moment = max(at(kind, event) or now(), now())
    if kind == K.NUDGE:
        silent = Q(status=S.INVITED, answered_at=None) | Q(status=S.MAYBE) | Q(substitution=SubstituteStatus.REFUSED)
        found = found.filter(silent, status__in=[S.INVITED, S.MAYBE], invited_at__isnull=False)
        return found.filter(invited_at__lte=moment - JUST_INVITED) if early else found
    if kind in READ:
        return found.filter(status=S.YES).filter(Q(answered_at=None) | Q(answered_at__lte=moment - READ[kind]))
    if kind == K.MISSED:
        return found.filter(status=S.YES, attended=False)
    return found.filter(Q(attended=True) | Q(status=S.NO, wants_material=True))
