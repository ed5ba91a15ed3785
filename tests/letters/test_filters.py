"""What the board lists: filters in the address, groups, files with the same rows."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import httpx2
import pytest

from hearing.base.clock import today
from hearing.letters import filters, responses
from hearing.letters.board import board_of
from hearing.letters.filters import Filter
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.organisers.models import Organiser
from hearing.staff.models import Account, Role
from tests import make
from tests.letters.make import planner

pytestmark = pytest.mark.anyio


async def listed(campaign: Campaign, **query: str) -> list[str]:
    found = await board_of(campaign, today())
    return [line.row.short_name for line in Filter(query).on(found.lines)]


async def test_each_filter_lets_the_right_ones_through(ca1: Campaign) -> None:
    assert await listed(ca1, state="silent") == ["Gotland", "Jämtland"]
    assert await listed(ca1, county="20") == ["Dalarna"]
    assert await listed(ca1, healthcare="sodra") == ["Blekinge", "Halland", "Kronoberg", "Skåne"]
    assert await listed(ca1, assessment="declining") == ["Halland"]
    assert await listed(ca1, q="rd26/02214") == ["Dalarna"]
    assert len(await listed(ca1, late="1")) == 10
    assert len(await listed(ca1, tag="svar av annan än adressaten")) == 8
    assert len(await listed(ca1, turn="them", healthcare="norra")) == 3


async def test_what_cannot_be_asked_for_is_not_asked_for(ca1: Campaign) -> None:
    chosen = Filter({"state": "x", "turn": "them'", "healthcare": "0", "county": "99", "by": "?"})

    assert (chosen.any, chosen.query) == (False, "")


async def test_sc_3_2_the_list_grouped_by_healthcare_region_counts_halland_once(ca1: Campaign) -> None:
    found = filters.sections((await board_of(ca1, today())).lines, "healthcare")

    assert [(one.answered, len(one.lines)) for one in found] == [(1, 4), (4, 7), (1, 2), (1, 3), (1, 1), (3, 4)]


async def reader(client: httpx2.AsyncClient, campaign: Campaign) -> httpx2.AsyncClient:
    owner = await Organiser.get(id=campaign.organiser_id)
    return await make.signed_in(client, await make.member(owner, "Bo Ek", Role.PLANNER), owner)


async def test_the_file_has_the_rows_of_the_page_in_swedish_order(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    bo = await reader(client, ca1)
    base = f"/desk/letters/{ca1.pk}"

    whole, late = await bo.get(f"{base}/table.csv"), await bo.get(f"{base}/table.csv?late=1")

    assert whole.content.startswith("\ufeff".encode())
    rows = list(csv.reader(StringIO(whole.text.lstrip("\ufeff")), delimiter=";"))
    assert [row[1] for row in rows[-2:]] == ["Region Örebro län", "Region Östergötland"]
    assert (len(rows), len(late.text.splitlines()), rows[1][0]) == (22, 11, "10")


async def test_no_text_in_the_spreadsheet_is_a_formula_and_codes_are_text(
    ca1: Campaign, client: httpx2.AsyncClient
) -> None:
    row = await Recipient.get(campaign=ca1, code="09")
    await responses.note(row, await planner(), responses.Noted(EntryKind.ANSWERED, '=HYPERLINK("http://x.test")'))
    bo = await reader(client, ca1)

    book = await bo.get(f"/desk/letters/{ca1.pk}/table.xlsx")
    plain = await bo.get(f"/desk/letters/{ca1.pk}/table.csv")

    sheet = ZipFile(BytesIO(book.content)).read("xl/worksheets/sheet1.xml").decode()
    assert '<t xml:space="preserve">09</t>' in sheet and "<f>" not in sheet
    assert "'=HYPERLINK" in plain.text


async def test_what_was_chosen_is_kept_over_what_is_done(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    bo = await reader(client, ca1)
    row = await Recipient.get(campaign=ca1, code="09")
    there = f"/desk/letters/{ca1.pk}/recipients/{row.pk}"

    page = await bo.get(f"{there}?state=silent")
    answer = await bo.post(
        f"{there}/ball", data={"ball": "us"}, headers={"referer": f"http://localhost{there}?state=silent&x=1"}
    )

    assert f"/desk/letters/{ca1.pk}?state=silent" in page.text and "Jämtland" in page.text
    assert answer.headers["location"] == f"{there}?state=silent"


async def test_the_board_of_few_is_a_list_and_its_matrix_has_them_in_rows(
    ca2: Campaign, client: httpx2.AsyncClient
) -> None:
    bo = await reader(client, ca2)

    page = await bo.get(f"/desk/letters/{ca2.pk}")

    assert 'class="steplist"' in page.text and "matrix--rows" in page.text and 'class="tilemap"' not in page.text


async def test_mine_are_those_given_to_the_reader(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    nsph = await Organiser.get(slug="nsph")
    account = await Account.get(name="Maja Lövskär")
    maja = await make.signed_in(client, account, nsph)
    here = f"/desk/letters/{ca1.pk}"
    row = await Recipient.get(campaign=ca1, code="09")

    none = (await maja.get(here)).text
    await maja.post(f"{here}/recipients/{row.pk}/assign", data={"account": str(account.pk)})
    board, table = (await maja.get(f"{here}?mine=1")).text, (await maja.get(f"{here}/table.csv?mine=1")).text

    assert ("Sköts av" in none, "Sköts av" in board) == (False, True)
    assert "Visar 1 av 21." in board and "Maja Lövskär sköter det" in board
    assert len(table.strip().splitlines()) == 2 and "Region Gotland" in table
