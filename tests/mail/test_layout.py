"""The page of a mail is drawn once for each shape; what comes out is what drawing it anew gives."""

from html import unescape

import pytest

from hearing.base.lang import use
from hearing.base.templates import render as page
from hearing.mail.layout import Block, Piece, _inliner, laid_out

HARD = '<b> & "Åsa\'s" \\ue0f0'
BLOCKS = (
    Block("title", ((Piece(HARD),),)),
    Block("rows", rows=(("När", "i dag"), ("", HARD))),
    Block("text", ((Piece("Hej "), Piece("länk", "https://a.test/?a=1&b=2")), (Piece("två"),))),
    Block("buttons", ((Piece("Ja", "https://a.test/i/x?answer=yes"),), (Piece("Nej", "https://a.test/n"),)),
          (("primary", ""), ("plain", ""))),
    Block("list", ((Piece("ett"),), (Piece("två"),))),
    Block("small", ((Piece("litet"),),)),
)  # fmt: skip


@pytest.mark.parametrize(("preview", "language"), [("", "sv"), ("Kort <sagt>", "en")])
def test_the_kept_page_says_what_a_fresh_one_says(preview: str, language: str) -> None:
    with use(language):
        fresh = page("mail/layout.html", subject=HARD, organiser="NSPH & vi", preheader=preview, blocks=BLOCKS)
    for _time in range(2):
        made = laid_out(HARD, BLOCKS, language, "NSPH & vi", preview)
        assert unescape(made) == unescape(_inliner().inline(fresh))
        assert "<b> &" not in made
