"""A letter as PDF: tagged, with its language, headings as bookmarks; one letter or all of them for the post."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hearing.base import lang
from hearing.base.lang import _
from hearing.base.typeset import Press
from hearing.letters.markup import Part

TEMPLATE = Path(__file__).with_name("letter.typ")


def letter(head: str, title: str, body: Sequence[Part], easy: Sequence[Part]) -> dict[str, Any]:
    """What the template wants to know of one letter."""
    return {
        "head": head,
        "title": title,
        "parts": [_told(part) for part in body],
        "easy": [_told(part) for part in easy],
    }


def _told(part: Part) -> dict[str, Any]:
    lines = [[{"text": piece.text, "url": piece.url} for piece in line] for line in part.lines]
    return {"kind": part.kind, "mark": part.mark, "lines": lines}


def make(letters: Sequence[dict[str, Any]], language: str, title: str, sender: str, ref: str) -> bytes:
    """The bytes of the PDF. Takes tens of milliseconds: call it in a thread."""
    return make_all([told(letters, language, title, sender, ref)])[0]


def told(letters: Sequence[dict[str, Any]], language: str, title: str, sender: str, ref: str) -> dict[str, Any]:
    """All that one PDF is made of, to keep or to make it from."""
    with lang.use(language):
        words = {"easy": _("In easy-to-read language")}
    return {
        "lang": language,
        "title": title,
        "sender": sender,
        "words": words,
        "ref": ref,
        "letters": list(letters),
    }


def make_all(papers: Sequence[dict[str, Any]]) -> list[bytes]:
    """One PDF for each; call it in a thread."""
    press = Press(TEMPLATE)
    return [press.pdf(one) for one in papers]
