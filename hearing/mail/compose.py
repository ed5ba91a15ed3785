"""A mail's words: one template gives subject, plain text and HTML, so that both say the same.

`templates/<slice>/mails/<name>.sv.txt` begins with "Subject: …" and maybe "Preview: …", then blocks
with an empty line between: `# heading`, `## small heading`, `| label | value` rows, `- list items`,
`~ small print`, `[[button: text | url]]` and `[[choice: text | url]]` lines, else a paragraph, in which
`[[link: text | url]]` may stand. What a value holds is never read as one of these signs.
"""

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, UndefinedError

from hearing.base.errors import Refusal
from hearing.base.lang import use
from hearing.base.templates import environment
from hearing.mail.addresses import clean
from hearing.mail.layout import Block as Block
from hearing.mail.layout import Piece as Piece
from hearing.mail.layout import laid_out

WIDTH = 72
KEPT = 256  # blocks that are the same in a whole mailing are read and broken into lines once
SIGNS = "[]|#-~\n"
HIDDEN = {ord(sign): chr(0xE000 + place) for place, sign in enumerate(SIGNS)}
SHOWN = {ord(hidden): chr(sign) for sign, hidden in HIDDEN.items()}
HARD = HIDDEN[ord("\n")]
PRIVATE = re.compile("[\ue000-\ue00f]")
LINK = re.compile(r"\[\[(?P<kind>link|button|choice):(?P<text>[^\]|]*)\|(?P<url>[^\]]*)\]\]")
SAFE = ("https://", "http://", "mailto:", "tel:")
GAP = re.compile(r"'([^']+)' is undefined")
MARK = re.compile(r"\{([^{}\n]{1,60})\}")


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of one mail."""

    language: str
    subject: str
    text: str
    html: str


def render(template: str, language: str, sender: str, /, **values: Any) -> Letter:
    """Write `<template>.<language>.txt` for one reader; a Refusal when a value is missing."""
    return compose(_written(template, language, sender, values), language, sender)


def blocks(template: str, language: str, sender: str, /, **values: Any) -> list[Block]:
    """What stands under the subject of such a mail, to be shown on a page."""
    return list(_blocks(_written(template, language, sender, values).lstrip().partition("\n\n")[2]))


def _written(template: str, language: str, sender: str, values: dict[str, Any]) -> str:
    try:
        with use(language):
            return _environment().get_template(f"{template}.{language}.txt").render(sender=sender, **values)
    except UndefinedError as wrong:
        found = GAP.search(str(wrong))
        raise Refusal("The mail lacks a value: %(name)s.", name=found[1] if found else str(wrong)) from wrong


def compose(raw: str, language: str, sender: str) -> Letter:
    """Subject, text and HTML of a written template."""
    head, _gap, body = raw.lstrip().partition("\n\n")
    named = dict(line.split(": ", 1) for line in head.split("\n") if ": " in line)
    subject, preview = clean(_show(named["Subject"])), clean(_show(named.get("Preview", "")))
    return assemble(subject, list(_blocks(body)), language, sender, preview)


def assemble(subject: str, blocks: Sequence[Block], language: str, sender: str, preview: str = "") -> Letter:
    """Text and HTML of blocks that are made already."""
    html = laid_out(subject, blocks, language, sender, preview)
    text = "\n\n".join(_plain(block) for block in blocks)
    return Letter(language, subject, f"{text}\n", html)


def fill(text: str, values: dict[str, str]) -> str:
    """Put values in an organiser's text for its {words}; a Refusal names the first that is missing or empty."""

    def one(found: re.Match[str]) -> str:
        value = values.get(found[1].strip().casefold(), "")
        if not value.strip():
            raise Refusal("The mail lacks a value: %(name)s.", name=found[1])
        return value

    return MARK.sub(one, text)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return environment().overlay(autoescape=False, finalize=_guard, cache_size=400)


