"""The pages about terms, offices, organisations and places."""

from datetime import date

import pytest
from httpx2 import AsyncClient

from hearing.people import register
from hearing.people.models import Holding, Office, OfficeKind, Organisation, OrganisationKind, Person
from hearing.people.offices import establish
from tests import make
from tests.people.stage import ANN, held, person, played, region

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_a_role_is_added_to_a_person(ann: AsyncClient) -> None:
    who, body = await person(), await region()
    data = {"organisation": body.id, "title": "regionråd", "kind": "elected", "party": "C", "sure": "on"}

    answer = await ann.post(f"/desk/people/{who.id}/holdings", data=data)
    again = await ann.post(f"/desk/people/{who.id}/holdings", data=data)

    assert answer.status_code == 303
    assert (again.status_code, "har redan uppdraget den tiden" in again.text) == (422, True)
    assert (await Holding.get()).party == "C"


async def test_a_term_is_corrected_and_ended(ann: AsyncClient) -> None:
    term = await held(await person())

    await ann.post(f"/desk/people/holdings/{term.id}", data={"starts_on": "2023-01-01", "party": "S", "sure": "on"})
    ended = await ann.post(f"/desk/people/holdings/{term.id}/end", data={"ends_on": "2026-11-01"})
    wrong = await ann.post(f"/desk/people/holdings/{term.id}/end", data={"ends_on": "2022-01-01"})

    fresh = await Holding.get()
    assert (fresh.starts_on, fresh.ends_on, fresh.party) == (date(2023, 1, 1), date(2026, 11, 1), "S")
    assert (ended.status_code, wrong.status_code) == (303, 422)


async def test_somebody_else_takes_the_chair(ann: AsyncClient) -> None:
    before = await held(await person("Lisbet", "Falkmyr"))
    sara = await person("Sara", "Svanskär")
    office = before.office_id  # type: ignore[attr-defined]
    there = f"/desk/people/offices/{office}/appoint"

    found = (await ann.get(f"{there}?q=svansk")).text
    answer = await ann.post(there, data={"person": sara.id, "replaces": before.id, "starts_on": "2027-01-01"})

    assert "Sara Svanskär" in found
    assert answer.status_code == 303
    assert (await Holding.get(id=before.id)).ends_on == date(2026, 12, 31)


async def test_an_office_says_who_held_it_on_a_date(ann: AsyncClient) -> None:
    await played()
    chair = await Office.get(title__startswith="ordförande i hälso", organisation__region_id="20")

    before = (await ann.get(f"/desk/people/offices/{chair.id}?on=2026-12-31")).text.split('role="status"')[1]
    after = (await ann.get(f"/desk/people/offices/{chair.id}?on=2027-01-01")).text.split('role="status"')[1]

    assert ("Lisbet Falkmyr" in before, "Sara Svanskär" in before) == (True, False)
    assert ("Lisbet Falkmyr" in after, "Sara Svanskär" in after) == (False, True)


async def test_offices_without_holders_are_listed(ann: AsyncClient) -> None:
    await held(await person(), "regionråd")
    await held(await person("Bo", "Ek"), "regiondirektör", ends_on=date(2026, 10, 14))
    await establish(await region(), ANN, "utredare", OfficeKind.OFFICIAL)

    shown = (await ann.get("/desk/people/offices/?vacant=1")).text

    assert ("Utredare" in shown, "Regiondirektör" in shown, "Regionråd" in shown) == (True, True, False)


async def test_an_association_is_ours_alone(ann: AsyncClient, eve: AsyncClient) -> None:
    data = {"kind": "association", "name": "Klubben", "municipality": "2080", "email": "info@klubben.test"}

    answer = await ann.post("/desk/people/organisations/", data=data)

    club = await Organisation.get(name="Klubben").select_related("region", "municipality")
    assert answer.headers["location"] == f"/desk/people/organisations/{club.id}"
    assert (club.region.code, club.organiser_id) == ("20", (await make.organiser()).id)  # type: ignore[union-attr,attr-defined]
    assert (await eve.get(f"/desk/people/organisations/{club.id}")).status_code == 404
    assert (await eve.get(f"/desk/people/organisations/{club.id}/edit")).status_code == 404
    wrong = await ann.post("/desk/people/organisations/", data=data | {"region": "01"})
    assert "ligger i en annan region" in wrong.text


