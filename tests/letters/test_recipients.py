"""Whom a letter goes to: a county in one pick, one more by its name."""

import httpx2
import pytest

from hearing.letters import recipients
from hearing.letters.kinds import Delivery
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import Pick
from hearing.mail.models import OutgoingMail
from hearing.people.models import Organisation
from tests.letters import make

pytestmark = pytest.mark.anyio


async def test_a_county_is_its_region_and_all_its_municipalities(db: object) -> None:
    found = await recipients.find(Pick("county", "01"), Organisation.all())

    names = [one.organisation.name for one in found]
    assert (len(names), names[0], names[1]) == (27, "Region Stockholm", "Upplands Väsby kommun")


async def test_a_county_without_its_code_is_nobody(db: object) -> None:
    assert await recipients.find(Pick("county"), Organisation.all()) == []


async def test_one_more_is_found_by_part_of_its_name(ann: httpx2.AsyncClient) -> None:
    campaign = await make.draft()
    here = f"/desk/letters/{campaign.pk}/recipients"

    shown = (await ann.get(here, params={"q": "västra götaland"})).text
    body = await Organisation.get(kind="region", region_id="14")
    assert "Västra Götalandsregionen" in shown
    await ann.post(here, data={"organisations": [body.pk]})

    assert [row.authority for row in await Recipient.filter(campaign=campaign)] == ["Västra Götalandsregionen"]
    assert "Ingen organisation heter" in (await ann.get(here, params={"q": "Ingenstans AB"})).text


async def test_a_letter_without_an_address_leaves_once_it_is_completed(ann: httpx2.AsyncClient) -> None:
    campaign = await make.addressed()
    await Recipient.filter(campaign=campaign, code="norra").update(email="", registrator_email="")
    await ann.post(f"/desk/letters/{campaign.pk}/send")
    row = await Recipient.get(campaign=campaign, code="norra")
    assert row.delivery == Delivery.ADDRESS_MISSING

    typed = {"name": "Kansliet", "title": "", "email": "kansli@norra.test", "registrator_email": ""}
    answers = [await ann.post(f"/desk/letters/{campaign.pk}/recipients/{row.pk}/edit", data=typed) for _turn in "ab"]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert await OutgoingMail.filter(about=row.ref, to_address="kansli@norra.test").count() == 1
