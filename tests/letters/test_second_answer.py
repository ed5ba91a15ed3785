"""A second answer is an answer of its own: sorted anew, ticked anew, and never lost behind what was decided before."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx2
import pytest

from hearing.base.clock import freeze, now, today
from hearing.letters import board, inbound, outside, responses, todo
from hearing.letters.kinds_case import Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Noted, Who
from hearing.staff.models import Account
from tests import make as accounts
from tests.letters import make
from tests.letters.test_inbound import arrived

pytestmark = pytest.mark.anyio
AFTERNOON = datetime(2026, 11, 23, 14, tzinfo=ZoneInfo("Europe/Stockholm"))
NEW = "Vårt nya svar är nej på alla punkter."


@pytest.fixture
async def maja(ca1: Campaign, client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    return await accounts.signed_in(client, await Account.get(name="Maja Lövskär"), ca1.organiser)


async def region(campaign: Campaign, name: str) -> Recipient:
    return await Recipient.get(campaign=campaign, short_name=name)


async def replied(row: Recipient, at: datetime | None = None) -> None:
    address = {"from_address": row.email, "from_name": row.name, "text": NEW}
    await arrived(row, received_at=at or now(), **address)
    assert await inbound.take_next()


async def public(client: httpx2.AsyncClient, campaign: Campaign, row: Recipient) -> tuple[dict[str, object], str]:
    told = (await client.get(f"/letters/{campaign.slug}.json")).json()["recipients"]
    return next(one for one in told if one["code"] == row.code), (await client.get(f"/letters/{campaign.slug}")).text


@pytest.mark.parametrize("earlier", [timedelta(0), timedelta(days=80)])
async def test_a_second_answer_is_to_be_sorted(ca1: Campaign, client: httpx2.AsyncClient, earlier: timedelta) -> None:
    row, by = await region(ca1, "Dalarna"), await make.planner()
    old = row.shown_text
    await responses.sort(row, by, {"assessment": "positive"}, {})
    await responses.show(row, by, True, old)

    await replied(row, now() - earlier)

    fresh = await region(ca1, "Dalarna")
    told, page = await public(client, ca1, row)
    assert (fresh.handling, fresh.ball, fresh.assessment, fresh.summary) == ("answered", "us", "none", NEW)
    assert row.pk in [one.pk for one in (await todo.tasks(ca1))["sort"]]
    assert dict(await todo.counts(ca1.organiser_id))[ca1]["sort"] == 1
    assert (fresh.shown, told["answer"], told["demands"]) == (False, None, None)
    assert old and old not in page and NEW not in page


async def test_a_reopened_answer_is_public_no_more_until_the_new_one_is_ticked(
    ca1: Campaign, client: httpx2.AsyncClient
) -> None:
    row, by = await region(ca1, "Uppsala"), await make.planner()
    await responses.sort(row, by, {"assessment": "positive"}, {1: (Verdict.YES, "Ja."), 2: (Verdict.YES, "Ja.")})
    await responses.show(row, by, True, "Den gamla meningen.")
    before, _page = await public(client, ca1, row)

    await responses.reopen(row, by)
    opened, _page = await public(client, ca1, row)
    await replied(row)
    unticked, page = await public(client, ca1, row)
    await responses.sort(row, by, {"assessment": "declining"}, {2: (Verdict.NO, "Nej.")})
    await responses.show(row, by, True, "Säger nej.")
    after, _page = await public(client, ca1, row)

    assert before["answer"] == "Den gamla meningen."
    assert [(one["answer"], one["demands"]) for one in (opened, unticked)] == [(None, None)] * 2
    assert "Den gamla meningen." not in page
    assert after["answer"] == "Säger nej." and after["answered_on"] == today().isoformat()
    assert after["demands"] == {"1": "none", "2": "no", "3": "none"}
    found = await board.board_of(ca1, today())
    line = next(one for one in found.lines if one.row.pk == row.pk)
    assert line.case.verdicts[1] == Verdict.YES  # kept for us, to start from
    assert {demand.number: told for demand, told in outside.tallies(found)}[2]["no"] >= 1


async def test_taking_the_second_answer_back_restores_the_first(ca1: Campaign) -> None:
    row, by = await region(ca1, "Dalarna"), await make.planner()
    await responses.show(row, by, True, "Vi är med.")
    before = await region(ca1, "Dalarna")

    entry = await responses.note(row, by, Noted(EntryKind.ANSWERED, NEW, who=Who("Kaj Ask")))
    await responses.take_back(entry, row, by)

    fresh = await region(ca1, "Dalarna")
    assert (fresh.shown, fresh.shown_text, fresh.assessment) == (True, "Vi är med.", before.assessment)


@pytest.mark.parametrize("form", [{}, {"hour": "12.00"}, {"day": "2026-11-20"}, {"day": "2026-11-23"}])
async def test_an_answer_noted_after_reopening_counts_whenever_it_came(
    ca1: Campaign, maja: httpx2.AsyncClient, form: dict[str, str]
) -> None:
    row = await region(ca1, "Dalarna")
    here = f"/desk/letters/{ca1.pk}/recipients/{row.pk}"

    with freeze(AFTERNOON):
        page = (await maja.get(here)).text
        opened = await maja.post(f"{here}/reopen")
        said = {"kind": "answered", "channel": "phone", "who": "Kaj Ask", "text": NEW} | form
        noted = await maja.post(f"{here}/note", data=said)

    fresh = await region(ca1, "Dalarna")
    assert (opened.status_code, noted.status_code) == (303, 303)
    assert (fresh.handling, fresh.ball, fresh.summary) == ("answered", "us", NEW)
    assert 'name="hour"' not in page
    assert str(fresh.answered_on) == form.get("day", "2026-11-23")
