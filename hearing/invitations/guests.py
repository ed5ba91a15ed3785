"""What the list of guests shows: counts, seats, rows with how each answered, the latest mail of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from hearing.base.lang import lazy
from hearing.base.sorting import fold
from hearing.base.web import Paging, mine, paging
from hearing.db import rows
from hearing.events.models import Event, EventGroup
from hearing.invitations import stand_ins, turns
from hearing.invitations.models import Invitation, InvitationStatus, Seating, Substitute, SubstituteStatus

S = InvitationStatus
PROPOSED = SubstituteStatus.PROPOSED
FILTERS: dict[str, Q] = {
    "yes": Q(status=S.YES, substitution__isnull=True),
    "no": Q(status=S.NO),
    "maybe": Q(status=S.MAYBE),
    "substitute": Q(substitution__isnull=False) & Q(status__not=S.WITHDRAWN),
    "none": Q(status=S.INVITED, substitution__isnull=True),
    "waiting": Q(status=S.WAITING, substitution__isnull=True),
    "draft": Q(status=S.DRAFT),
    "withdrawn": Q(status=S.WITHDRAWN),
    "confirm": Q(confirm_by_on__isnull=False),
    "message": Q(message_at__isnull=False),
}
COUNTS = """SELECT status, substitution, group_id, seat, wants_material, message_at IS NOT NULL AS message,
count(*) AS people, sum(places) AS places FROM invitation WHERE event_id = ? AND host_id IS NULL
GROUP BY status, substitution, group_id, seat, wants_material, message_at IS NOT NULL"""
BOUNCED = """SELECT DISTINCT i.email_norm FROM invitation i
WHERE i.event_id = ? AND i.status NOT IN ('draft', 'withdrawn') AND i.email_norm <> ''
AND (EXISTS (SELECT 1 FROM blocked_address b WHERE b.address_norm = i.email_norm) OR EXISTS (
  SELECT 1 FROM outgoing_mail m WHERE m.about = 'event-' || i.event_id || '/' || i.id AND m.status = 'failed'))"""
LATEST = """SELECT m.about, m.kind, m.status, m.reason, m.sent_at, m.created_at, m.id FROM outgoing_mail m
JOIN (SELECT max(id) AS id FROM outgoing_mail WHERE about IN ({marks}) GROUP BY about) l ON l.id = m.id"""

MAIL_WORDS = {
    "invitation": lazy("Invitation"),
    "waiting": lazy("Note of the queue"),
    "promoted": lazy("Note of a seat"),
    "feed": lazy("Address of the calendar"),
    "feed_stopped": lazy("Note of the calendar"),
    "withdrawn": lazy("Note of withdrawal"),
    "cancelled": lazy("Note of cancellation"),
    "moved": lazy("Note of the new time"),
    "replaced": lazy("Note of the new event"),
    "substitute": lazy("Receipt"),
    "offered": lazy("Offer of a seat"),
    "lapsed": lazy("Note of a seat given on"),
    "nudge": lazy("Reminder"),
    "week": lazy("The programme, a week before"),
    "day": lazy("Welcome, the day before"),
    "thanks": lazy("Thanks and the material, the day after"),
    "missed": lazy("We missed you, the day after"),
    "passed": lazy("Note of the queue"),
    "stand_in": lazy("Invitation to the substitute"),
    "substitute_accepted": lazy("Note of the substitute"),
    "substitute_refused": lazy("Note of the substitute"),
    "substitute_declined": lazy("Note of the substitute"),
    "stood_down": lazy("Note to the substitute"),
}  # what a mail is called in the list; anything else is a receipt


@dataclass(slots=True)
class Strip:
    """How many stand where, for the strip over the list."""

    answers: Counter[str] = field(default_factory=Counter)
    wants_material: int = 0
    proposed: int = 0
    messages: int = 0
    by_group: dict[int | None, Counter[str]] = field(default_factory=dict)

    @property
    def invited(self) -> int:
        """All who were sent an invitation that still holds."""
        return sum(self.answers[name] for name in ("yes", "no", "maybe", "substitute", "none", "waiting"))

    @property
    def everybody(self) -> int:
        """The invited, and those chosen but not yet sent to."""
        return self.invited + self.answers["draft"]


@dataclass(frozen=True, slots=True)
class Meter:
    """Seats of the event or of a group."""

    name: str
    group: int | None
    taken: int
    capacity: int | None
    substitutes: int
    waiting: int

    @property
    def parts(self) -> list[tuple[str, int]]:
        """The bar: those who come themselves, those who send somebody."""
        return [("yes", self.taken - self.substitutes), ("sub", self.substitutes)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    answer: str = ""
    q: str = ""
    group: int | None = None
    by_name: bool = False

    @classmethod
    def of(cls, request: Request) -> "Asked":
        """Read the query string; what cannot be asked is left out."""
        params = request.query_params
        group, answer = params.get("group", ""), params.get("answer", "")
        return cls(
            answer if answer in FILTERS else "",
            " ".join(params.get("q", "").split())[:200],
            int(group) if group.isascii() and group.isdigit() and len(group) < 10 else None,
            params.get("sort") == "name",
        )

    def rows(self, event: Event) -> QuerySet[Invitation]:
        """The invitations meant."""
        found = Invitation.filter(event_id=event.pk, host_id=None)
        found = found.filter(FILTERS[self.answer]) if self.answer else found.exclude(status=S.WITHDRAWN)
        if self.group:
            found = found.filter(group_id=self.group)
        for word in fold(self.q).split()[:8]:
            found = found.filter(search_text__contains=word)
        return found.order_by("sort_key", "id") if self.by_name else found.order_by("-changed_at", "-id")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    invitation: Invitation
    substitute: Substitute | None
    place: int
    mail: dict[str, Any] | None
    named: Sequence[Invitation] = ()


def standing(status: str, substitution: str | None) -> str:
    """The filter a row counts under."""
    if substitution and status != S.WITHDRAWN:
        return "substitute"
    return "none" if status == S.INVITED else status


async def strip(event: Event) -> Strip:
    """Count the answers; one query."""
    found = Strip()
    for row in await rows(COUNTS, event.pk):
        where = standing(row["status"], row["substitution"])
        group = found.by_group.setdefault(row["group_id"], Counter())
        found.answers[where] += row["people"]
        found.wants_material += row["people"] if where == "no" and row["wants_material"] else 0
        found.proposed += row["people"] if row["substitution"] == PROPOSED and where == "substitute" else 0
        found.messages += row["people"] if row["message"] else 0
        group["waiting"] += row["people"] if row["status"] == S.WAITING else 0
        group["sub_seats"] += row["places"] if row["seat"] and row["substitution"] else 0
    return found


async def meters(event: Event, counted: Strip, groups: list[EventGroup]) -> tuple[Meter, list[Meter]]:
    """The event's seats and those of each group; one query."""
    taken = {row.group_id: row.taken for row in await Seating.filter(event_id=event.pk)}  # type: ignore[attr-defined]
    whole = sum(group["sub_seats"] for group in counted.by_group.values())
    waiting = sum(group["waiting"] for group in counted.by_group.values())
    total = Meter("", None, taken.get(None, 0), event.capacity, whole, waiting)
    listed = []
    for group in groups:
        count = counted.by_group.get(group.pk, Counter())
        seats = taken.get(group.pk, 0)
        listed.append(Meter(group.name, group.pk, seats, group.capacity, count["sub_seats"], count["waiting"]))
    return total, listed


