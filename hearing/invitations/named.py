"""An organisation with places names its people: by its own link until a day, or by staff; one of them is one invitation.

Who appointed each is kept, with the fee and the travel the organiser pays. A place without a name goes back after
the day. Another address is another person: the old one is told, the new one gets an invitation of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from hearing.base.audit import Actor
from hearing.base.clock import now, today
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.base.links import digest
from hearing.events.models import Event, EventStatus
from hearing.invitations import hosts, itip, mails, moved_up, needs, seats
from hearing.invitations.answer import Source, refuse_closed
from hearing.invitations.candidates import found_by
from hearing.invitations.log import line, write
from hearing.invitations.models import Invitation, InvitationStatus, Substitute, SubstituteStatus
from hearing.invitations.need_kinds import NeedKind
from hearing.invitations.settle import Stale, fresh, settled
from hearing.people import register
from hearing.people.models import Person

YES = InvitationStatus.YES
OPEN = (EventStatus.PUBLISHED, EventStatus.UNLISTED)
MOST = 500
REMIND_DAYS = 3


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody an organisation sends."""

    name: str
    email: str = ""
    phone: str = ""
    title: str = ""
    fee: bool = False
    travel: bool = False
    needs: Mapping[NeedKind, str] = field(default_factory=dict)

    @property
    def card(self) -> dict[str, Any]:
        """The columns of the invitation that are typed."""
        return {name: getattr(self, name) for name in ("name", "phone", "title", "fee", "travel")}


async def name(host: Invitation, who: Who, source: Source) -> Invitation:
    """Give one of the organisation's places to somebody, who is told by mail where there is an address."""
    try:
        return await settled(host, lambda row: _name(row, who, source))
    except IntegrityError as wrong:
        raise Refusal("%(name)s has an invitation of their own already.", name=who.name) from wrong


async def _name(host: Invitation, who: Who, source: Source) -> Invitation:
    await _open(host, source)
    if host.names >= host.places:
        raise Refusal("All %(places)s places have a name. Take somebody off first.", places=host.places)
    return await _seat(host, who, source)


async def _open(host: Invitation, source: Source) -> None:
    refuse_closed(host, host.event)
    await seats.hold(host.event.pk)
    if host.host_id:
        raise Refusal("Only the organisation itself names its people.")
    if host.status != YES:
        raise Refusal("Say yes first. Then you can name those who come.")
    if hosts.over(host) and source.by is None:
        raise Refusal("The last day to name people has passed. Ring us, and we will see what can be done.")


async def _seat(host: Invitation, who: Who, source: Source) -> Invitation:
    event: Event = host.event
    await _refuse_busy(event, who)
    person = await _card(event, who, host, source.by)
    moment, appointed = now(), source.name or (host.stand_in or host).name
    facts: dict[str, Any] = dict.fromkeys(("created_at", "changed_at", "answered_at", "invited_at"), moment)
    facts |= {"event_id": event.pk, "person_id": person.pk, "host_id": host.pk, "group_id": _group(host)}
    facts |= {"email": who.email, "email_norm": who.email.casefold(), "language": host.language}
    facts |= {"organisation_name": host.organisation_name or host.name, "appointed_by": _appointed(host, appointed)}
    facts |= {"answered_by": appointed, "answered_via": source.via, "answered_how": source.how}
    facts |= {"noted_by": source.by.name if source.by else "", "status": YES, "online": host.online}
    facts |= {"sort_key": person.sort_key[:400], "search_text": _found(host, who)}
    facts |= {"sent_times": 1, "told_sequence": event.sequence}
    made = await Invitation.create(**who.card, **facts)
    made.update_from_dict(made.link_columns())
    made.reply_hash = digest(itip.reply_token(made))
    await made.save(update_fields=["link_version", "link_key", "link_hash", "reply_hash"])
    made.event, made.person = event, person
    text = f"{host.search_text} {_found(host, who)}"[-4000:]
    if not await host.alter(names=host.names + 1, search_text=text):
        raise Stale
    if who.needs:
        await needs.ask(made, who.needs, source.via, source.by)
    await write([line(source.by, "person.named", made, by_name=appointed, organisation=made.organisation_name)])
    await mails.put([mails.named(made)])
    return made


def _group(host: Invitation) -> int | None:
    number: int | None = host.group_id  # type: ignore[attr-defined]
    return number


def _appointed(host: Invitation, by: str) -> str:
    return ", ".join(dict.fromkeys(part for part in (host.organisation_name, by) if part))[:200]


def _found(host: Invitation, who: Who) -> str:
    return found_by(who.name, host.organisation_name or host.name, who.title, who.email)


async def _refuse_busy(event: Event, who: Who) -> None:
    address = who.email.casefold()
    if not address:
        return
    there = Invitation.filter(event_id=event.pk, email_norm=address).exclude(status=InvitationStatus.WITHDRAWN)
    instead = Substitute.filter(invitation__event_id=event.pk, status=SubstituteStatus.ACCEPTED, email__iexact=address)
    if await there.exists() or await instead.exists():
        raise Refusal("%(name)s has an invitation of their own already.", name=who.name)


