"""Two who correct the same card, role, term or organisation: nothing is undone in silence."""

from datetime import date
from typing import Any

import httpx2
import pytest

from hearing.people.models import Holding, Office, Organisation, Person
from tests.people.stage import held, person
from tests.planners import again, opened

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def pages() -> list[tuple[str, dict[str, str], dict[str, str]]]:
    """Address, the first one's change, the second one's."""
    who = await person(phone="1")
    term = await held(who, starts_on=date(2026, 1, 1))
    body = await Organisation.create(
        kind="authority", name="Verket", sort_key="verket", created_at=who.created_at, changed_at=who.created_at
    )
    office = await Office.get(title="regionråd")
    return [
        (f"{who.id}", {"phone": "22", "email": "orjan@x.test"}, {"phone": "33"}),
        (f"holdings/{term.id}", {"party": "S", "ends_on": "2026-12-31"}, {"party": "M"}),
        (f"offices/{office.id}", {"title": "råd", "email": "rad@x.test"}, {"title": "ledare"}),
        (f"organisations/{body.id}", {"phone": "22", "website": "https://v.test"}, {"phone": "33"}),
    ]


@pytest.mark.parametrize("number", range(4))
async def test_the_later_form_is_refused_and_saved_when_it_is_meant(ann: httpx2.AsyncClient, number: int) -> None:
    part, first, second = (await pages())[number]
    there = f"/desk/people/{part}"
    form = await opened(ann, f"{there}/edit", there)

    done = await ann.post(there, data=form | first)
    refused = await ann.post(there, data=form | second)
    kept = again(refused, there)
    saved = await ann.post(there, data=kept)

    assert (done.status_code, refused.status_code, saved.status_code) == (303, 409, 303)
    assert "Ann Lind ändrade det här" in refused.text
    merged: dict[str, Any] = first | second
    assert {name: kept[name] for name in merged} == {name: [value] for name, value in merged.items()}
    rows: list[Any] = [
        await Person.all(),
        await Holding.all(),
        await Office.all(),
        await Organisation.filter(name="Verket"),
    ]
    assert {name: str(getattr(rows[number][0], name)) for name in merged} == merged


async def test_another_organisers_planner_is_named_on_a_shared_card(
    ann: httpx2.AsyncClient, eve: httpx2.AsyncClient
) -> None:
    who = await person()
    there = f"/desk/people/{who.id}"
    form = await opened(ann, f"{there}/edit", there)

    await eve.post(there, data=form | {"phone": "070"})
    refused = await ann.post(there, data=form | {"phone": "073"})

    assert refused.status_code == 409 and "Eve Rask ändrade det här" in refused.text
