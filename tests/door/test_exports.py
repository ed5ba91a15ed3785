"""Tables: what a Swedish Excel opens, with nothing alive in them and nothing of anybody's needs."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import httpx2
import pytest

from hearing.base.clock import now
from hearing.base.tables import as_csv, as_xlsx
from hearing.door import exports
from hearing.invitations import needs
from hearing.invitations.models import Substitute
from hearing.invitations.need_kinds import NeedKind
from tests import make as tools
from tests.invitations import make

pytestmark = pytest.mark.anyio
HOSTILE = ("=1+1", "+46 70", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1")


def test_csv_is_what_a_swedish_excel_expects() -> None:
    body = as_csv([["Namn", "Plats"], ["Åsa; Öberg", 3], ['Säger "hej"', None]])

    assert body.decode() == '\ufeffNamn;Plats\r\n"Åsa; Öberg";3\r\n"Säger ""hej""";\r\n'


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(text: str) -> None:
    rows = list(csv.reader(StringIO(as_csv([[text]]).decode("utf-8-sig"), newline=""), delimiter=";"))
    sheet = ZipFile(BytesIO(as_xlsx([[text]], "a"))).read("xl/worksheets/sheet1.xml").decode()

    assert rows[0][0].startswith("'")
    assert "<f>" not in sheet and 't="inlineStr"' in sheet


def test_a_sheet_keeps_numbers_letters_and_signs() -> None:
    file = ZipFile(BytesIO(as_xlsx([["A & B <å>", 7], ["A", 7], [str(n) for n in range(30)]], "Lista: 1")))
    sheet = file.read("xl/worksheets/sheet1.xml").decode()

    assert file.testzip() is None
    assert "A &amp; B &lt;å&gt;" in sheet and '<c r="B2"><v>7</v></c>' in sheet and 'r="AD3"' in sheet
    assert 'name="Lista 1"' in file.read("xl/workbook.xml").decode()


async def test_the_guest_list_tells_an_alias_and_no_needs(ann: httpx2.AsyncClient) -> None:
    event = await make.event(organiser=await tools.organiser())
    row = await make.invitation(event, status="yes", seat=True, name="=Åsa Ek", party="C", attended=True, inside=1)
    await make.invitation(event, name="Hemlig Person", email="hemlig@x.test", phone="070-9", alias="Deltagare 2")
    await needs.ask(row, {NeedKind.VEGAN: "", NeedKind.OTHER: "Planterat"})
    here = f"/desk/events/{event.pk}/tables"

    guests = await ann.get(f"{here}/guests.csv")
    texts = [(await ann.get(f"{here}/{name}")).content for name in ("attendance.csv", "needs.csv")]
    sheet = await ann.get(f"{here}/guests.xlsx")

    rows = list(csv.reader(StringIO(guests.content.decode("utf-8-sig")), delimiter=";"))
    assert guests.headers["content-disposition"].startswith("attachment")
    assert [(row[0], row[1], row[7], row[13]) for row in rows[1:]] == [
        ("'=Åsa Ek", "C", "Ja", "1"),
        ("Deltagare 2", "", "Väntar svar", ""),
    ]
    assert "emlig" not in guests.text and "Planterat" not in guests.text + str(texts)
    assert texts[1].decode("utf-8-sig").splitlines()[1:] == ["Vegansk mat;1;0", "Med egna ord;1;0"]
    assert (await ann.get(here)).status_code == 200 and ZipFile(BytesIO(sheet.content)).testzip() is None


async def test_a_reader_gets_no_counts_of_needs(bo: httpx2.AsyncClient) -> None:
    event = await make.event(organiser=await tools.organiser())

    assert (await bo.get(f"/desk/events/{event.pk}/tables/needs.csv")).status_code == 403
    assert "needs.csv" not in (await bo.get(f"/desk/events/{event.pk}/tables")).text


@pytest.mark.parametrize("which", ["guests", "attendance", "needs"])
async def test_each_table_is_a_tagged_pdf_too(ann: httpx2.AsyncClient, which: str) -> None:
    event = await make.event(organiser=await tools.organiser())
    for number in range(60):
        await make.invitation(event, status="yes", name=f"Åsa Öst {number:02}", organisation_name="Region *Skåne* #1")

    got = await ann.get(f"/desk/events/{event.pk}/tables/{which}.pdf")

    assert (got.status_code, got.headers["content-type"], got.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert got.headers["content-disposition"].startswith("attachment")


async def test_the_paper_has_no_addresses_and_only_those_who_come(db: object) -> None:
    event = await make.event()
    await make.invitation(event, status="yes", name="Mia Ja", email="mia@x.test")
    await make.invitation(event, status="no", name="Per Nej")

    rows = await exports.guest_paper(event)

    assert [row[0] for row in rows[1:]] == ["Mia Ja"]
    assert "mia@x.test" not in str(rows)


@pytest.mark.parametrize(
    ("states", "stands", "shown"),
    [
        (["proposed"], "proposed", ""),
        (["refused"], "refused", ""),
        (["accepted"], "accepted", "Ett Namn"),
        (["accepted", "proposed"], "proposed", "Ett Namn"),
    ],
)
async def test_only_who_is_accepted_comes_instead(db: object, states: list[str], stands: str, shown: str) -> None:
    event = await make.event()
    row = await make.invitation(event, status="yes", seat=True, substitution=stands)
    for name, status in zip(("Ett Namn", "Två Namn"), states, strict=False):
        await Substitute.create(invitation=row, name=name, status=status, created_at=now())

    for rows in (await exports.guest_list(event), await exports.guest_paper(event)):
        place = rows[0].index("Kommer i stället")
        assert rows[1][place] == shown
