"""The demo's authorities, associations, persons and the offices they hold: all invented, all mail under .test."""

from datetime import date, timedelta
from typing import Any

from hearing.base.clock import now, today
from hearing.data import reference
from hearing.organisers.models import Organiser
from hearing.people import places, register
from hearing.people.models import NO_END, Holding, Office, Organisation, OrganisationKind, Person
from hearing.people.scale import establish
from hearing.people.scale import scale as scale

Told = dict[str, Any]
BODIES = {"region": "region", "kommun": "municipality", "samverkansregion": "healthcare_region"}
KINDS = {
    "unit": OrganisationKind.AUTHORITY,
    "network": OrganisationKind.NETWORK,
    "association": OrganisationKind.ASSOCIATION,
    "company": OrganisationKind.COMPANY,
    "media": OrganisationKind.COMPANY,
}
COUNTY_OWNERS = {"20": "org-dalarna", "01": "org-sthlm"}
SOURCE = "Påhittad för demon"


async def load(demo: Told, _shift: timedelta, organisers: dict[str, Organiser]) -> dict[str, Any]:
    """Fill the register; gives authorities, associations and persons by their demo id. Mandates are not moved."""
    await places.clear_registrators()
    found: dict[str, Any] = await _authorities(demo)
    named = {row.name: row for row in await Organisation.filter(organiser=None)}
    found |= await _associations(demo, organisers, named)
    contacts = demo["contacts"] + demo["more"]["persons"]
    found |= await _persons(contacts, demo["more"]["phones"], named)
    await _holdings(contacts, found, named)
    return found


async def _authorities(demo: Told) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for told in demo["authorities"]:
        kind = BODIES[told["kind"]]
        place = {f"{kind}_id": told["code"]}
        body = await Organisation.get(kind=kind, organiser=None, **place)
        address = told["registrator_email"]
        await body.update_from_dict({"registrator_email": address, "email": address}).save()
        found[told["id"]] = body
    return found


async def _associations(
    demo: Told, organisers: dict[str, Organiser], named: dict[str, Organisation]
) -> dict[str, Organisation]:
    owners, found = _owners(demo), {}
    for told in demo["more"]["organisations"]:
        kind = KINDS.get(told["kind"], OrganisationKind.OTHER)
        name = told["name"]
        owner = None if kind in register.PUBLIC_BODIES else organisers[owners.get(name) or _county_owner(told)]
        parent = named.get(told["parent"] or "")
        seen = parent is not None and parent.organiser_id in (None, owner.id if owner else None)  # type: ignore[attr-defined]
        found[told["id"]] = named[name] = await Organisation.create(
            organiser=owner,
            kind=kind,
            name=name,
            email=told["email"],
            parent=parent if seen else None,
            **_place(told["county_code"], told["municipality_code"]),
            created_at=now(),
            changed_at=now(),
            **register.organisation_keys(name, told["email"]),
        )
    return found


def _county_owner(told: Told) -> str:
    return COUNTY_OWNERS.get(told["county_code"], "org-nsph")


def _place(region: str | None, municipality: str | None) -> dict[str, Any]:
    where = next((it.healthcare_region for it in reference.municipalities() if it.code == municipality), None)
    where = where or next((it.healthcare_region for it in reference.regions() if it.code == region), None)
    return {"region_id": region, "municipality_id": municipality, "healthcare_region_id": where}


def _owners(demo: Told) -> dict[str, str]:
    """An association belongs to the organiser who invites its people, so that nobody invites whom they cannot see."""
    at = {person["id"]: role["organisation"] for person in _people(demo) for role in person["roles"]}
    events = {event["id"]: event["organiser"] for event in demo["events"] + demo["more"]["new_events"]}
    return {
        at[invitation["contact"]]: events[invitation["event"]]
        for invitation in demo["more"]["invitations"]
        if invitation.get("contact") in at
    }


def _people(demo: Told) -> list[Told]:
    return [*demo["contacts"], *demo["more"]["persons"]]


async def _persons(contacts: list[Told], phones: dict[str, str], named: dict[str, Organisation]) -> dict[str, Person]:
    made = []
    for told in contacts:
        phone = told["phone"] or phones.get(told["id"], "")
        last = max((_until(role) for role in told["roles"]), default=NO_END)
        made.append(
            Person(
                organiser_id=_owner(named[told["roles"][0]["organisation"]]),
                given_name=told["first_name"],
                family_name=told["last_name"],
                email=told["email"],
                phone=phone,
                source=SOURCE,
                held_until=last,
                created_at=now(),
                changed_at=now(),
                **register.person_keys(told["first_name"], told["last_name"], told["email"], phone),
            )
        )
    await Person.bulk_create(made)
    stored = {person.email_norm: person for person in await Person.filter(source=SOURCE)}
    return {told["id"]: stored[told["email"].casefold()] for told in contacts}


def _owner(body: Organisation) -> int | None:
    owner: int | None = body.organiser_id  # type: ignore[attr-defined]
    return owner


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _until(role: Told) -> date:
    return _day(role["valid_to"]) or NO_END


async def _holdings(contacts: list[Told], found: dict[str, Any], named: dict[str, Organisation]) -> None:
    roles = [(told, role) for told in contacts for role in told["roles"]]
    await establish([(named[role["organisation"]], role["title"], role["kind"]) for _told, role in roles])
    offices = {(office.organisation_id, office.title): office for office in await Office.all()}  # type: ignore[attr-defined]
    await Holding.bulk_create(
        Holding(
            person=found[told["id"]],
            office=offices[named[role["organisation"]].id, role["title"]],
            party=role["party"] or "",
            starts_on=(starts := _day(role["valid_from"])),
            ends_on=_day(role["valid_to"]),
            note=told.get("note", "") if role is told["roles"][-1] else "",
            checked_on=None if starts and starts > date(2026, 11, 23) else today(),
            created_at=now(),
        )
        for told, role in roles
    )
