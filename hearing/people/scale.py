"""Synthetic load: a thousand invented persons more with offices at the municipalities."""

from datetime import date, timedelta

from hearing.base.clock import now, today
from hearing.people import register
from hearing.people.models import NO_END, Holding, Office, Organisation, OrganisationKind, Person
from hearing.people.titles import key_of, kind_of

PERSONS = 1000
GIVEN = (
    "Alva Birger Cecilia Dag Ebba Folke Greta Hugo Ines Jarl Karin Lars Moa Nils Olga Per Rut Sten Tyra Ulf Åsa Örjan"
)
BEGINNINGS = "Al Björk Dal Ek Fors Grön Hag Kvist Lind Myr Nord Ros Sjö Sten Tall Väster Ström Å Ängs Öst"
ENDINGS = "bacca dala hede kulla lycka rönna skura torpa udda vinga åsa ända"
ROLES = (
    ("ledamot i socialnämnden", "fortroendevald"),
    ("ordförande i socialnämnden", "fortroendevald"),
    ("kommunalråd", "fortroendevald"),
    ("socialchef", "tjansteman"),
    ("utvecklingsledare", "tjansteman"),
)
PARTIES = ("S", "M", "SD", "C", "V", "KD", "L", "MP")


async def scale(number: int) -> None:
    """Add the thousand persons of a round; rounds count from 0 and are each made once."""
    bodies = await Organisation.filter(kind=OrganisationKind.MUNICIPALITY).order_by("municipality_id")
    await establish([(body, title, kind) for body in bodies for title, kind in ROLES])
    shared = {body.id for body in bodies}
    offices = {
        (office.organisation_id, office.title): office.id  # type: ignore[attr-defined]
        for office in await Office.filter(organisation_id__in=shared)
    }
    places = range(number * PERSONS, (number + 1) * PERSONS)
    await Person.bulk_create([_person(place) for place in places], batch_size=500)
    source = _source(number)
    ids = dict(await Person.filter(source=source).values_list("email_norm", "id"))
    holdings = []
    for place in places:
        title, kind = ROLES[place // len(bodies) % len(ROLES)]
        office = offices[bodies[place % len(bodies)].id, title]
        holdings.append(_holding(place, ids[_address(place)], office, kind == "fortroendevald"))
    await Holding.bulk_create(holdings, batch_size=500)


def _source(number: int) -> str:
    return f"Syntetisk last, omgång {number + 1}"


def _address(place: int) -> str:
    return f"person-{place}@kommun-{place % 290}.test"


def _person(place: int) -> Person:
    given, beginnings, endings = GIVEN.split(), BEGINNINGS.split(), ENDINGS.split()
    name = given[place % len(given)]
    family = beginnings[place // 3 % len(beginnings)] + endings[place // 7 % len(endings)]
    return Person(
        given_name=name,
        family_name=family,
        email=_address(place),
        source=_source(place // PERSONS),
        held_until=_ends_on(place) or NO_END,
        created_at=now(),
        changed_at=now(),
        **register.person_keys(name, family, _address(place), ""),
    )


def _ends_on(place: int) -> date | None:
    """One in fifty has left, one in fifty leaves within a month, the others serve on."""
    turn = {0: -30, 1: 30}.get(place % 50)
    return None if turn is None else today() + timedelta(days=turn)


def _holding(place: int, person: int, office: int, elected: bool) -> Holding:
    return Holding(
        person_id=person,
        office_id=office,
        party=PARTIES[place % len(PARTIES)] if elected else "",
        starts_on=date(2023, 1, 1),
        ends_on=_ends_on(place),
        checked_on=today(),
        created_at=now(),
    )


async def establish(wanted: list[tuple[Organisation, str, str]]) -> None:
    """Add those offices that are missing, all at once."""
    await Office.bulk_create(
        [
            Office(
                organisation=body,
                title=title,
                title_key=key_of(title),
                kind=kind_of(kind),
                created_at=now(),
                **register.office_keys(title, body.name),
            )
            for body, title, kind in {(body.id, title): (body, title, kind) for body, title, kind in wanted}.values()
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
