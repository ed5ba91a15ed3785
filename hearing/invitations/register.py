"""Registrations: an invitation that invited itself, on the public page or written down by staff on the telephone.

Who registers an address that is already on the list gets the same page; only the mail to that address knows.
"""

from dataclasses import dataclass, field
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from hearing.base.audit import WORDS, Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import _, lazy
from hearing.events.models import Event, EventGroup, EventStatus
from hearing.invitations import mails, needs, seats
from hearing.invitations.aliases import next_alias
from hearing.invitations.answer import YES, Said, Source, answer, too_late
from hearing.invitations.candidates import Candidate, columns
from hearing.invitations.choose import give_links
from hearing.invitations.models import Invitation, InvitationStatus, Seating, Told, Via
from hearing.invitations.need_kinds import NeedKind
from hearing.invitations.settle import fresh
from hearing.people import register as people
from hearing.people.models import Person

OPEN = (EventStatus.PUBLISHED, EventStatus.UNLISTED)

WORDS.update({"invitation.registered": lazy("Registered")})


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody who registers has told; with an alias the name is left out."""

    name: str = ""
    alias: bool = False
    organisation: str = ""
    email: str = ""
    phone: str = ""
    group: EventGroup | None = None
    online: bool = False
    language: str = "sv"
    needs: dict[NeedKind, str] = field(default_factory=dict)


def closed(event: Event) -> bool:
    """Whether nobody can register any more."""
    return event.status not in OPEN or event.starts_at <= now() or too_late(event)


async def register(event: Event, told: Registration, by: Actor | None = None) -> Invitation | None:
    """Register somebody who says yes; None when they are on the list already and get a mail about it."""
    if not by and (not event.registration or closed(event)):
        raise Refusal("Registration is closed.")
    if event.status not in OPEN or event.ends_at <= now():
        raise Refusal("Nobody can be invited to this event any more.")
    if known := await _known(event, told):
        await _again(known)
        return None
    try:
        made = await _made(event, told, by)
    except IntegrityError:  # the same address at the same moment
        await _again(await _known(event, told))
        return None
    source = Source(Via.STAFF, made.name, by, Told.PHONE) if by else Source()
    noted = await answer(await fresh(int(made.pk)), Said(YES, told.online), source)
    if told.needs:
        await needs.ask(noted, told.needs, Via.STAFF if by else Via.WEB, by)
    return noted


async def _known(event: Event, told: Registration) -> Invitation | None:
    if not told.email:
        return None
    there = Invitation.filter(event_id=event.pk).exclude(status=InvitationStatus.WITHDRAWN)
    norm = told.email.casefold()
    related = ("event__organiser", "event__venue", "person")
    return (
        await there.filter(email_norm=norm).select_related(*related).first()
        or await there.filter(person__email_norm=norm).select_related(*related).first()
    )


async def _again(known: Invitation | None) -> None:
    """Say to the address that it is on the list, at most once an hour; a draft hears of it when it is sent."""
    if known is not None and known.status != InvitationStatus.DRAFT:
        async with in_transaction():
            await mails.put([mails.write(known, "again", key=f"again:{known.pk}:{now():%Y%m%d%H}")])


async def _made(event: Event, told: Registration, by: Actor | None) -> Invitation:
    async with in_transaction():
        await seats.ready(event.pk)
        await seats.hold(event.pk)
        name = await next_alias(event.pk) if told.alias else told.name
        person = await _person(event, told, name, by)
        one = Candidate(name, told.email, told.phone, "", told.organisation, language=told.language, person=person)
        facts: dict[str, Any] = columns(one) | {"group_id": told.group.pk if told.group else None}
        facts |= {"alias": name if told.alias else "", "status": InvitationStatus.DRAFT}
        times: dict[str, Any] = {"created_at": now(), "changed_at": now()}
        row = await Invitation.create(event_id=event.pk, person_id=person.pk, **facts, **times)
        await give_links(event)
        await Invitation.move_all("invite", [row.pk], told_sequence=event.sequence)
        await record(by, "invitation.registered", event, name=name)
    return row


async def _person(event: Event, told: Registration, name: str, by: Actor | None) -> Person:
    """The organiser's own card of that address, else a new one."""
    norm = told.email.casefold()
    known = await Person.filter(organiser_id=event.organiser_id, email_norm=norm).first() if norm else None
    if known is not None:
        return known
    given, _space, family = name.rpartition(" ")
    card = {"given_name": given or family, "family_name": family if given else "", "email": told.email}
    facts = {"phone": told.phone, "language": told.language, "source": _("Registered for %(event)s", event=event.title)}
    return await people.add(event.organiser, by, **card, **{key: value[:200] for key, value in facts.items()})


async def tracks(event: Event) -> list[tuple[EventGroup, bool]]:
    """The groups, and whether each is full: then who registers stands in the queue."""
    taken = {row.group_id: row.taken for row in await Seating.filter(event_id=event.pk)}  # type: ignore[attr-defined]
    whole = event.capacity is not None and taken.get(None, 0) >= event.capacity
    groups = await EventGroup.filter(event_id=event.pk).order_by("position", "id")
    return [(it, whole or (it.capacity is not None and taken.get(it.pk, 0) >= it.capacity)) for it in groups]