async def _card(event: Event, who: Who, host: Invitation, by: Actor | None) -> Person:
    """The organiser's own card of that address, else a new one."""
    address = who.email.casefold()
    known = await Person.filter(organiser_id=event.organiser_id, email_norm=address).first() if address else None
    if known is not None:
        return known
    given, _space, family = who.name.rpartition(" ")
    card = {"given_name": given or family, "family_name": family if given else "", "email": who.email}
    source = _("Named by %(name)s for %(event)s", name=host.organisation_name or host.name, event=event.title)[:200]
    return await register.add(event.organiser, by, **card, phone=who.phone, language=host.language, source=source)


async def correct(person: Invitation, who: Who, source: Source) -> Invitation:
    """Put one of the named right; with another address it is another person on the same place."""
    host = await fresh(int(person.host_id or 0))
    try:
        return await settled(host, lambda row: _correct(row, int(person.pk), who, source))
    except IntegrityError as wrong:
        raise Refusal("%(name)s has an invitation of their own already.", name=who.name) from wrong


async def _correct(host: Invitation, number: int, who: Who, source: Source) -> Invitation:
    await _open(host, source)
    person = await _one_of(host, number)
    if person.email_norm != who.email.casefold():
        await _off(host, person, source)
        return await _seat(host, who, source)
    if not await person.alter(**who.card, search_text=_found(host, who)):
        raise Stale
    if who.needs:
        await needs.ask(person, who.needs, source.via, source.by)
    await write([line(source.by, "person.renamed", person, by_name=source.name or host.name)])
    return person


async def _one_of(host: Invitation, number: int) -> Invitation:
    person = await hosts.living(host).get_or_none(pk=number)
    if person is None:
        raise Refusal("This person is no longer named.")
    person.event = host.event
    return person


async def take_off(person: Invitation, source: Source) -> None:
    """Take somebody off: told kindly, and the place can get another name."""
    host = await fresh(int(person.host_id or 0))

    async def step(row: Invitation) -> None:
        refuse_closed(row, row.event)
        await seats.hold(row.event.pk)
        await _off(row, await _one_of(row, int(person.pk)), source)
        if hosts.over(row):
            await hosts.hand_in(row, source.by)

    await settled(host, step)


async def _off(host: Invitation, person: Invitation, source: Source) -> None:
    came = person.status == YES
    await hosts.take_off(person, source.by, source.name or host.name)
    if came and not await host.alter(names=host.names - 1):
        raise Stale


async def put_back(person: Invitation, source: Source) -> Invitation:
    """Undo: name somebody again who was taken off."""
    if person.status != InvitationStatus.WITHDRAWN:
        raise Refusal("This person is named already.")
    host = await fresh(int(person.host_id or 0))
    who = Who(person.name, person.email, person.phone, person.title, person.fee, person.travel)
    return await name(host, who, source)


async def resize(host: Invitation, places: int, name_by_on: date | None, by: Actor, reason: str = "") -> None:
    """Give an organisation more or fewer places, and the last day to name people; more than there are with a reason."""
    await settled(host, lambda row: _resize(row, places, name_by_on, by, reason.strip()[:300]))


async def _resize(host: Invitation, places: int, name_by_on: date | None, by: Actor, reason: str) -> None:
    if host.host_id:
        raise Refusal(
            "This person comes on one of the organisation's places. Give the organisation more places instead."
        )
    if not host.names <= places <= MOST or places < 1:
        raise Refusal("%(names)s are named already. Take somebody off first.", names=host.names)
    await seats.ready(host.event.pk)
    await seats.hold(host.event.pk)
    changes: dict[str, Any] = {"name_by_on": name_by_on, "places": places, "name_told": False}
    extra, moved = places - host.places if host.seat else 0, []
    if extra > 0 and not await seats.more(host, extra):
        if not reason:
            raise Refusal("There are not so many seats. Write why the organisation gets them all the same.")
        await seats.force(host, extra)
        changes["exceed_reason"] = reason
    if extra < 0:
        moved = await seats.fewer(host, host.event, -extra)
    waits = host.status == InvitationStatus.WAITING
    if not await host.alter(**changes):
        raise Stale
    told = {"places": places, "name_by": name_by_on, "reason": changes.get("exceed_reason", "")}
    await write([line(by, "places.changed", host, **told)])
    await moved_up.tell(moved + (await seats.fill(host.event) if waits else []))


async def return_next() -> bool:
    """Job: one organisation's places without a name go back once the last day has passed."""
    late = _unnamed().filter(name_by_on__lt=today())
    row = await late.order_by("name_by_on", "id").first()
    return await settled(await fresh(int(row.pk)), _return) if row else False


def _unnamed() -> Any:
    asked = Invitation.filter(status=YES, host_id=None, names__lt=F("places"), name_by_on__isnull=False)
    return asked.filter(event__starts_at__gt=now(), event__status__in=list(OPEN))


async def _return(host: Invitation) -> bool:
    await seats.hold(host.event.pk)
    if host.name_by_on is not None and host.name_by_on < today():
        await hosts.hand_in(host, None)
    return True


async def remind_next() -> bool:
    """Job: three days ahead, the one who names an organisation's people is told of the last day; once."""
    near = {"name_by_on__gte": today(), "name_by_on__lte": today() + timedelta(days=REMIND_DAYS)}
    soon = _unnamed().filter(**near, name_told=False)
    row = await soon.order_by("name_by_on", "id").first()
    return await settled(await fresh(int(row.pk)), _remind) if row else False


async def _remind(host: Invitation) -> bool:
    if not await host.alter(name_told=True):
        raise Stale
    if host.names < host.places and not hosts.over(host):
        await mails.put([mails.name_them(host)])
    return True
