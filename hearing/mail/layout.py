"""A mail's HTML. What mails of one shape share is drawn once: the page and its styles, made inline; then words are put in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import escape

from hearing.base.lang import use
from hearing.base.later import Later
from hearing.base.templates import render as page

if TYPE_CHECKING:
    import css_inline
else:
    css_inline = Later("css_inline")  # two megabytes

Shape = tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
PLACE = re.compile("\ue0f0([0-9]+)\ue0f1")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; with `url` a link."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a mail: `lines` of pieces, or `rows` of label and value."""

    kind: str
    lines: tuple[tuple[Piece, ...], ...] = ()
    rows: tuple[tuple[str, str], ...] = ()


def laid_out(subject: str, blocks: Sequence[Block], language: str, sender: str, preview: str) -> str:
    """The page with these words in it."""
    words = [subject, sender, preview, *_words(blocks)]
    fixed, places = _drawn(language, bool(preview), tuple(_shape(block) for block in blocks))
    parts = [fixed[0]]
    for place, rest in zip(places, fixed[1:], strict=True):
        parts += [str(escape(words[place])), rest]
    return "".join(parts)


def _words(blocks: Sequence[Block]) -> Iterator[str]:
    """All that differs, in the order `_hollow` numbers it."""
    for block in blocks:
        if block.kind == "rows":
            for row in block.rows:
                yield from row
        for line in block.lines:
            for piece in line:
                yield piece.text
                yield piece.url


def _shape(block: Block) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """All that the layout asks of a block but its words: which pieces are links, which rows have a label."""
    lines = tuple("".join("l" if piece.url else "t" for piece in line) for line in block.lines)
    if block.kind == "rows":
        return block.kind, lines, tuple("l" if label else "" for label, _value in block.rows)
    return block.kind, lines, tuple(row[0] for row in block.rows)


@lru_cache(maxsize=200)
def _drawn(language: str, preview: bool, shape: Shape) -> tuple[list[str], list[int]]:
    """The page of a shape, cut where words belong, and the numbers of the words."""
    names = [f"\ue0f0{number}\ue0f1" for number in range(3)]
    with use(language):
        html = page(
            "mail/layout.html",
            subject=names[0],
            organiser=names[1],
            preheader=names[2] if preview else "",
            blocks=_hollow(shape),
        )
    parts = PLACE.split(_inliner().inline(html))
    return parts[::2], [int(number) for number in parts[1::2]]


def _hollow(shape: Shape) -> list[Block]:
    """Blocks of that shape with numbers for words."""
    number, blocks = 3, []

    def next_place() -> str:
        nonlocal number
        number += 1
        return f"\ue0f0{number - 1}\ue0f1"

    for kind, lines, rows in shape:
        made: list[tuple[str, str]] = [(row, "") for row in rows]
        if kind == "rows":
            made = [(next_place(), next_place()) for _row in rows]
            made = [(label if row else "", value) for row, (label, value) in zip(rows, made, strict=True)]
        places = [[(sign, next_place(), next_place()) for sign in line] for line in lines]
        pieces = tuple(tuple(Piece(text, url if sign == "l" else "") for sign, text, url in line) for line in places)
        blocks.append(Block(kind, pieces, tuple(made)))
    return blocks


@lru_cache(maxsize=1)
def _inliner() -> "css_inline.CSSInliner":
    """For our own layout only: deep foreign HTML would crash it."""
    return css_inline.CSSInliner(load_remote_stylesheets=False)
