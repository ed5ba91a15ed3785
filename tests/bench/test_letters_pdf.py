"""Letters as PDF: 27 of them, each its own file, and all of them in one."""

import time

import pytest

from hearing.letters import markup, pdf
from tests.bench.figures import Figure, told

LETTERS, MOST = 27, 20.0
BODY = "## Varför nu\n\n" + "\n\n".join(
    ["Åsa, Örjan och Ängla frågar om pengarna når fram till föreningarna. " * 8] * 30
)


@pytest.mark.parametrize("together", [False, True], ids=["each its own", "all in one"])
def test_letters_become_pdf_in_time(together: bool) -> None:
    told_letters = [pdf.letter(f"Kommun {n}", "Yttrande", markup.parts(BODY), []) for n in range(LETTERS)]
    each = [(told_letters, "N-1")] if together else [([one], f"N-1/{n}") for n, one in enumerate(told_letters)]
    papers = [pdf.told(letters, "sv", "Yttrande", "NSPH", ref) for letters, ref in each]

    begun = time.perf_counter()
    made = pdf.make_all(papers)
    took = time.perf_counter() - begun

    what = f"{LETTERS} letters as {'one PDF' if together else 'PDFs'}"
    assert all(one.startswith(b"%PDF") for one in made)
    assert told(Figure(what, took, "s", at_most=MOST)).met
