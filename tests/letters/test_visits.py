"""From an answer to a meeting: a draft with people and places, linked both ways, told on the timeline when it is shown."""

from datetime import UTC, datetime

import httpx2
import pytest

from hearing.events import plan
from hearing.events.kinds import EventKind
from hearing.events.models import Event, EventMunicipality, EventRegion
from hearing.invitations.models import Invitation
from hearing.letters import visits
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.visits import Wish
from hearing.mail.models import OutgoingMail
from hearing.staff.models import Account
from tests import make

pytestmark = pytest.mark.anyio
STARTS, ENDS = datetime(2027, 1, 20, 12, tzinfo=UTC), datetime(2027, 1, 20, 14, tzinfo=UTC)
TYPED = {"kind": "visit", "title": "Dialogmöte", "date": "2027-01-20", "start": "13.00", "end": "15.00"}


@pytest.fixture
async def maja(ca1: Campaign, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    return await make.signed_in(client, await Account.get(name="Maja Lövskär"), ca1.organiser)


async def of(campaign: Campaign, code: str) -> Recipient:
    return await Recipient.get(campaign=campaign, code=code)


async def test_three_answers_offer_a_meeting_and_know_theirs(ca1: Campaign, maja: httpx2.AsyncClient) -> None:
    wanted = [
        row.code for row in await Recipient.filter(campaign=ca1).order_by("code") if "wants_visit" in row.outcomes
    ]
    found = {code: [event.title for event in await visits.of(await of(ca1, code))] for code in wanted}
    row = await of(ca1, "07")
    event = (await visits.of(row))[0]

    case = await maja.get(f"/desk/letters/{ca1.pk}/recipients/{row.pk}")
    back = await maja.get(f"/desk/letters/cases/{row.ref}")
    page = await maja.get(f"/desk/events/{event.pk}")

    assert wanted == ["07", "21", "24"]
    assert [bool(titles) for titles in found.values()] == [True] * 3
    assert "Skapa möte" in case.text and f"/desk/events/{event.pk}" in case.text
    assert back.headers["location"].endswith(f"/desk/letters/{ca1.pk}/recipients/{row.pk}")
    assert f"/desk/letters/cases/{row.ref}" in page.text


async def test_the_form_makes_a_draft_with_responder_registrator_and_eight_municipalities(
    ca1: Campaign, maja: httpx2.AsyncClient
) -> None:
    row = await of(ca1, "07")
    here = f"/desk/letters/{ca1.pk}/recipients/{row.pk}/visit"
    mails = await OutgoingMail.all().count()

    form = await maja.get(here)
    made = await maja.post(here, data=TYPED | {"invite": ["responder", "registrator", "municipalities"]})
    event = await Event.filter(origin=row.ref).order_by("-id").first()

    assert event and made.headers["location"].endswith(f"/desk/events/{event.pk}")
    assert "Länets alla 8 kommuner" in form.text and row.responder in form.text
    asked = Invitation.filter(event=event, municipality_id=None).order_by("id")
    assert [one.name for one in await asked] == [row.responder.partition(", ")[0], "Registrator Region Kronoberg"]
    assert await Invitation.filter(event=event).exclude(municipality_id=None).count() == 8
    assert await EventMunicipality.filter(event=event).count() == 8
    assert await EventRegion.filter(event=event, region_id="07").count() == 1
    assert (event.status, await OutgoingMail.all().count()) == ("draft", mails)


async def test_a_wrong_form_comes_back_as_typed(ca1: Campaign, maja: httpx2.AsyncClient) -> None:
    row = await of(ca1, "07")

    answer = await maja.post(f"/desk/letters/{ca1.pk}/recipients/{row.pk}/visit", data=TYPED | {"end": "12.00"})

    assert answer.status_code == 422 and "Dialogmöte" in answer.text and "sluta efter" in answer.text


async def test_a_published_meeting_books_the_visit_and_a_cancelled_one_takes_it_back(ca1: Campaign) -> None:
    row, by = await of(ca1, "12"), await Account.get(name="Maja Lövskär")
    while await visits.note_shown():
        pass
    event = await visits.make(row, by, Wish("Möte", EventKind.VISIT, STARTS, ENDS, ["addressee"]))
    before = await visits.note_shown()

    await plan.publish(event, by)
    shown = [await visits.note_shown(), await visits.note_shown()]
    booked = (await of(ca1, "12")).outcomes
    await plan.cancel(event, by, "Sjukdom")
    off = [await visits.note_shown(), await visits.note_shown()]

    assert (before, shown, off) == (False, [True, False], [True, False])
    assert ("visit_booked" in booked, "visit_booked" in (await of(ca1, "12")).outcomes) == (True, False)


async def test_a_healthcare_region_and_a_municipality_have_no_municipalities_to_ask(
    ca2: Campaign, maja: httpx2.AsyncClient
) -> None:
    row = await of(ca2, "norra")
    here = f"/desk/letters/{ca2.pk}/recipients/{row.pk}/visit"

    form = await maja.get(here)
    made = await maja.post(here, data=TYPED | {"invite": ["registrator", "municipalities"]})
    town = await visits.municipalities(Recipient(code="2080"))

    event = await Event.get(origin=row.ref)
    assert (form.status_code, made.status_code, town) == (200, 303, [])
    assert await EventMunicipality.filter(event=event).count() == 0
