"""The dossier of one recipient: everything in one PDF, private notes only for those who write them, and marked."""

from pathlib import Path

import httpx2
import pytest

from hearing.letters import dossier, responses
from hearing.letters.kinds_case import Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign, Demand
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Noted
from hearing.organisers.models import Organiser
from hearing.staff.models import Role
from tests import make
from tests.letters.make import planner
from tests.letters.test_pdf import seen

pytestmark = pytest.mark.anyio


async def dalarna(campaign: Campaign) -> Recipient:
    row = await Recipient.get(campaign=campaign, code="20")
    demand = await Demand.get(campaign=campaign, parent_id=None, number=1)
    await responses.sort(row, await planner(), {}, {demand.number: (Verdict.YES, "Vi ställer oss bakom målen.")})
    await responses.note(row, await planner(), Noted(EntryKind.NOTE, "Ring efter nämnden."))
    return await Recipient.get(pk=row.pk)


async def test_it_tells_letter_timeline_answers_and_numbers(ca1: Campaign) -> None:
    row = await dalarna(ca1)
    told = await dossier.told(ca1, row)

    assert row.token() in row.text and row.token() not in str(told)
    assert dict(told["facts"])["Deras diarienummer"] == "RD26/02214"
    assert told["demands"][0][1:] == ("Ja", "Vi ställer oss bakom målen.")
    assert [line["what"] for line in told["timeline"]][:1] == ["Brevet skickades"]
    assert "1 000 000 kronor" in " ".join(told["letter"]).replace("\u00a0", " ")
    assert not any(line["private"] for line in told["timeline"]) and "Ring efter" not in str(told)


async def test_private_notes_are_marked_and_only_for_those_who_write_them(
    ca1: Campaign, client: httpx2.AsyncClient
) -> None:
    row = await dalarna(ca1)
    owner = await Organiser.get(id=ca1.organiser_id)
    there = f"/desk/letters/{ca1.pk}/recipients/{row.pk}/dossier.pdf"
    reader = await make.signed_in(client, await make.member(owner, "Bo Ek", Role.READER), owner)

    plain, refused = await reader.get(there), await reader.get(f"{there}?notes=1")
    told = await dossier.told(ca1, row, private=True)

    assert (plain.status_code, plain.content[:4], refused.status_code) == (200, b"%PDF", 403)
    assert [line["text"] for line in told["timeline"] if line["private"]][-1] == "Ring efter nämnden."


async def test_the_pdf_is_tagged_and_reads_in_a_viewer(ca1: Campaign, tmp_path: Path) -> None:
    made = dossier.make(await dossier.told(ca1, await dalarna(ca1)))
    file = tmp_path / "dossier.pdf"
    file.write_bytes(made)

    text = seen("pdftotext", "-layout", str(file), "-")

    assert all(word in made for word in (b"/MarkInfo", b"/Lang", b"/Outlines"))
    assert "Vi ställer oss bakom målen." in text and "Örjan Vretfors" in text and "RD26/02214" in text