async def test_a_regions_address_is_changed_and_its_name_is_not(ann: AsyncClient) -> None:
    body = await region()

    answer = await ann.post(
        f"/desk/people/organisations/{body.id}", data={"name": "Annat", "registrator_email": "reg@dalarna.test"}
    )

    fresh = await region()
    assert (answer.status_code, fresh.name, fresh.registrator_email) == (303, "Region Dalarna", "reg@dalarna.test")


async def test_nobody_appoints_at_others_associations(ann: AsyncClient) -> None:
    theirs = await make.organiser("tallen", "Tallen")
    club = await register.found(theirs, ANN, OrganisationKind.ASSOCIATION, name="Klubben")
    office = await establish(club, ANN, "ordförande", OfficeKind.ASSOCIATION)
    who = await person()

    for address, data in (
        (f"/desk/people/offices/{office.id}/appoint", {"person": who.id}),
        (f"/desk/people/{who.id}/holdings", {"organisation": club.id, "title": "x", "kind": "other"}),
        (f"/desk/people/organisations/{club.id}/offices", {"title": "x", "kind": "other"}),
        ("/desk/people/organisations/", {"kind": "network", "name": "x", "parent": club.id}),
    ):
        assert (await ann.post(address, data=data)).status_code == 404
    assert (await Holding.all().count(), await Office.all().count()) == (0, 1)


async def test_places_show_bodies_holders_and_municipalities(ann: AsyncClient) -> None:
    await played()

    everywhere = (await ann.get("/desk/places/")).text
    dalarna, falun, halland = [(await ann.get(f"/desk/places/{code}")).text for code in ("20", "2080", "13")]

    assert everywhere.index("Norra sjukvårdsregionen") < everywhere.index("Region Dalarna")
    assert ("Regionstyrelsens ordförande" in dalarna, "Älvdalen" in dalarna) == (True, True)
    assert ("Socialchef" in falun, "Falu kommun" in falun) == (True, True)
    assert "Västra sjukvårdsregionen" in halland
    for unknown in ("99", "9999", "nowhere", "x" * 100, "%C3%A5"):
        assert (await ann.get(f"/desk/places/{unknown}")).status_code == 404


async def test_every_page_opens_for_those_who_may(ann: AsyncClient) -> None:
    term = await held(await person())
    who, office, body = term.person_id, term.office_id, (await region()).id  # type: ignore[attr-defined]
    club = await register.found(await make.organiser(), ANN, OrganisationKind.ASSOCIATION, name="Klubben")
    pages = [
        *("/desk/people/", "/desk/people/new", f"/desk/people/{who}", f"/desk/people/{who}/edit"),
        *(f"/desk/people/{who}/holdings/new", f"/desk/people/holdings/{term.id}/edit"),
        *(f"/desk/people/holdings/{term.id}/end", "/desk/people/organisations/", "/desk/people/organisations/new"),
        *(f"/desk/people/organisations/{body}", f"/desk/people/organisations/{body}/edit"),
        *(f"/desk/people/organisations/{club.id}/edit", f"/desk/people/organisations/{body}/offices/new"),
        *("/desk/people/offices/", f"/desk/people/offices/{office}", f"/desk/people/offices/{office}/edit"),
        *(f"/desk/people/offices/{office}/appoint", "/desk/places/", "/desk/places/vastra", "/desk/places/0980"),
    ]

    answers = {page: (await ann.get(page)).status_code for page in pages}

    assert answers == dict.fromkeys(pages, 200)


async def test_numbers_beyond_the_databases_are_not_found(ann: AsyncClient) -> None:
    for page in ("people/%s", "people/organisations/%s", "people/offices/%s", "people/holdings/%s/edit"):
        assert (await ann.get("/desk/" + page % 99999999999999)).status_code == 404
    assert (await ann.get("/desk/people/?organisation=99999999999999")).status_code == 200


async def test_hostile_words_find_nobody(ann: AsyncClient) -> None:
    await person()
    for word in ("%", "_", "\\", "'; DROP TABLE person", "<script>", "＝1+1", "a" * 5000):
        assert (await ann.get("/desk/people/", params={"q": word})).status_code == 200
    assert await Person.all().count() == 1