def _guard(value: Any) -> str:
    """A value as it may stand in a template: none of its signs means anything there."""
    if value is None:
        raise Refusal("The mail lacks a value.")
    text = PRIVATE.sub("", str(value)).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return text.translate(HIDDEN)


def _show(text: str) -> str:
    return text.translate(SHOWN) if PRIVATE.search(text) else text


def _blocks(body: str) -> Iterator[Block]:
    for chunk in re.split(r"\n[ \t]*\n", body.strip("\n")):
        yield from _chunk(chunk)


@lru_cache(maxsize=KEPT)
def _chunk(chunk: str) -> tuple[Block, ...]:
    lines = [line.strip() for line in chunk.split("\n") if line.strip()]
    return tuple(_block(lines)) if lines else ()


def _block(lines: list[str]) -> Iterator[Block]:
    first = lines[0]
    if first.startswith(("# ", "## ")):
        marks, _gap, title = first.partition(" ")
        yield Block("title" if marks == "#" else "heading", (_pieces(title),))
        yield from _block(lines[1:]) if lines[1:] else ()
    elif first.startswith("|"):
        yield Block("rows", rows=tuple(row for line in lines if (row := _row(line))[1]))
    elif first.startswith("- "):
        yield Block("list", tuple(_pieces(line.removeprefix("- ")) for line in lines))
    elif first.startswith(("[[button:", "[[choice:")):
        yield Block("buttons", tuple(_pieces(line) for line in lines), tuple((_kind(line), "") for line in lines))
    elif first.startswith("~ "):
        yield from _paragraphs("small", " ".join(line.removeprefix("~ ") for line in lines))
    else:
        yield from _paragraphs("text", " ".join(lines))


def _paragraphs(kind: str, text: str) -> Iterator[Block]:
    """A value with empty lines in it is several paragraphs; with single breaks, one of several lines."""
    for part in re.split(f"{HARD}[ \t]*{HARD}[{HARD} \t]*", text):
        lines = tuple(_pieces(line.strip()) for line in part.split(HARD) if line.strip())
        if lines:
            yield Block(kind, lines)


def _row(line: str) -> tuple[str, str]:
    label, _bar, value = line.removeprefix("|").partition("|")
    return _show(label.strip()), " ".join(_show(value).split())


def _kind(line: str) -> str:
    return "primary" if line.startswith("[[button:") else "plain"


def _pieces(line: str) -> tuple[Piece, ...]:
    found, at = [], 0
    for link in LINK.finditer(line):
        found.append(Piece(_show(line[at : link.start()])))
        url, text = _show(link["url"]).strip(), _show(link["text"]).strip()
        found.append(Piece(text or url, url) if url.startswith(SAFE) else Piece(f"{text} {url}".strip()))
        at = link.end()
    return tuple(piece for piece in [*found, Piece(_show(line[at:]))] if piece.text)


@lru_cache(maxsize=KEPT)
def _plain(block: Block) -> str:
    writers: dict[str, Callable[[Block], str]] = {"rows": _plain_rows, "buttons": _plain_buttons, "list": _plain_list}
    if block.kind in writers:
        return writers[block.kind](block)
    text = "\n".join(_wrap(_line(line)) for line in block.lines)
    return text.upper() if block.kind in ("title", "heading") else text


def _plain_rows(block: Block) -> str:
    wide = max((len(label) for label, _value in block.rows), default=0) + 2
    return "\n".join(
        _wrap(value, f"{label}:".ljust(wide) if label else " " * wide, " " * wide) for label, value in block.rows
    )


def _plain_buttons(block: Block) -> str:
    return "\n\n".join(f"{line[0].text}:\n{line[0].url}" for line in block.lines)


def _plain_list(block: Block) -> str:
    return "\n".join(_wrap(_line(line), "- ", "  ") for line in block.lines)


def _line(pieces: tuple[Piece, ...]) -> str:
    return "".join(_link(piece) if piece.url else piece.text for piece in pieces)


def _link(piece: Piece) -> str:
    return piece.url if piece.text == piece.url else f"{piece.text}: {piece.url}"


def _wrap(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
