"""The pages about persons, as staff meet them."""

from datetime import date

import pytest
from httpx2 import AsyncClient

from hearing.people.models import Holding, Office, Person, PersonNote
from tests import make
from tests.people.stage import held, person, played, region

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
CARD = {"given_name": "Anna", "family_name": "Ek", "language": "sv", "kind": "official"}


async def test_the_list_shows_the_ended_first_with_word_and_sign(ann: AsyncClient) -> None:
    await played()

    shown = (await ann.get("/desk/people/?region=20")).text

    assert shown.index("Roger Hökskär") < shown.index("Lisbet Falkmyr") < shown.index("Malin Sjövret")
    assert "#i-warn" in shown.split("Roger Hökskär", 1)[1].split("Upphörde 2026-10-14")[0]
    assert "Slutar 2026-12-31" in shown


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?ending=60", ["Lisbet Falkmyr", "Ellen Orrvret", "Göran Ripmyr", "Håkan Mårdskär", "Torsten Bävermyr"]),
        ("?mandate=ended", ["Monica Hedmyra", "Roger Hökskär", "Nadja Rävmyr"]),
    ],
)
async def test_mandates_are_listed_by_their_end(ann: AsyncClient, query: str, names: list[str]) -> None:
    await played()

    shown = (await ann.get(f"/desk/people/{query}")).text

    assert f"<b>{len(names)} personer</b>" in shown
    assert [name for name in names if f">{name}" not in shown] == []


async def test_htmx_gets_the_table_alone(ann: AsyncClient) -> None:
    answer = await ann.get("/desk/people/?q=x", headers={"hx-request": "true"})

    assert answer.text.lstrip().startswith('<div id="persons">')
    assert "Ingen passar" in answer.text


async def test_a_new_person_with_a_role_at_an_authority_is_shared(ann: AsyncClient) -> None:
    body = await region()

    answer = await ann.post(
        "/desk/people/", data=CARD | {"organisation": body.id, "title": "utredare", "starts_on": "2026-01-01"}
    )

    anna = await Person.get()
    assert (answer.status_code, answer.headers["location"]) == (303, f"/desk/people/{anna.id}")
    assert anna.organiser_id is None  # type: ignore[attr-defined]
    assert (await Office.get()).title == "utredare"


async def test_a_new_person_without_a_role_is_ours(ann: AsyncClient, eve: AsyncClient) -> None:
    await ann.post("/desk/people/", data=CARD)

    anna = await Person.get()
    assert anna.organiser_id == (await make.organiser()).id  # type: ignore[attr-defined]
    assert (await eve.get(f"/desk/people/{anna.id}")).status_code == 404
    assert "Anna Ek" not in (await eve.get("/desk/people/")).text


async def test_the_same_address_is_asked_about_once(ann: AsyncClient) -> None:
    twin = await person("Örjan", "Vretfors", email="info@dalarna.test")
    data = CARD | {"email": "Info@dalarna.test"}

    asked = await ann.post("/desk/people/", data=data)
    added = await ann.post("/desk/people/", data=data | {"anyway": "on"})

    assert asked.status_code == 422
    assert f'href="/desk/people/{twin.id}"' in asked.text
    assert 'value="Info@dalarna.test"' in asked.text
    assert (added.status_code, await Person.all().count()) == (303, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"given_name": ""},
        {"family_name": "x" * 101},
        {"email": "not an address"},
        {"starts_on": "2027-01-01", "ends_on": "2026-01-01"},
        {"starts_on": "soon"},
        {"title": "utredare"},
        {"organisation": "99999999999"},
        {"language": "xx"},
        {"party": "x" * 13},
    ],
)
async def test_wrong_input_gets_a_sentence_and_stays_in_the_form(ann: AsyncClient, wrong: dict[str, str]) -> None:
    answer = await ann.post("/desk/people/", data=CARD | {"source": "Webbplatsen <b>"} | wrong)

    assert answer.status_code == 422
    assert 'class="errors"' in answer.text
    assert "Webbplatsen &lt;b&gt;" in answer.text
    assert await Person.all().count() == 0


async def test_the_card_tells_roles_successor_and_notes(ann: AsyncClient) -> None:
    _organisers, cards = await played()
    lisbet = cards["ct-033"]
    await ann.post(f"/desk/people/{lisbet.id}/notes", data={"note": "Nås lättast före kl. 9."})

    shown = (await ann.get(f"/desk/people/{lisbet.id}")).text

    assert "Lisbet Falkmyr (C)" in shown
    assert "Förtroendevald, Centerpartiet" in shown
    assert "Efterträdare på förslag:" in shown
    assert "Sara Svanskär (S)" in shown
    assert "Nås lättast före kl. 9." in shown


async def test_notes_are_seen_by_one_organiser(ann: AsyncClient, eve: AsyncClient) -> None:
    shared = await person()
    await ann.post(f"/desk/people/{shared.id}/notes", data={"note": "Bara vårt."})

    assert "Bara vårt." in (await ann.get(f"/desk/people/{shared.id}")).text
    assert "Bara vårt." not in (await eve.get(f"/desk/people/{shared.id}")).text
    assert (await PersonNote.get()).by_name == "Ann Lind"


async def test_a_proposed_successor_is_confirmed_from_the_list(ann: AsyncClient) -> None:
    proposed = await held(await person(), starts_on=date(2027, 1, 1), sure=False)
    assert "Efterträdare på förslag" in (await ann.get("/desk/people/")).text

    await ann.post(f"/desk/people/holdings/{proposed.id}/confirm")

    assert (await Holding.get(id=proposed.id)).checked_on is not None
    assert "Efterträdare på förslag" not in (await ann.get("/desk/people/")).text


async def test_who_reads_sees_no_buttons_and_changes_nothing(bo: AsyncClient) -> None:
    who = await person()

    shown = (await bo.get(f"/desk/people/{who.id}")).text + (await bo.get("/desk/people/")).text

    assert "/edit" not in shown
    assert "/new" not in shown
    assert (await bo.post(f"/desk/people/{who.id}/notes", data={"note": "x"})).status_code == 403
    assert (await bo.get("/desk/people/new")).status_code == 403
