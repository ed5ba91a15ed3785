"""A letter as PDF: tagged, with its language, headings as bookmarks; one letter or all of them for the post."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import typst

from hearing.base import lang
from hearing.base.lang import _
from hearing.letters.markup import Part

TEMPLATE = Path(__file__).with_name("letter.typ")
STANDARD: Literal["ua-1"] = "ua-1"  # a PDF that says of itself that it is made for everyone's reading


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
    """One PDF for each, by one compiler that has read fonts and template once; call it in a thread."""
    compiler = typst.Compiler(TEMPLATE, ignore_system_fonts=True)
    return [_made(TEMPLATE, compiler, one) for one in papers]


def compiled(template: Path, told: dict[str, Any]) -> bytes:
    """One PDF of another kind, made of what is told."""
    return _made(template, typst.Compiler(template, ignore_system_fonts=True), told)


def _made(template: Path, compiler: typst.Compiler, told: dict[str, Any]) -> bytes:
    """By the fonts we carry; a sign they lack is looked for in the machine's own, and else stands as an empty box."""
    inputs = {"told": json.dumps(told, ensure_ascii=False)}
    try:
        return _one(compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARD))
    except typst.TypstError:
        pass
    try:
        return _one(typst.compile(template, format="pdf", sys_inputs=inputs, pdf_standards=STANDARD))
    except typst.TypstError:
        return _one(typst.compile(template, format="pdf", sys_inputs=inputs))


def _one(made: bytes | list[bytes] | None) -> bytes:
    """The file; a PDF is never a list of pages."""
    return made if isinstance(made, bytes) else b"".join(made or [])
