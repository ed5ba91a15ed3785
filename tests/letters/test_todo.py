"""What a letter asks of us: the same on its own page and in numbers on the start page; diaries, colleagues, calls."""

import httpx2
import pytest

from hearing.letters import following, todo
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.staff.models import Account
from tests import make

pytestmark = pytest.mark.anyio


@pytest.fixture
async def maja(ca1: Campaign, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    return await make.signed_in(client, await Account.get(name="Maja Lövskär"), ca1.organiser)


async def of(campaign: Campaign, code: str) -> Recipient:
    return await Recipient.get(campaign=campaign, code=code)


async def test_the_page_lists_what_the_start_page_counts(ca1: Campaign, maja: httpx2.AsyncClient) -> None:
    tasks = await todo.tasks(ca1)
    counted = {campaign.pk: sums for campaign, sums in await todo.counts(ca1.organiser_id)}

    here, start = await maja.get(f"/desk/letters/{ca1.pk}/todo"), await maja.get("/desk/")

    assert {name: len(rows) for name, rows in tasks.items()} == {n: c for n, c in counted[ca1.pk].items() if c}
    assert [row.code for row in tasks["diary"]] == ["09", "23"]
    assert "Diarier att titta i" in here.text and "https://www.gotland.se" in here.text
    assert f"/desk/letters/{ca1.pk}/todo#" in start.text


async def test_a_number_found_in_the_diary_is_an_acknowledgement(ca1: Campaign, maja: httpx2.AsyncClient) -> None:
    row = await of(ca1, "09")
    there = f"/desk/letters/{ca1.pk}/recipients/{row.pk}/checked"

    empty = await maja.post(there, data={"number": "", "found": "1"})
    await maja.post(there, data={"number": "RS 2026/77", "found": "1"})

    case = await maja.get(f"/desk/letters/{ca1.pk}/recipients/{row.pk}")
    assert empty.status_code == 422 and "Vilket nummer" in empty.text
    assert (await of(ca1, "09")).handling == "acknowledged" and "RS 2026/77" in case.text


async def test_a_diary_without_the_letter_is_a_note_and_no_longer_asked_for(ca1: Campaign) -> None:
    row, maja = await of(ca1, "09"), await Account.get(name="Maja Lövskär")

    await following.check_diary(row, maja, "")

    assert [one.code for one in (await todo.tasks(ca1))["diary"]] == ["23"]
    assert (await of(ca1, "09")).handling == "none"


async def test_an_authority_is_given_to_a_colleague_who_sees_only_theirs(
    ca1: Campaign, maja: httpx2.AsyncClient
) -> None:
    row, account = await of(ca1, "09"), await Account.get(name="Maja Lövskär")
    there = f"/desk/letters/{ca1.pk}/recipients/{row.pk}/assign"

    await maja.post(there, data={"account": str(account.pk)})
    wrong = await maja.post(there, data={"account": "99999"})

    mine = (await maja.get(f"/desk/letters/{ca1.pk}/todo?mine=1")).text
    assert (await of(ca1, "09")).assigned_id == account.pk
    assert wrong.status_code == 409
    assert "Gotland" in mine and "Jämtland" not in mine


async def test_the_call_list_has_whoever_has_the_letter(ca1: Campaign, maja: httpx2.AsyncClient) -> None:
    calls = await todo.calls(ca1)

    page = (await maja.get(f"/desk/letters/{ca1.pk}/calls")).text

    held = {call.row.code: call.name for call in calls}
    assert len(calls) == 10
    assert held["19"] == (await of(ca1, "19")).now_with and held["09"].startswith((await of(ca1, "09")).name)
    assert all(call.row.short_name in page for call in calls)
