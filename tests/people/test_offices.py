"""Who holds which office, and when."""

from datetime import date

import pytest

from hearing.base.audit import AuditEntry
from hearing.base.errors import Refusal
from hearing.people import offices, register
from hearing.people.models import NO_END, Holding, OfficeKind, OrganisationKind, Person
from tests.people.stage import ANN, held, organiser, person, played, region

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
CHAIR = "ordförande i hälso- och sjukvårdsnämnden"
DAY = date(2026, 11, 23)


async def test_the_role_resolves_to_the_right_person_on_any_date() -> None:
    await played()
    dalarna = await region("20")

    async def holder(day: date) -> str | None:
        found = await offices.holder_on(dalarna, CHAIR, day)
        return found.person.name if found else None

    assert await holder(date(2022, 12, 31)) is None
    assert await holder(date(2023, 1, 1)) == "Lisbet Falkmyr"
    assert await holder(date(2026, 12, 31)) == "Lisbet Falkmyr"
    assert await holder(date(2027, 1, 1)) == "Sara Svanskär"
    assert await holder(date(2031, 1, 1)) is None


async def test_the_successor_is_who_comes_next_in_the_same_chair() -> None:
    _organisers, cards = await played()
    lisbet = await Holding.get(person=cards["ct-033"])
    member = await Holding.get(person=cards["ct-036"])

    following = await offices.successor(lisbet)

    assert following is not None
    assert (following.person.name, following.starts_on, following.checked_on) == (
        *("Sara Svanskär", date(2027, 1, 1)),
        None,
    )
    assert await offices.successor(member) is None


async def test_several_who_hold_an_office_have_no_single_successor() -> None:
    leaving = await held(await person("A", "A"), "ledamot", ends_on=date(2026, 12, 31))
    await held(await person("B", "B"), "ledamot")
    await held(await person("C", "C"), "ledamot", starts_on=date(2027, 1, 1))

    assert await offices.successor(leaving) is None


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "expected"),
    [
        (None, None, "current"),
        (None, date(2026, 11, 22), "ended"),
        (None, date(2026, 11, 23), "ending"),
        (None, date(2027, 1, 22), "ending"),
        (None, date(2027, 1, 23), "current"),
        (date(2026, 11, 23), None, "current"),
        (date(2026, 11, 24), None, "coming"),
    ],
)
async def test_standing_by_the_day(starts_on: date | None, ends_on: date | None, expected: str) -> None:
    assert Holding(starts_on=starts_on, ends_on=ends_on).standing_on(DAY) == expected


async def test_amina_has_one_ended_and_one_current_role_on_one_card() -> None:
    _organisers, cards = await played()

    roles = await Holding.filter(person=cards["ct-035"]).order_by("starts_on")

    assert [str(role.standing_on(DAY)) for role in roles] == ["ended", "current"]


async def test_a_term_cannot_end_before_it_begins() -> None:
    with pytest.raises(Refusal, match="sluta innan"):
        await held(await person(), starts_on=date(2027, 1, 1), ends_on=date(2026, 1, 1))


async def test_nobody_holds_the_same_role_twice_at_once() -> None:
    who = await person()
    await held(who, starts_on=date(2023, 1, 1), ends_on=date(2026, 12, 31))

    with pytest.raises(Refusal, match="Örjan Vretfors har redan"):
        await held(who, starts_on=date(2026, 12, 31))

    await held(who, starts_on=date(2027, 1, 1))
    assert await Holding.filter(person=who).count() == 2


async def test_taking_over_ends_the_former_the_day_before() -> None:
    before = await held(await person("Lisbet", "Falkmyr"))
    office = await before.office

    after = await offices.appoint(office, ANN, await person(), starts_on=date(2027, 1, 1), replaces=before)

    await before.refresh_from_db()
    assert (before.ends_on, after.starts_on) == (date(2026, 12, 31), date(2027, 1, 1))
    assert [one.person.name for one in await offices.holders_on(office, date(2026, 12, 31))] == ["Lisbet Falkmyr"]
    assert [one.person.name for one in await offices.holders_on(office, date(2027, 1, 1))] == ["Örjan Vretfors"]


async def test_who_holds_office_at_an_authority_is_in_the_shared_register() -> None:
    who = await person(of=await organiser())

    await held(who)

    assert (await Person.get(id=who.id)).organiser_id is None  # type: ignore[attr-defined]
    assert await AuditEntry.filter(what="person.shared").count() == 1


async def test_an_association_keeps_its_people_to_itself() -> None:
    ours = await organiser()
    club = await register.found(ours, ANN, OrganisationKind.ASSOCIATION, name="Klubben")
    who = await person(of=ours)

    await held(who, "ordförande", club)

    assert (await Person.get(id=who.id)).organiser_id == ours.id  # type: ignore[attr-defined]


async def test_until_when_anything_is_held_follows_every_change() -> None:
    who = await person()
    first = await held(who, "regionråd", ends_on=date(2026, 10, 14))
    assert (await Person.get(id=who.id)).held_until == date(2026, 10, 14)

    second = await held(who, "ledamot")
    assert (await Person.get(id=who.id)).held_until == NO_END

    await offices.leave(second, ANN, date(2026, 11, 1))
    assert (await Person.get(id=who.id)).held_until == date(2026, 11, 1)

    await offices.correct(first, ANN, None, date(2027, 1, 1), "", "", sure=True)
    assert (await Person.get(id=who.id)).held_until == date(2027, 1, 1)


async def test_a_proposed_successor_is_confirmed_once() -> None:
    proposed = await held(await person(), starts_on=date(2027, 1, 1), sure=False)
    assert proposed.checked_on is None

    await offices.confirm(proposed, ANN)

    assert (await Holding.get(id=proposed.id)).checked_on == DAY


async def test_an_organisation_has_a_role_once() -> None:
    await offices.establish(await region(), ANN, "regionråd", OfficeKind.ELECTED)

    with pytest.raises(Refusal, match="Region Dalarna har redan uppdraget regionråd"):
        await offices.establish(await region(), ANN, "regionråd", OfficeKind.ELECTED)
