"""Choosing whom to invite: by filters, by a pasted list, or one by one. Chosen ones wait as drafts until sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Subquery
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from hearing.base.audit import Actor, record
from hearing.base.clock import now, today
from hearing.base.errors import Refusal
from hearing.base.links import digest
from hearing.base.web import mine
from hearing.events.models import Event, EventGroup, EventStatus
from hearing.invitations import itip, seats
from hearing.invitations.candidates import Candidate, Choice, candidate, columns, sort
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.organisers.models import Organiser
from hearing.people import register
from hearing.people.models import Holding, Person
from hearing.people.search import Filter

MOST = 10_000
BATCH = 200
OPEN = (EventStatus.DRAFT, EventStatus.PUBLISHED, EventStatus.UNLISTED)


@dataclass(frozen=True, slots=True)
class Picks:
    """What was ticked: several titles, parties and regions, and the register's own filter for the rest."""

    rest: Filter = field(default_factory=Filter)
    titles: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    group: int | None = None

    @classmethod
    def from_query(cls, params: Any) -> Self:
        """What an address or a form asks for."""
        query = params if isinstance(params, QueryParams) else QueryParams(list(params.multi_items()))
        single = {name: value for name, value in query.items() if name not in ("title", "party", "region")}
        group = query.get("group", "")
        return cls(
            Filter.from_query(single),
            _listed(query, "title", 100),
            _listed(query, "party", 12),
            _listed(query, "region", 2),
            int(group) if group.isascii() and group.isdigit() and len(group) < 10 else None,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ticked: then nobody is meant."""
        return self.rest.is_empty and not (self.titles or self.parties or self.regions)

    @property
    def query(self) -> str:
        """The picks as a query string."""
        pairs = [("title", one) for one in self.titles] + [("party", one) for one in self.parties]
        pairs += [("region", one) for one in self.regions] + ([("group", str(self.group))] if self.group else [])
        return "&".join(part for part in (self.rest.query, urlencode(pairs)) if part)

    def holdings(self, holdings: QuerySet[Holding], day: date) -> QuerySet[Holding]:
        """The roles meant, held on a day."""
        found = self.rest.holdings(holdings, day)
        for name, several in (
            ("office__title_key", self.titles),
            ("party", self.parties),
            ("office__organisation__region_id", self.regions),
        ):
            if several:
                found = found.filter(**{f"{name}__in": list(several)})
        return found


def _listed(query: QueryParams, name: str, most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in query.getlist(name) if 0 < len(value) <= most))


async def by_filter(request: Request, event: Event, picks: Picks) -> Choice:
    """Everybody the picks mean, each once, in the first role that fits."""
    if picks.is_empty:
        return Choice()
    day, groups = today(), await groups_of(event)
    holdings = mine(request, Holding.all())
    if not picks.rest.without("title").is_empty and (picks.rest.q or picks.rest.ended or picks.rest.bounced):
        persons = picks.rest.persons(mine(request, Person.all()), holdings, day)
        holdings = holdings.filter(person_id__in=Subquery(persons.values("id")))
    rows = picks.holdings(holdings, day).select_related("person", "office__organisation")
    chosen: dict[int, Candidate] = {}
    for holding in await rows.order_by("person__sort_key", "id").limit(MOST):
        if holding.current_on(day) or picks.rest.ended:
            chosen.setdefault(holding.person.pk, candidate(holding.person, holding, groups))
    return await sort(event, _grouped(list(chosen.values()), picks, groups), day)


def _grouped(chosen: list[Candidate], picks: Picks, groups: Sequence[EventGroup]) -> list[Candidate]:
    from_pick = next((group for group in groups if group.pk == picks.group), None)
    if from_pick is None:
        return chosen
    return [Candidate(**{**_fields(one), "group": from_pick}) for one in chosen]


def _fields(one: Candidate) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Candidate.__slots__}


async def groups_of(event: Event) -> list[EventGroup]:
    """The event's groups in their order."""
    return await EventGroup.filter(event_id=event.pk).order_by("position", "id")


async def add(event: Event, by: Actor, organiser: Organiser, choice: Choice) -> int:
    """Keep the wanted ones as drafts; unknown persons get a card of the organiser's own. Says how many."""
    if event.status not in OPEN or event.ends_at <= now():
        raise Refusal("Nobody can be invited to this event any more.")
    try:
        async with in_transaction():
            people = [await _known(one, organiser, by) for one in choice.wanted]
            await seats.ready(event.pk)
            drafts = [_draft(event, one, person) for one, person in zip(choice.wanted, people, strict=True)]
            await Invitation.bulk_create(drafts, batch_size=BATCH)
            await give_links(event)
            if drafts:
                await record(by, "invitations.chosen", event, people=len(drafts))
    except IntegrityError as wrong:
        raise Refusal("Somebody else has just chosen one of these. Look at the list and try again.") from wrong
    return len(choice.wanted)


async def _known(one: Candidate, organiser: Organiser, by: Actor) -> Person:
    if one.person:
        return one.person
    given, _space, family = one.name.rpartition(" ")
    card = {"given_name": given or family, "family_name": family if given else "", "email": one.email}
    return await register.add(organiser, by, phone=one.phone, language=one.language, source="", **card)


def _draft(event: Event, one: Candidate, person: Person) -> Invitation:
    moment = now()
    facts = columns(one) | {"sort_key": person.sort_key[:400], "told_sequence": event.sequence}
    return Invitation(event_id=event.pk, person_id=person.pk, created_at=moment, changed_at=moment, **facts)


async def give_links(event: Event) -> None:
    """Make the personal links of those who have none yet."""
    drafts = await Invitation.filter(event_id=event.pk, link_hash=None, status=InvitationStatus.DRAFT)
    for row in drafts:
        row.update_from_dict(row.link_columns())
        row.reply_hash = digest(itip.reply_token(row))
    if drafts:
        fields = ["link_version", "link_key", "link_hash", "reply_hash"]
        await Invitation.bulk_update(drafts, fields=fields, batch_size=BATCH)


async def drop(invitation: Invitation, by: Actor) -> None:
    """Take somebody off the list before anything was sent."""
    async with in_transaction():
        gone = await Invitation.filter(pk=invitation.pk, status=InvitationStatus.DRAFT).delete()
        if not gone:
            raise Refusal("This invitation is already sent. Withdraw it instead.")
        await record(by, "invitation.dropped", invitation, name=invitation.name)
