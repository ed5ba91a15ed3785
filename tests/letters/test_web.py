"""The desk's pages of letters, from draft to sent, and the board."""

import httpx2
import pytest

from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.staff.models import Account
from tests import make

pytestmark = pytest.mark.anyio

PAGES = ["", "/text", "/recipients", "/preview", "/confirm", "/reminders", "/log", "/edit", "/versions/1"]


@pytest.fixture
async def maja(ca1: Campaign, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Isak of the demo, who sent the letters."""
    return await make.signed_in(client, await Account.get(name="Isak Tuvmyr"), ca1.organiser)


@pytest.mark.parametrize("part", PAGES)
async def test_every_page_of_a_letter_is_shown(maja: httpx2.AsyncClient, ca1: Campaign, part: str) -> None:
    answer = await maja.get(f"/desk/letters/{ca1.pk}{part}")

    assert answer.status_code == 200
    assert ca1.title in answer.text


async def test_the_board_says_what_the_story_says(maja: httpx2.AsyncClient, ca1: Campaign) -> None:
    page = (await maja.get(f"/desk/letters/{ca1.pk}")).text

    for said in ("11 av 21 (52 %)", "8 av 11", "73 dagar", "Malin Sjövret", "tile-W tile--4", "RD26/02214"):
        assert said in page


async def test_the_authoritys_own_link_is_not_shown_to_staff(maja: httpx2.AsyncClient, ca1: Campaign) -> None:
    row = await Recipient.filter(campaign=ca1).order_by("number").first()
    assert row
    link = f"http://localhost:8000/r/{row.token()}"
    await Recipient.filter(pk=row.pk).update(text=f"Svara gärna här: {link}")

    page = (await maja.get(f"/desk/letters/{ca1.pk}/recipients/{row.pk}")).text

    assert ("Svara gärna här" in page, row.token() in page) == (True, False)


async def test_every_recipients_page_is_shown(maja: httpx2.AsyncClient, ca1: Campaign) -> None:
    for row in await Recipient.filter(campaign=ca1):
        answer = await maja.get(f"/desk/letters/{ca1.pk}/recipients/{row.pk}")
        assert answer.status_code == 200 and row.authority in answer.text


async def test_the_table_is_in_swedish_order(maja: httpx2.AsyncClient, ca1: Campaign) -> None:
    body = (await maja.get(f"/desk/letters/{ca1.pk}/table.csv")).content.decode("utf-8-sig")
    lines = body.strip().split("\r\n")

    assert len(lines) == 22
    assert [line.split(";")[1] for line in lines[-2:]] == ["Region Örebro län", "Region Östergötland"]


async def test_a_call_is_noted_and_taken_back(maja: httpx2.AsyncClient, ca1: Campaign) -> None:
    row = await Recipient.get(campaign=ca1, code="09")
    here = f"/desk/letters/{ca1.pk}/recipients/{row.pk}"

    said = {
        "kind": "answered",
        "channel": "phone",
        "who": "Kaj Ask",
        "who_title": "strateg",
        "text": "Ja.",
        "day": "",
        "hour": "12.00",
    }
    noted = await maja.post(f"{here}/note", data=said)
    entry = await Entry.filter(recipient=row, kind="answered").get()
    after = await Recipient.get(pk=row.pk)
    back = await maja.post(f"{here}/entries/{entry.pk}/take-back")

    assert (noted.status_code, back.status_code) == (303, 303)
    assert (after.handling, after.tags, after.now_with) == (
        "answered",
        ["svar av annan än adressaten"],
        "Kaj Ask, strateg",
    )
    assert (await Recipient.get(pk=row.pk)).handling == "none"
    assert "is-gone" in (await maja.get(here)).text
