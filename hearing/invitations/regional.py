"""A national event becomes several regional ones: the invited move to theirs, with one message each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise.transactions import in_transaction

from hearing.base.audit import WORDS, Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import lazy
from hearing.events import plan
from hearing.events.models import Event, EventGroup, EventRegion
from hearing.invitations import mails, notices, seats, stand_ins
from hearing.invitations.aliases import renumber
from hearing.invitations.choose import give_links
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.invitations.notices import HOLDING
from hearing.invitations.settle import RELATED
from hearing.mail.outbox import Post
from hearing.mail.recall import recall

WORDS.update({"invitations.moved_home": lazy("The invited moved to their regional events")})
SAME = (
    *("person_id", "holding_id", "region_id", "municipality_id", "name", "email", "email_norm", "phone", "title"),
    *("organisation_name", "party", "language", "appointed_by", "sort_key", "places", "alias", "ended_ok"),
)


@dataclass(slots=True)
class Shared:
    """Who goes where: the invited of each regional event, and those who have none."""

    to: dict[int, list[Invitation]] = field(default_factory=dict)
    without: list[Invitation] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many get a message."""
        return sum(len(rows) for rows in self.to.values()) + len(self.without)


async def share(event: Event, others: Sequence[Event], rest: int | None = None) -> Shared:
    """Part the invited by their region; `rest` is the event of those who have none. Two queries."""
    numbers = [other.pk for other in others]
    homes: dict[str, int] = {}
    for place in await EventRegion.filter(event_id__in=numbers).order_by("id"):
        homes.setdefault(place.region_id, int(place.event_id))  # type: ignore[attr-defined]
    found = Shared({number: [] for number in numbers})
    invited = Invitation.filter(event_id=event.pk, status__in=list(HOLDING), host_id=None)
    for row in await invited.order_by("sort_key", "id").select_related(*RELATED):
        home = homes.get(region_of(row), rest if rest in found.to else None)
        (found.without if home is None else found.to[home]).append(row)
    return found


def region_of(row: Invitation) -> str:
    """The region somebody is invited for, or that of their municipality."""
    region, municipality = row.region_id, row.municipality_id  # type: ignore[attr-defined]
    return str(region or (municipality or "")[:2])


async def replace(event: Event, by: Actor, others: Sequence[Event], reason: str, rest: int | None = None) -> Shared:
    """End the event in favour of regional ones, and move the invited to theirs; each gets one message."""
    if not reason.strip():
        raise Refusal("Say why: the invited and the public will read it.")
    async with in_transaction():
        await plan.replace_by_several(event, by, others, reason.strip())
        shared = await share(event, others, rest)
        await stand_ins.load([row for rows in shared.to.values() for row in rows])
        for other in others:
            await _move(event, other, shared.to[other.pk])
        await record(by, "invitations.moved_home", event, people=shared.people - len(shared.without))
    return shared


async def _move(event: Event, other: Event, rows: Sequence[Invitation]) -> None:
    await seats.ready(other.pk)
    await seats.hold(other.pk)
    known = await _known(other)
    groups = {group.name: group.pk for group in await EventGroup.filter(event_id=other.pk)}
    old_groups = {group.pk: group.name for group in await EventGroup.filter(event_id=event.pk)}
    fresh = [row for row in rows if _at(row, known) is None]
    drafts = [_draft(other, row, groups.get(old_groups.get(row.group_id, ""))) for row in fresh]  # type: ignore[attr-defined]
    await renumber(other.pk, drafts)
    await Invitation.bulk_create(drafts, batch_size=200)
    await give_links(other)
    known = await _known(other)
    homes = {row.pk: home for row in rows if (home := _at(row, known))}
    sent = {"invited_at": now(), "sent_times": 1, "told_sequence": other.sequence}
    await Invitation.move_all("invite", [int(home.pk) for home in homes.values()], **sent)
    await Invitation.tell([int(row.pk) for row in rows], event.sequence)
    await recall([row.ref for row in rows])
    await mails.put([_post(event, row, homes[row.pk], other) for row in rows if row.pk in homes])
    event.replaced_by = other if event.replaced_by_id else None
    await mails.put([notices.replaced(event, row) for row in rows if row.stand_in])


async def _known(other: Event) -> list[Invitation]:
    living = Invitation.filter(event_id=other.pk).exclude(status=InvitationStatus.WITHDRAWN)
    return await living.select_related(*RELATED)


def _at(row: Invitation, known: Sequence[Invitation]) -> Invitation | None:
    """The same person's invitation there."""
    same = (
        one for one in known if one.person.pk == row.person.pk or (row.email_norm and one.email_norm == row.email_norm)
    )
    return next(same, None)


def _draft(other: Event, row: Invitation, group: int | None) -> Invitation:
    facts: dict[str, Any] = {name: getattr(row, name) for name in SAME}
    facts |= {"group_id": group, "created_at": now(), "changed_at": now(), "search_text": row.search_text}
    return Invitation(event_id=other.pk, **facts)


def _post(event: Event, row: Invitation, home: Invitation, other: Event) -> Post | None:
    row.event = event
    home.event = other
    return mails.regional(row, home)
