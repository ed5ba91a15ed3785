"""Egen röst and Tallen in one installation: no number in any form reaches a row of the other, and nothing of it shows."""

from itertools import count
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from tortoise.models import Model

from hearing.events.models import Event, EventGroup, Venue
from hearing.invitations.models import Invitation
from hearing.mail.models import Mailing, OutgoingMail
from hearing.organisers.models import Organiser
from hearing.people.models import Holding, Office, Organisation, Person
from hearing.staff.models import Role
from tests import make, owned
from tests.journeys import hostile
from tests.journeys.forms import Found
from tests.journeys.test_hostile_forms import none
from tests.routes import addresses

pytestmark = pytest.mark.anyio
SECRET = "Hemligt hos Tallen"
ROWS: list[type[Model]] = [Event, EventGroup, Venue, Invitation, Mailing, OutgoingMail, Holding, Office, Organisation]
ROWS += [Person]


async def theirs() -> dict[str, list[dict[str, Any]]]:
    """What Tallen has."""
    held = {}
    for model in ROWS:
        path: str = model.OWNER  # type: ignore[attr-defined]
        held[model.__name__] = await model.filter(**{path: owned.NUMBER}).order_by("id").values()
    return held


@pytest.fixture
async def stage(app: Starlette, client: httpx2.AsyncClient) -> tuple[httpx2.AsyncClient, dict[str, Found]]:
    """Everything belongs to Tallen and is called so; Ann of Egen röst may everything, and has one of each page open."""
    await hostile.stage(client)
    found = await hostile.scraped(app, client)
    await Organiser.filter(id=owned.NUMBER).update(slug="tallen-2", name=SECRET)
    mine = await Organiser.create(**await _like(owned.NUMBER), slug="egen-rost-2", name="Egen röst")
    client.cookies.clear()
    who = await make.member(mine, "Mia Alm", Role.PLANNER)
    for model, column in ((Event, "title"), (Venue, "name"), (Organisation, "name"), (Person, "family_name")):
        await model.filter(**{model.OWNER: owned.NUMBER}).update(**{column: SECRET})
    await EventGroup.filter(id=owned.NUMBER).update(name=SECRET)
    return await make.signed_in(client, who, mine), found


async def _like(number: int) -> dict[str, Any]:
    row = (await Organiser.filter(id=number).values())[0]
    return {name: value for name, value in row.items() if name not in ("id", "slug", "name")}


async def own_rows(browser: httpx2.AsyncClient) -> dict[str, int]:
    """An event, a venue and a person of one's own, made by the pages."""
    form = {"kind": "hearing", "title": "Eget", "date": "2027-01-15", "start": "17", "end": "18", "on_site": "on"}
    made = await browser.post("/desk/events/", data=form)
    card = {"given_name": "Siv", "family_name": "Ek", "language": "sv"}
    person = await browser.post("/desk/people/", data=card)
    assert (made.status_code, person.status_code) == (303, 303)
    event = int(made.headers["location"][13:])
    await Event.filter(id=event).update(status="published", slug="eget", registration=True)
    return {"event": event, "person": int(person.headers["location"][13:].lstrip("/"))}


async def test_a_number_of_theirs_in_any_field_changes_and_shows_nothing(
    app: Starlette, stage: tuple[httpx2.AsyncClient, dict[str, Found]]
) -> None:
    """Addresses with one's own rows; every field that can hold a number holds one of theirs."""
    browser, found = stage
    own, before, tries = await own_rows(browser), await theirs(), count()

    wrong = []
    for one in hostile.posts(app):
        form = hostile.filled(one, found)
        if one.pattern.startswith("/desk/staff"):
            continue
        row = own["person"] if "/people/" in one.pattern else own["event"]
        form.path = one.filled(id=row, event_id=own["event"], slug="eget")
        for name in form.names:
            numbers = {name: str(owned.NUMBER)} if name in NUMBERED else {}
            if not numbers:
                continue
            next(tries)
            async with hostile.undone():
                answer = await hostile.send(browser, form, numbers)
                there = answer.headers.get("location", "")
                shown = (await browser.get(there)).text if there.startswith("/") else answer.text
                if SECRET in shown or answer.status_code >= 500:
                    wrong.append((str(one), name, answer.status_code, "shows"))
                if await theirs() != before:
                    wrong.append((str(one), name, answer.status_code, "changes"))

    none(wrong)
    assert next(tries) > 10


NUMBERED = {
    "venue", "group", "group_id", "organisation", "parent", "person", "replaces", "other", "mail", "organiser",
    "id", "holding", "mailing", "event",
}  # fmt: skip


async def test_nothing_of_theirs_shows_on_any_page(
    app: Starlette, stage: tuple[httpx2.AsyncClient, dict[str, Found]]
) -> None:
    browser, _found = stage
    own = await own_rows(browser)

    wrong = []
    for one in addresses(app.routes):
        if one.method == "GET" and one.pattern.startswith("/desk"):
            for number in (own["event"], owned.NUMBER):
                for query in (
                    "",
                    f"?q=hemligt&group={owned.NUMBER}&organisation={owned.NUMBER}&organiser={owned.NUMBER}",
                ):
                    text = (await browser.get(one.filled(id=number, event_id=own["event"]) + query)).text
                    wrong += [str(one)] if SECRET in text else []

    assert wrong == []