async def shown(request: Request, event: Event, asked: Asked) -> tuple[list[Row], Paging]:
    """A page of the list; five queries at most."""
    found = asked.rows(event)
    page = paging(request, await found.count())
    listed = await found.offset(page.start).limit(page.rows).select_related("group")
    for row in listed:
        row.event = event
    named = await stand_ins.shown(listed)
    places = await turns.places(event.pk) if any(row.status == S.WAITING for row in listed) else {}
    mails = await latest([row.ref for row in listed])
    sent = await sent_by(listed)
    told = [(row, named.get(row.pk), places.get(row.pk, 0), mails.get(row.ref)) for row in listed]
    return [Row(*one, sent.get(int(one[0].pk), [])) for one in told], page


async def sent_by(hosts: Sequence[Invitation]) -> dict[int, list[Invitation]]:
    """Those that organisations have named, who come; one query, none where nobody is named."""
    asked = [int(row.pk) for row in hosts if row.names]
    found: dict[int, list[Invitation]] = {}
    for one in await Invitation.filter(host_id__in=asked, status=S.YES).order_by("sort_key", "id") if asked else []:
        found.setdefault(int(one.host_id or 0), []).append(one)
    return found


async def named(invitation: Invitation) -> Substitute | None:
    """The one its `substitution` speaks of."""
    return (await stand_ins.shown([invitation])).get(invitation.pk)


async def to_ring(event: Event, everybody: bool) -> list[Invitation]:
    """Those who have not answered and have no address; or all who have not answered."""
    silent = Invitation.filter(event_id=event.pk, status=S.INVITED, answered_at=None)
    return await (silent if everybody else silent.filter(email="")).order_by("sort_key", "id").limit(500)


async def queue_places(event: Event) -> dict[int, int]:
    """Each waiting invitation's place in the queue, 1 first."""
    return await turns.places(event.pk)


async def latest(refs: list[str]) -> dict[str, dict[str, Any]]:
    """The newest mail about each; one query."""
    if not refs:
        return {}
    marks = ", ".join("?" for _ref in refs)
    return {row["about"]: row for row in await rows(LATEST.format(marks=marks), *refs)}


async def bounced(event: Event) -> set[str]:
    """The addresses among the invited that take no mail."""
    found = await rows(BOUNCED, event.pk)
    return {row["email_norm"] for row in found}


async def own(request: Request) -> Event:
    """The event in the address, if it is the reader's."""
    number = request.path_params["event_id"]
    return await mine(request, Event.all().select_related("organiser", "venue"), id=number)


async def own_invitation(request: Request) -> Invitation:
    """The invitation in the address, if it is the reader's and of that event."""
    query = Invitation.filter(event_id=request.path_params["event_id"])
    related = query.select_related("event__organiser", "event__venue", "group", "person", "holding")
    return await mine(request, related, id=request.path_params["id"])
