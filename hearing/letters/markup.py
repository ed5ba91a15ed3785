"""A letter's Markdown as blocks: one reading of it for mail, PDF and page alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from hearing.mail.compose import Block, Piece

SAFE = ("https://", "http://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a letter: text, heading, item of a list (with its mark), or quote; its lines of pieces."""

    kind: str
    lines: tuple[tuple[Piece, ...], ...]
    mark: str = ""


@lru_cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})


@lru_cache(maxsize=8)  # a recipient's letter, the registrator's copy and the PDF are read one after the other
def parts(text: str) -> Sequence[Part]:
    """The blocks in their order; lists are flat, what cannot be shown safely is its own text."""
    return tuple(_walk(_parser().parse(text)))


def _walk(tokens: Sequence[Token]) -> Iterator[Part]:
    marks: list[int | None] = []
    mark, kind = "", "text"
    for token in tokens:
        if token.type in ("ordered_list_open", "bullet_list_open"):
            marks.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            marks.pop()
        elif token.type == "list_item_open":
            number = marks[-1]
            mark = "•" if number is None else f"{number}."
            marks[-1] = None if number is None else number + 1
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "blockquote_open":
            kind = "quote"
        elif token.type in ("heading_close", "blockquote_close"):
            kind = "text"
        elif token.type in ("inline", "code_block", "fence"):
            lines = _lines(token)
            if lines:
                yield Part("item" if marks and kind == "text" else kind, lines, mark if marks else "")
            mark = ""


def _lines(token: Token) -> tuple[tuple[Piece, ...], ...]:
    if token.type != "inline":
        return tuple((Piece(line),) for line in token.content.split("\n") if line.strip())
    lines: list[list[Piece]] = [[]]
    url, inside = "", ""
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            lines.append([])
        elif child.type == "link_open":
            url, inside = str(child.attrs.get("href", "")), ""
        elif child.type == "link_close":
            lines[-1].append(Piece(inside or url, url) if url.startswith(SAFE) else Piece(inside))
            url = ""
        elif child.content:
            if url:
                inside += child.content
            else:
                lines[-1].append(Piece(child.content))
    return tuple(tuple(line) for line in lines if line)


def blocks(text: str) -> list[Block]:
    """The same for a mail."""
    made: list[Block] = []
    for part in parts(text):
        kind = "heading" if part.kind == "heading" else "text"
        marked = ((Piece(f"{part.mark} "), *part.lines[0]), *part.lines[1:]) if part.mark else part.lines
        if part.kind == "quote":
            marked = (
                ((Piece("”"), *marked[0]), *marked[1:-1], (*marked[-1], Piece("”")))
                if len(marked) > 1
                else ((Piece("”"), *marked[0], Piece("”")),)
            )
        made.append(Block(kind, marked))
    return made
