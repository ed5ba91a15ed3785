"""Offices and who holds them: appoint, leave, who held what on a date."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet
from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.clock import now, today
from hearing.base.errors import Refusal
from hearing.organisers.models import Organiser
from hearing.people import register
from hearing.people.models import NO_END, Holding, Office, OfficeKind, Organisation, Person
from hearing.people.titles import key_of


@atomic()
async def establish(organisation: Organisation, by: Actor, title: str, kind: OfficeKind, email: str = "") -> Office:
    """Add a post at an organisation; it may stand without a holder."""
    if await Office.filter(organisation=organisation, title=title).exists():
        raise Refusal("%(organisation)s already has the role %(title)s.", organisation=organisation.name, title=title)
    office = await Office.create(
        organisation=organisation,
        title=title,
        title_key=key_of(title),
        kind=kind,
        email=email,
        created_at=now(),
        **register.office_keys(title, organisation.name),
    )
    await record(by, "office.established", office, organiser_id=organisation.organiser_id)  # type: ignore[attr-defined]
    return office


@atomic()
async def rename(office: Office, by: Actor, title: str, kind: OfficeKind, email: str) -> None:
    """Correct a post's title, kind or address."""
    organisation: Organisation = await office.organisation
    if await Office.filter(organisation=organisation, title=title).exclude(id=office.id).exists():
        raise Refusal("%(organisation)s already has the role %(title)s.", organisation=organisation.name, title=title)
    keys = register.office_keys(title, organisation.name)
    await office.update_from_dict(
        {"title": title, "title_key": key_of(title), "kind": kind, "email": email, **keys}
    ).save()
    await record(by, "office.corrected", office, organiser_id=organisation.organiser_id)  # type: ignore[attr-defined]


@atomic()
async def appoint(
    office: Office,
    by: Actor,
    person: Person,
    starts_on: date | None = None,
    ends_on: date | None = None,
    party: str = "",
    note: str = "",
    sure: bool = True,
    replaces: Holding | None = None,
) -> Holding:
    """Let a person hold an office from–to; who is replaced leaves the day before."""
    _in_order(starts_on, ends_on)
    organisation: Organisation = await office.organisation
    await _once(office, person, starts_on, ends_on)
    if organisation.organiser_id is None and person.organiser_id is not None:  # type: ignore[attr-defined]
        await register.share(person, by)
    holding = await Holding.create(
        person=person,
        office=office,
        party=party,
        starts_on=starts_on,
        ends_on=ends_on,
        note=note,
        checked_on=today() if sure else None,
        created_at=now(),
    )
    if replaces is not None:
        await leave(replaces, by, (starts_on or today()) - timedelta(days=1))
    await settle([person.id])
    await record(by, "office.appointed", person, office=office.id, title=office.title, organisation=organisation.name)
    return holding


@atomic()
async def post(
    organisation: Organisation, by: Actor, person: Person, title: str, kind: OfficeKind, **term: Any
) -> Holding:
    """Appoint a person by title; the office is established when the organisation lacks it."""
    office = await Office.get_or_none(organisation=organisation, title=title)
    return await appoint(office or await establish(organisation, by, title, kind), by, person, **term)


@atomic()
async def introduce(
    organiser: Organiser, by: Actor, card: dict[str, Any], organisation: Organisation | None, term: dict[str, Any]
) -> Person:
    """Add a person, with the role they have if one is known."""
    person = await register.add(organiser, by, **card)
    if organisation is not None:
        await post(organisation, by, person, **term)
    return person


@atomic()
async def leave(holding: Holding, by: Actor, ends_on: date) -> None:
    """End a holding; the day given is the last. Old letters and answers keep title and party."""
    _in_order(holding.starts_on, ends_on)
    await holding.update_from_dict({"ends_on": ends_on, "checked_on": today()}).save()
    await settle([holding.person_id])  # type: ignore[attr-defined]
    await record(by, "office.left", await holding.person, holding=holding.id, ends_on=ends_on)


@atomic()
async def correct(
    holding: Holding, by: Actor, starts_on: date | None, ends_on: date | None, party: str, note: str, sure: bool
) -> None:
    """Correct from when to when, for which party."""
    _in_order(starts_on, ends_on)
    office, person = await holding.office, await holding.person
    await _once(office, person, starts_on, ends_on, holding.id)
    changes = {"starts_on": starts_on, "ends_on": ends_on, "party": party, "note": note}
    await holding.update_from_dict({**changes, "checked_on": today() if sure else None}).save()
    await settle([person.id])
    await record(by, "office.term_corrected", person, holding=holding.id)


@atomic()
async def confirm(holding: Holding, by: Actor) -> None:
    """Say that a holding is right as it stands, as when a proposed successor has been elected."""
    await holding.update_from_dict({"checked_on": today()}).save()
    await record(by, "office.confirmed", await holding.person, holding=holding.id)


def _in_order(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Refusal("A term cannot end before it begins.")


async def _once(
    office: Office, person: Person, starts_on: date | None, ends_on: date | None, but: int | None = None
) -> None:
    meets = Holding.filter(office=office, person=person).exclude(id=but or 0)
    if ends_on:
        meets = meets.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=ends_on))
    if starts_on:
        meets = meets.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if await meets.exists():
        raise Refusal("%(name)s already holds this role at that time.", name=person.name)


async def settle(persons: Iterable[int]) -> None:
    """Work out until when these persons hold anything that everybody who sees the person sees."""
    found = await Person.filter(id__in=list(persons)).prefetch_related("holdings__office__organisation")
    for person in found:
        shown = [
            holding.ends_on or NO_END
            for holding in person.holdings  # type: ignore[attr-defined]
            if person.organiser_id or holding.office.organisation.organiser_id is None  # type: ignore[attr-defined]
        ]
        await Person.filter(id=person.id).update(held_until=max(shown, default=NO_END))


def held_on(day: date) -> Q:
    """The holdings that run on a date."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    return begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def holders_on(office: Office, day: date) -> QuerySet[Holding]:
    """Who holds an office on a date: one for a chair, several for members; the longest-serving first."""
    return Holding.filter(held_on(day), office=office).order_by("starts_on", "id").prefetch_related("person")


async def holder_on(organisation: Organisation, title: str, day: date) -> Holding | None:
    """The one who holds a role, named by its title or its key, at an organisation on a date."""
    named = Q(office__title=title) | Q(office__title_key=title)
    found = Holding.filter(held_on(day), named, office__organisation=organisation)
    return await found.order_by("starts_on", "id").prefetch_related("person", "office").first()


async def successor(holding: Holding) -> Holding | None:
    """Who takes over when a term ends; none where several hold the office at once."""
    if holding.ends_on is None:
        return None
    office = Holding.filter(office_id=holding.office_id).exclude(id=holding.id)  # type: ignore[attr-defined]
    if await office.filter(held_on(holding.ends_on)).exists():
        return None
    after = office.filter(starts_on__gt=holding.ends_on).order_by("starts_on", "id")
    return await after.prefetch_related("person").first()
