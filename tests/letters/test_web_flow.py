"""From an empty form to letters on their way, and back, as a person does it in the browser."""

import httpx2
import pytest

from hearing.letters.models import Campaign, Demand
from hearing.letters.models_recipient import Recipient, RecipientValue
from hearing.mail.models import Mailing, MailStatus, OutgoingMail
from tests.letters import make

pytestmark = pytest.mark.anyio

TYPED = {
    "kind": "letter",
    "title": "Använd pengarna",
    "subject": "Öppet brev",
    "body": "Till {{titel}} {{namn}}, {{region}}\n\nNi fick {{belopp}}.\n\n{{krav}}",
    "easy_read": "Kort text.",
    "language": "sv",
    "demand_number": ["", "", ""],
    "demand_text": ["Mål", "", "Arvode"],
    "demand_points": ["", "", "möten\nresor"],
    "quote_text": [""],
    "quote_source": [""],
    "quote_source_on": [""],
}
PICK = {"level": "region", "county": "", "office": "regiondirektor"}


async def test_from_an_empty_form_to_letters_on_their_way(ca1: Campaign, ann: httpx2.AsyncClient) -> None:
    made = await ann.post("/desk/letters/", data=TYPED)
    campaign = await Campaign.get(title="Använd pengarna")
    here = f"/desk/letters/{campaign.pk}"
    assert (made.status_code, campaign.reference) == (303, "ER-26-1")
    assert [one.number for one in await Demand.filter(campaign=campaign, parent_id=None)] == [1, 2]

    found = await ann.get(f"{here}/recipients", params=PICK)
    assert "21 myndigheter" in found.text and "där ett uppdrag är avslutat" in found.text
    await ann.post(f"{here}/recipients", data=PICK)
    stopped = await ann.get(f"{here}/preview")
    assert "21 saker står i vägen" in stopped.text
    assert (await ann.post(f"{here}/send")).status_code == 409

    programme = "Brukarsamverkan (statens satsning psykisk hälsa):2018"
    await ann.post(f"{here}/recipients/values", data={"programme": programme, "key": "belopp", "table": ""})
    monica = await Recipient.get(campaign=campaign, code="10")
    await ann.post(f"{here}/recipients/{monica.pk}/route", data={"route": "anyway"})
    dalarna = await Recipient.get(campaign=campaign, code="20")
    shown = (await ann.get(f"{here}/preview", params={"row": dalarna.pk})).text
    for said in ("Örjan Vretfors", "1\u00a0000\u00a0000 kronor", "Region Dalarna"):
        assert said in shown
    assert await RecipientValue.filter(recipient__campaign=campaign).count() == 21

    assert "Skicka 21 brev" in (await ann.get(f"{here}/confirm")).text
    sent, again = await ann.post(f"{here}/send"), await ann.post(f"{here}/send")
    assert (sent.status_code, again.status_code) == (303, 409)
    assert await OutgoingMail.filter(kind="letter", topic=campaign.reference).count() == 21
    assert await OutgoingMail.filter(kind="letter_copy", topic=campaign.reference).count() == 21
    mailing = await Mailing.get(about=f"letter-{campaign.pk}")
    assert "Ångra utskicket" in (await ann.get(here)).text

    undone = await ann.post(f"{here}/mailings/{mailing.pk}/undo")
    assert undone.status_code == 303
    assert await OutgoingMail.filter(mailing=mailing).exclude(status=MailStatus.CANCELLED).count() == 0
    assert (await Campaign.get(pk=campaign.pk)).status == "draft"


async def test_a_wrong_form_comes_back_as_typed(ann: httpx2.AsyncClient) -> None:
    answer = await ann.post("/desk/letters/", data=TYPED | {"title": "", "easy_read": "<i>Kort</i>"})

    assert answer.status_code == 422
    assert "&lt;i&gt;Kort&lt;/i&gt;" in answer.text and "möten" in answer.text
    assert await Campaign.all().count() == 0


async def test_a_letter_with_thirty_one_demands_is_refused_in_words(ann: httpx2.AsyncClient) -> None:
    many = {"demand_text": [f"Krav {n}" for n in range(31)], "demand_number": [""] * 31, "demand_points": [""] * 31}

    answer = await ann.post("/desk/letters/", data=TYPED | many)

    assert answer.status_code == 422 and "högst 30 krav" in answer.text


async def test_a_long_body_and_an_empty_list_get_clear_sentences(ann: httpx2.AsyncClient) -> None:
    long = await ann.post("/desk/letters/", data=TYPED | {"body": "å" * 100_000})
    campaign = await Campaign.get(title="Använd pengarna")

    empty = await ann.post(f"/desk/letters/{campaign.pk}/send")

    assert long.status_code == 303
    assert empty.status_code == 409 and "inga mottagare" in empty.text


async def test_a_pdf_is_served(ca1: Campaign, ann: httpx2.AsyncClient) -> None:
    campaign = await make.sent()
    row = await make.recipient(campaign)

    one = await ann.get(f"/desk/letters/{campaign.pk}/recipients/{row.pk}/letter.pdf")

    assert one.content.startswith(b"%PDF")
    assert (one.headers["content-type"], b"/Lang" in one.content) == ("application/pdf", True)
