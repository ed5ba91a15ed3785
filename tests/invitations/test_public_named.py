"""The organisation's own page of those it sends, and staff's."""

import httpx2
import pytest

from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.invitations.models_needs import Need
from hearing.invitations.settle import fresh
from tests import make as people
from tests.invitations import make

pytestmark = pytest.mark.anyio


@pytest.fixture
async def host(ann: httpx2.AsyncClient) -> Invitation:
    """Attention with two places, at Ann's event."""
    event = await make.event(4, organiser=await people.organiser())
    row = await make.invitation(event, places=2, organisation_name="Attention Dalarna")
    await answer(row, Said("yes"), Source())
    return await fresh(int(row.pk))


def page(row: Invitation) -> str:
    return f"/i/{row.token()}/people"


def desk(row: Invitation) -> str:
    return f"/desk/events/{row.event.pk}/guests/{row.pk}/named"


async def elsa() -> Invitation:
    return await Invitation.get(name="Elsa Ek", status=InvitationStatus.YES)


async def test_the_contact_names_somebody(client: httpx2.AsyncClient, host: Invitation) -> None:
    posted = await client.post(page(host), data={"name": "Elsa Ek", "email": "elsa@attention.test", "fee": "on"})
    shown = await client.get(posted.headers["location"])

    assert (posted.status_code, shown.status_code) == (303, 200)
    assert "Elsa Ek" in shown.text and "Sparat." in shown.text and "1 av 2 platser har namn" in shown.text
    assert shown.headers["cache-control"] == "private, no-store"


async def test_needs_want_a_yes_and_are_not_shown_again(client: httpx2.AsyncClient, host: Invitation) -> None:
    typed = {"name": "Elsa Ek", "needs_text": "Nötallergi zyxvut", "needs_shown": "1"}

    refused = await client.post(page(host), data=typed)
    kept = await client.post(page(host), data=typed | {"needs_consent": "on"})
    shown = await client.get(page(host) + f"?change={(await elsa()).pk}")

    assert (refused.status_code, kept.status_code, await Need.all().count()) == (422, 303, 1)
    assert "zyxvut" in refused.text and "zyxvut" not in shown.text


async def test_taken_off_and_back_again(client: httpx2.AsyncClient, host: Invitation) -> None:
    await client.post(page(host), data={"name": "Elsa Ek"})
    number = (await elsa()).pk

    off = await client.post(f"{page(host)}/{number}/off")
    shown = await client.get(off.headers["location"])
    await client.post(f"{page(host)}/{number}/back")

    assert "Elsa Ek är borttagen." in shown.text and "Ångra" in shown.text
    assert (await elsa()).status == InvitationStatus.YES


async def test_what_was_typed_stays_when_it_cannot_be_done(client: httpx2.AsyncClient, host: Invitation) -> None:
    answered = await client.post(page(host), data={"name": "Elsa Ek", "email": host.email})

    assert answered.status_code == 409
    assert 'value="Elsa Ek"' in answered.text and "egen inbjudan" in answered.text


async def test_the_page_opens_for_nobody_without_places(client: httpx2.AsyncClient, host: Invitation) -> None:
    single = await make.invitation(host.event)

    assert (await client.get(f"/i/{'x' * 22}/people")).status_code == 404
    assert "Kommer du?" in (await client.get(page(single))).text


async def test_staff_name_and_change_the_number(ann: httpx2.AsyncClient, host: Invitation) -> None:
    named = await ann.post(desk(host), data={"name": "Elsa Ek"})
    sized = await ann.post(desk(host) + "/places", data={"places": "4", "name_by_on": "2026-12-01"})
    shown = await ann.get(desk(host))
    full = await ann.post(desk(host) + "/places", data={"places": "5"})
    listed = await ann.get(f"/desk/events/{host.event.pk}/guests")

    assert (named.status_code, sized.status_code, full.status_code) == (303, 303, 422)
    assert "Utsedd av Attention Dalarna" in shown.text and "1 av 4 platser har namn" in shown.text
    assert "Skriv varför" in full.text and "Elsa Ek" in listed.text


async def test_a_reader_sees_and_changes_nothing(bo: httpx2.AsyncClient, host: Invitation) -> None:
    shown = await bo.get(desk(host))
    tried = await bo.post(desk(host), data={"name": "Elsa Ek"})

    assert (shown.status_code, tried.status_code) == (200, 403)
    assert "Spara" not in shown.text
