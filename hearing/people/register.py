"""The register of persons and organisations: add and correct, and what an organiser notes about a person."""

from typing import Any

from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.sorting import fold, sort_key
from hearing.organisers.models import Organiser
from hearing.people.models import Office, Organisation, OrganisationKind, Person, PersonNote

PUBLIC_BODIES = frozenset(
    {
        OrganisationKind.REGION,
        OrganisationKind.HEALTHCARE_REGION,
        OrganisationKind.MUNICIPALITY,
        OrganisationKind.AUTHORITY,
    }
)
GIVEN_BY_LAW = PUBLIC_BODIES - {OrganisationKind.AUTHORITY}  # loaded with the program, never typed
BARE = str.maketrans("åäöéèüæø", "aaoeeuao")
NEXT_FIELD = "00"  # sorts before every sign, so that Ek, Örjan comes before Ekberg, Anna


def search_text(*parts: str) -> str:
    """What a search looks in: the words as they are, and without their dots and rings."""
    folded = fold(" ".join(part for part in parts if part))
    bare = folded.translate(BARE)
    return folded if bare == folded else f"{folded} {bare}"


def person_keys(given_name: str, family_name: str, email: str, phone: str) -> dict[str, Any]:
    """The columns a person is sorted and found by."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return {
        "sort_key": (sort_key(family_name) + NEXT_FIELD + sort_key(given_name))[:420],
        "search_text": search_text(given_name, family_name, email, phone, digits),
        "email_norm": email.casefold(),
    }


def organisation_keys(name: str, email: str, *other_names: str) -> dict[str, Any]:
    """The columns an organisation is sorted and found by."""
    return {"sort_key": sort_key(name), "search_text": search_text(name, email, *other_names)}


def office_keys(title: str, organisation: str) -> dict[str, Any]:
    """The columns an office is sorted and found by."""
    return {
        "sort_key": (sort_key(organisation)[:200] + NEXT_FIELD + sort_key(title))[:400],
        "search_text": search_text(title, organisation),
    }


@atomic()
async def add(organiser: Organiser | None, by: Actor | None, **card: Any) -> Person:
    """Put a person into an organiser's register; without organiser into the shared one."""
    person = await Person.create(organiser=organiser, created_at=now(), changed_at=now(), **card, **_keys(card))
    await record(by, "person.added", person)
    return person


@atomic()
async def correct(person: Person, by: Actor, **card: Any) -> None:
    """Change what stands on a person's card."""
    changed = sorted(name for name, value in card.items() if getattr(person, name) != value)
    facts = {**card, **_keys(card), "changed_at": now()}
    await person.update_from_dict(facts).save(update_fields=list(facts))
    await record(by, "person.corrected", person, fields=changed)


def _keys(card: dict[str, Any]) -> dict[str, Any]:
    return person_keys(card["given_name"], card["family_name"], card.get("email", ""), card.get("phone", ""))


@atomic()
async def share(person: Person, by: Actor) -> None:
    """Move a person to the shared register, where everybody who holds office at an authority is."""
    await person.update_from_dict({"organiser_id": None, "changed_at": now()}).save()
    await record(by, "person.shared", person)


@atomic()
async def note(person: Person, by: Actor, organiser: Organiser, text: str) -> PersonNote:
    """Write down what an organiser wants to remember about a person."""
    written = await PersonNote.create(person=person, organiser=organiser, text=text, by_name=by.name, at=now())
    await record(by, "person.noted", person, organiser_id=organiser.pk)
    return written


@atomic()
async def found(organiser: Organiser, by: Actor, kind: OrganisationKind, **facts: Any) -> Organisation:
    """Add an organisation: an authority for all organisers, anything else for this one."""
    if kind in GIVEN_BY_LAW:
        raise Refusal("Regions and municipalities are already in the register.")
    organisation = await Organisation.create(
        organiser=None if kind in PUBLIC_BODIES else organiser,
        kind=kind,
        created_at=now(),
        changed_at=now(),
        **facts,
        **organisation_keys(facts["name"], facts.get("email", "")),
    )
    await record(by, "organisation.added", organisation)
    return organisation


@atomic()
async def amend(organisation: Organisation, by: Actor, **facts: Any) -> None:
    """Change what stands about an organisation; what the law gives it (name, place) stays."""
    if organisation.kind in GIVEN_BY_LAW:
        facts = {name: value for name, value in facts.items() if name not in ("kind", "name", *PLACE)}
    elif facts["kind"] in GIVEN_BY_LAW or (facts["kind"] in PUBLIC_BODIES) != (organisation.organiser_id is None):  # type: ignore[attr-defined]
        raise Refusal("An authority is shared by all organisers and an association is not: add a new one instead.")
    renamed = facts.get("name", organisation.name) != organisation.name
    changed = sorted(name for name, value in facts.items() if getattr(organisation, name) != value)
    facts["changed_at"] = now()
    organisation.update_from_dict(facts)
    if organisation.kind not in GIVEN_BY_LAW:
        facts |= organisation_keys(organisation.name, organisation.email)
    await organisation.update_from_dict(facts).save(update_fields=list(facts))
    if renamed:
        for office in await Office.filter(organisation=organisation):
            await office.update_from_dict(office_keys(office.title, organisation.name)).save()
    await record(by, "organisation.corrected", organisation, fields=changed)


PLACE = ("region_id", "municipality_id", "healthcare_region_id", "parent_id")
