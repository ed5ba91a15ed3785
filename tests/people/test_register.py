"""The register of persons and organisations."""

import json

import pytest

from hearing.base.audit import AuditEntry
from hearing.base.errors import Refusal
from hearing.people import register
from hearing.people.models import Office, OfficeKind, OrganisationKind, Person
from hearing.people.offices import establish
from tests.people.stage import ANN, organiser, person, region

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
GIVEN = ("Zorn", "Åberg", "Ärlig", "Öman", "Ek", "Ekberg", "Édith", "de Geer", "von Ö", "Wester", "Vester")
SORTED = ["de Geer", "Édith", "Ek", "Ekberg", "Vester", "von Ö", "Wester", "Zorn", "Åberg", "Ärlig", "Öman"]


async def test_both_databases_sort_as_swedish_does() -> None:
    for family in GIVEN:
        await person("Bo", family)

    found = await Person.all().order_by("sort_key")

    assert [one.family_name for one in found] == SORTED


async def test_adding_leaves_keys_and_one_line_in_the_log() -> None:
    ours = await organiser()

    anna = await person("Åsa", "Öst", ours, email="Asa.Ost@Forening.test", phone="070-174 06 33")

    assert anna.email_norm == "asa.ost@forening.test"
    assert "åsa öst" in anna.search_text
    assert "asa ost" in anna.search_text
    assert "0701740633" in anna.search_text
    assert [(line.what, line.by_name, line.organiser_id) for line in await AuditEntry.all()] == [
        ("person.added", "Ann Test", ours.id)
    ]


async def test_correcting_finds_the_person_by_the_new_name_only() -> None:
    anna = await person("Anna", "Ek")

    await register.correct(anna, ANN, given_name="Anna", family_name="Al", email="", phone="", language="en", source="")

    assert (await Person.get(id=anna.id)).search_text == "anna al"
    line = await AuditEntry.filter(what="person.corrected").get()
    assert json.loads(line.details) == {"fields": ["family_name", "language"]}


async def test_an_authority_is_shared_and_an_association_is_not() -> None:
    ours = await organiser()

    agency = await register.found(ours, ANN, OrganisationKind.AUTHORITY, name="Myndigheten")
    club = await register.found(ours, ANN, OrganisationKind.ASSOCIATION, name="Klubben")

    assert (agency.organiser_id, club.organiser_id) == (None, ours.id)  # type: ignore[attr-defined]


async def test_a_second_region_cannot_be_typed() -> None:
    with pytest.raises(Refusal, match="finns redan"):
        await register.found(await organiser(), ANN, OrganisationKind.REGION, name="Region Dalarna")


async def test_an_association_cannot_become_an_authority() -> None:
    club = await register.found(await organiser(), ANN, OrganisationKind.ASSOCIATION, name="Klubben")

    with pytest.raises(Refusal, match="delas av alla"):
        await register.amend(club, ANN, kind=OrganisationKind.AUTHORITY, name="Klubben")


async def test_a_region_keeps_its_name() -> None:
    dalarna = await region("20")

    await register.amend(dalarna, ANN, kind=OrganisationKind.OTHER, name="Annat", phone="010-1", region_id=None)

    fresh = await region("20")
    assert (fresh.name, fresh.kind, fresh.phone) == ("Region Dalarna", OrganisationKind.REGION, "010-1")


async def test_offices_follow_their_organisations_new_name() -> None:
    club = await register.found(await organiser(), ANN, OrganisationKind.ASSOCIATION, name="Klubben")
    await establish(club, ANN, "ordförande", OfficeKind.ASSOCIATION)

    await register.amend(club, ANN, kind=club.kind, name="Föreningen", email="")

    assert (await Office.get()).search_text == "ordförande föreningen ordforande foreningen"


async def test_notes_are_one_organisers_own() -> None:
    ours = await organiser()

    written = await register.note(await person(), ANN, ours, "Nås lättast före kl. 9.")

    assert (written.organiser_id, written.by_name) == (ours.id, "Ann Test")  # type: ignore[attr-defined]
