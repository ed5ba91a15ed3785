"""Public registration: three steps, tracks with a queue, an alias, the telephone; nobody learns who is on the list."""

from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from hearing.door import lists
from hearing.events.models import Event, EventGroup
from hearing.invitations.models import Invitation
from hearing.invitations.models_needs import Need
from hearing.mail.models import OutgoingMail
from tests import make as tools
from tests.invitations import make

pytestmark = pytest.mark.anyio
Browser = httpx2.AsyncClient
WHO = {"name": "Ada Ek", "email": "ada@x.test"}


async def conference(**facts: Any) -> Event:
    given: dict[str, Any] = {"registration": True, "groups": {"Spår A": 5, "Spår B": 1}, "capacity": 6}
    return await make.event(organiser=await tools.organiser(), **given | facts)


async def sent(browser: Browser, event: Event, **data: str) -> httpx2.Response:
    return await browser.post(f"/events/{event.slug}/register", data={"step": "3"} | data)


async def test_three_steps_carry_what_was_said(client: Browser) -> None:
    event = await conference()
    there = f"/events/{event.slug}/register"

    first = await client.get(there)
    wrong = await client.post(there, data={"step": "1"})
    second = await client.post(there, data={"step": "1"} | WHO)
    third = await client.post(there, data={"step": "2"} | WHO)
    back = await client.post(there, data={"step": "3", "back": "1"} | WHO)

    assert [it.status_code for it in (first, wrong, second, third, back)] == [200, 422, 200, 200, 200]
    assert "steg 2 av 3" in second.text and 'value="ada@x.test"' in second.text
    assert "Stämmer det här?" in third.text and "steg 2 av 3" in back.text
    assert await Invitation.all().count() == 0


async def test_a_registration_takes_a_seat_and_the_next_one_waits(client: Browser) -> None:
    event = await conference()
    track = await EventGroup.get(event=event, name="Spår B")

    first = await sent(client, event, **WHO, group=str(track.pk))
    shown = (await client.post(f"/events/{event.slug}/register", data={"step": "1"} | WHO)).text
    second = await sent(client, event, name="Bo Ek", email="bo@x.test", group=str(track.pk))

    rows = await Invitation.all().order_by("id")
    assert [(row.name, str(row.status), row.seat) for row in rows] == [
        ("Ada Ek", "yes", True),
        ("Bo Ek", "waiting", False),
    ]
    assert first.headers["location"] == second.headers["location"] == f"/events/{event.slug}/register/thanks"
    assert "Fullt: du får plats på reservlistan" in shown
    assert [mail.kind for mail in await OutgoingMail.all().order_by("id")] == ["yes", "waiting"]


async def test_a_known_address_gets_a_mail_and_the_page_says_the_same(client: Browser) -> None:
    event = await conference()
    known = await make.invitation(event, email="ada@x.test")

    answers = [await sent(client, event, **WHO) for _ in range(2)]
    new = await sent(client, event, name="Bo", email="bo@x.test")

    assert {it.headers["location"] for it in answers} == {new.headers["location"]}
    assert await Invitation.filter(email_norm="ada@x.test").count() == 1
    assert str((await Invitation.get(pk=known.pk)).status) == "invited"
    assert [mail.kind for mail in await OutgoingMail.filter(to_address="ada@x.test")] == ["again"]


async def test_two_aliases_never_have_the_same_number(client: Browser) -> None:
    event = await conference()
    first = await make.invitation(event)
    await sent(client, event, alias="on", name="Ett", email="ett@roster.test")
    await first.delete()
    await sent(client, event, alias="on", name="Två", email="tva@roster.test")

    found = await Invitation.filter(event_id=event.pk).order_by("id")

    assert [row.alias for row in found] == ["Deltagare 1", "Deltagare 2"]


async def test_an_alias_keeps_no_name(client: Browser) -> None:
    event = await conference()

    await sent(client, event, alias="on", name="Hemlig Person", organisation="Hemlig", phone="070-1")

    row = await Invitation.get().select_related("person")
    assert (row.name, row.alias, row.person.name, row.organisation_name) == (*["Deltagare 1"] * 3, "")


async def test_needs_of_a_registration_want_a_tick(client: Browser) -> None:
    event = await conference()
    asked = WHO | {"needs": "captions"}

    refused = await sent(client, event, **asked)
    kept = await sent(client, event, **asked, needs_consent="on")

    assert (refused.status_code, "steg 2 av 3" in refused.text, kept.status_code) == (422, True, 303)
    assert [str(need.kind) for need in await Need.all()] == ["captions"]


@pytest.mark.parametrize("facts", [{"registration": False}, {"status": "draft"}])
async def test_an_event_without_registration_has_no_such_page(client: Browser, facts: dict[str, Any]) -> None:
    event = await conference(**facts)

    assert (await client.get(f"/events/{event.slug}/register")).status_code == 404


@pytest.mark.parametrize("facts", [{"status": "cancelled"}, {"answer_by_on": "2026-11-01"}])
async def test_a_closed_registration_says_so(client: Browser, facts: dict[str, Any]) -> None:
    event = await conference(**facts)

    shown, tried = await client.get(f"/events/{event.slug}/register"), await sent(client, event, **WHO)

    assert (shown.status_code, "Anmälan är stängd" in shown.text, tried.status_code) == (200, True, 409)
    assert await Invitation.all().count() == 0


async def test_staff_register_somebody_who_rings(ann: Browser) -> None:
    event = await conference(answer_by_on="2026-11-01")
    there = f"/desk/events/{event.pk}/guests/register"
    shown = await ann.get(there)

    done = await ann.post(there, data={"name": "Gun Al", "phone": "070-2"})

    row = await Invitation.get()
    assert (shown.status_code, done.status_code) == (200, 303)
    assert (row.name, str(row.status), row.noted_by, str(row.answered_via)) == ("Gun Al", "yes", "Ann Lind", "staff")
    assert await OutgoingMail.all().count() == 0


async def test_the_public_page_leads_there(app: Starlette, client: Browser) -> None:
    event = await conference()

    assert f"/events/{event.slug}/register" in (await client.get(f"/events/{event.slug}")).text
    assert "/register" not in (await client.get(f"/events/{(await conference(registration=False)).slug}")).text


async def test_an_invited_person_may_stand_in_no_list(guest: httpx2.AsyncClient) -> None:
    event = await make.event()
    await make.invitation(event, name="Annan Person")
    row = await make.invitation(event, name="Hemlig Person", title="Chef")
    form = {"answer": "yes", "needs_shown": "1", "hidden": "on"}

    await guest.post(f"/i/{row.token()}", data=form)
    shown = (await guest.get(f"/i/{row.token()}")).text
    hall = await lists.hall(event)
    await guest.post(f"/i/{row.token()}", data={**form, "hidden": ""})

    assert "Vid dörren säger du: Deltagare 1." in shown
    assert [it.name for it in hall.guests] == ["Annan Person", "Deltagare 1"]
    assert (await Invitation.get(pk=row.pk)).alias == ""
