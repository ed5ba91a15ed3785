"""What the door sees: names, organisations and seats, A–Ö; never needs nor addresses."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hearing.base import dates
from hearing.base.lang import _
from hearing.base.sorting import fold
from hearing.door.models import ActKind, DoorAct
from hearing.events.models import Event
from hearing.invitations.codes import code_of
from hearing.invitations.guests import queue_places
from hearing.invitations.models import Invitation, InvitationStatus, Substitute, SubstituteStatus

S = InvitationStatus
MOST = 5000
SHOWS = ("", "expected", "in", "queue")


@dataclass(frozen=True, slots=True)
class Guest:
    """One row: what is called out at the door."""

    id: int
    name: str
    part: str
    organisation: str
    group: str
    status: InvitationStatus
    places: int
    inside: int
    since: str
    alias: bool = False
    title: str = ""
    instead: str = ""
    code: str = ""

    @property
    def text(self) -> str:
        """What a search looks in."""
        return fold(f"{self.name} {self.organisation} {self.part} {self.code}")

    @property
    def full(self) -> bool:
        """Everybody of this row is inside."""
        return self.inside >= self.places

    def stands(self, show: str) -> bool:
        """Whether it belongs under a tab."""
        tabs = {"expected": self.expected > 0, "in": self.inside > 0, "queue": self.status == S.WAITING}
        return tabs.get(show, True)

    @property
    def expected(self) -> int:
        """How many are still awaited."""
        return max(self.places - self.inside, 0) if self.status == S.YES else 0


@dataclass(slots=True)
class Count:
    """How many are inside and how many are awaited."""

    inside: int = 0
    expected: int = 0


@dataclass(slots=True)
class Hall:
    """Everybody of an event as the door sees them."""

    event: Event
    guests: list[Guest] = field(default_factory=list)
    walked_in: list[DoorAct] = field(default_factory=list)

    @property
    def count(self) -> Count:
        """All together, those who walked in too."""
        inside = sum(guest.inside for guest in self.guests) + len(self.walked_in)
        return Count(inside, sum(guest.expected for guest in self.guests))

    @property
    def free(self) -> int | None:
        """Seats neither taken nor awaited; none when there is no limit."""
        capacity, count = self.event.capacity, self.count
        return None if capacity is None else max(capacity - count.inside - count.expected, 0)

    @property
    def by_group(self) -> dict[str, Count]:
        """The same, group by group."""
        found: dict[str, Count] = {}
        for guest in self.guests:
            if guest.group:
                count = found.setdefault(guest.group, Count())
                count.inside += guest.inside
                count.expected += guest.expected
        return found

    def shown(self, show: str, q: str) -> list[Guest]:
        """The rows asked for."""
        words = fold(q).split()[:8]
        return [it for it in self.guests if it.stands(show) and all(word in it.text for word in words)]


async def hall(event: Event) -> Hall:
    """Everybody invited, and those who walked in; four queries."""
    rows = Invitation.filter(event_id=event.pk, online=False).exclude(status__in=[S.DRAFT, S.WITHDRAWN])
    listed = await rows.order_by("sort_key", "id").limit(MOST).select_related("group")
    instead = {}
    accepted = Substitute.filter(invitation__event_id=event.pk, status=SubstituteStatus.ACCEPTED)
    for one in await accepted.order_by("id"):
        instead[one.invitation_id] = one  # type: ignore[attr-defined]
    places = await queue_places(event) if any(row.status == S.WAITING for row in listed) else {}
    seen = [row for row in listed if row.places > row.names or row.inside]  # an organisation with all named is they
    found = [guest(row, event, instead.get(row.pk), places.get(row.pk, 0)) for row in seen]
    return Hall(event, sorted(found, key=lambda it: it.alias), await walked_in(event))


async def walked_in(event: Event) -> list[DoorAct]:
    """Those who came without being on the list and were not undone."""
    told = await DoorAct.filter(event_id=event.pk, invitation_id=None).order_by("at", "id")
    gone = {act.of_key for act in told if act.kind == ActKind.WALK_OUT}
    return [act for act in told if act.kind == ActKind.WALK_IN and act.key not in gone]


def guest(row: Invitation, event: Event, instead: Substitute | None, place: int) -> Guest:
    """One row of the door; a substitute stands in the place of who was invited, an alias in that of a name."""
    replaced = instead  # the accepted one, even while another one is proposed
    who: Any = replaced or row
    name = row.alias or (f"{who.name} ({who.party})" if who.party else who.name)
    since = dates.clock(row.came_at, event.zone) if row.came_at else ""
    return Guest(
        id=row.pk,
        name=name,
        part=part(row, event, replaced, place),
        organisation="" if row.alias else row.organisation_name,
        group=row.group.name if row.group else "",
        status=row.status,
        places=max(row.places - row.names, 1),
        inside=row.inside,
        since=since,
        alias=bool(row.alias),
        title="" if row.alias else who.title,
        code=code_of(row),
        instead=_("instead of %(name)s", name=row.name) if replaced and not row.alias else "",
    )


def part(row: Invitation, event: Event, instead: Substitute | None, place: int) -> str:
    """What stands under the name."""
    told = [row.title.strip(), row.organisation_name] if not instead else []
    if row.alias:
        told = [_("Protected identity, says this name")]
    if instead:
        told = [_("instead of %(name)s", name=row.name), row.organisation_name]
    if row.status == S.NO and row.answered_at:
        told.append(_("Said no %(day)s", day=dates.long(dates.local(row.answered_at, event.zone))))
    if row.status in (S.INVITED, S.MAYBE):
        told.append(_("Has not said yes"))
    if place:
        told.append(_("place %(place)s in the queue", place=place))
    return ", ".join(part for part in told if part)


def names(guests: Sequence[Guest]) -> list[tuple[str, list[Guest]]]:
    """The rows by group, for paper: each group once, those without a group last."""
    groups = dict.fromkeys(guest.group for guest in guests)
    return [(group, [it for it in guests if it.group == group]) for group in sorted(groups, key=lambda g: not g)]
