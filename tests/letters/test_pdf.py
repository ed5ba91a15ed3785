"""The PDF of a letter: Swedish letters, tags, language, bookmarks; it opens in other people's viewers."""

import shutil
import subprocess
from pathlib import Path

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.letters import markup, pdf, writing
from tests import needs
from tests.letters import make

TEXT = "## Varför nu\n\nÅsa, Örjan och Ängla frågar: når pengarna fram?\n\n- ett möte\n- två möten\n\n> Inget om oss utan oss."


def paper(text: str = TEXT) -> bytes:
    told = pdf.letter(
        "Region Dalarna · NSPH-26-1/16", "Använd pengarna", markup.parts(text), markup.parts("Kort text.")
    )
    return pdf.make([told], "sv", "Använd pengarna", "NSPH", "NSPH-26-1/16")


def seen(viewer: str, *words: str) -> str:
    """What a viewer makes of it; skipped where the viewer is not there."""
    if not shutil.which(viewer):
        needs.missing("pdf", f"{viewer} was not found")
    needs.ran["pdf"] = ", ".join(sorted({*needs.ran.get("pdf", "").split(", "), viewer} - {""}))
    done = subprocess.run([viewer, *words], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout + done.stderr


def test_the_pdf_is_tagged_with_language_and_bookmarks() -> None:
    made = paper()

    assert [word in made for word in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"/Outlines", b"pdfuaid:part")] == [
        True
    ] * 5


@pytest.mark.parametrize("sign", ["😀", "漢字", "سلام", "\ue000"])
def test_a_sign_no_font_has_stops_no_letter(sign: str) -> None:
    assert paper(f"Hej {sign}!").startswith(b"%PDF")


def test_poppler_reads_it(tmp_path: Path) -> None:
    kept = tmp_path / "brev.pdf"
    kept.write_bytes(paper())

    text = seen("pdftotext", str(kept), "-")
    facts = seen("pdfinfo", str(kept))

    assert "Åsa, Örjan och Ängla" in text and "Kort text." in text
    assert "Tagged:          yes" in facts and "Använd pengarna" in facts


def test_mupdf_reads_it(tmp_path: Path) -> None:
    kept = tmp_path / "brev.pdf"
    kept.write_bytes(paper())

    assert "Åsa, Örjan och Ängla" in seen("mutool", "draw", "-F", "txt", str(kept))
    assert "Varför nu" in seen("mutool", "show", str(kept), "outline")


@pytest.mark.anyio
async def test_print_all_holds_every_letter(db: BaseDBAsyncClient, tmp_path: Path) -> None:
    campaign, kept = await make.addressed(), tmp_path / "alla.pdf"

    kept.write_bytes(await writing.print_all(await writing.batch(campaign)))

    text = seen("pdftotext", "-layout", str(kept), "-")
    assert [f"{campaign.reference}/0{number}" in text for number in range(1, 7)] == [True] * 6
    assert text.replace(" ", "").count("1/1\n") == 6
