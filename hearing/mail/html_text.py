"""HTML mail as lines of text, each known to be the sender's own or a quotation, in one pass over the tags.

Own tokenizer: time grows with the length only, whatever stands in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

MOST = 2_000_000
MOST_LINKS = 500
NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9:]*")
ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.-]*)\s{0,20}=\s{0,20}(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
VOID = frozenset("area base br col embed hr img input link meta source track wbr param o:p".split())
LOOSE = frozenset("p li td tr th dt dd option thead tbody tfoot html head body".split())  # HTML ends these by itself
BLOCKS = frozenset(
    "p div li tr table ul ol h1 h2 h3 h4 h5 h6 blockquote pre hr section article header footer dl dt dd center form"
    " address title body html".split()
)
SILENT = frozenset("style script title head template noscript object svg math".split())
TO_THE_END = re.compile(r"(x_)*(divRplyFwdMsg|appendonsend|mail-editor-reference-message-container)", re.I)
WHOLE = re.compile(r"yahoo_quoted|protonmail_quote|moz-forward-container|WordSection\d+_quote|gmail_extra_quote", re.I)
HEADER_WORD = re.compile(r"\s*(Från|From|Fra|Von|De)\s*:", re.I)
NO_BORDER = re.compile(r"border\s*:\s*(none|0)", re.I)
BORDER = re.compile(r"border-top\s*:\s*(?!none)[^;]*solid", re.I)


@dataclass(slots=True)
class Line:
    """One line; `quoted` when the HTML itself says that somebody else wrote it."""

    text: str
    quoted: bool = False


@dataclass(slots=True)
class Told:
    """What an HTML part says."""

    lines: list[Line] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    depth: int = 0


@dataclass(slots=True)
class _Open:
    name: str
    quote: str = ""  # why what is inside is a quotation: cite, gmail, whole; own: it is none
    answered: bool = False  # a gmail quotation whose first cited block has ended


def tokens(html: str) -> Iterator[tuple[str, str]]:
    """(tag name or /name, attributes) and ("", text), in order; comments and scripts are left out."""
    at, size, no_comment_end, end = 0, len(html), False, -1
    while at < size:
        start = html.find("<", at)
        if start < 0:
            yield "", html[at:]
            return
        if start > at:
            yield "", html[at:start]
        if html.startswith("<!--", start) and not no_comment_end:
            after = html.find("-->", start + 4)
            no_comment_end = after < 0
            at = after + 3 if after >= 0 else start + 4
            continue
        name = NAME.match(html, start + 1, start + 40)
        if end < start:  # found once, kept until it is passed
            end = html.find(">", start)
        if end < 0:
            yield "", html[start:]
            return
        if name is None:
            skip = html[start + 1 : start + 2] in ("!", "?", "/")
            if not skip:
                yield "", "<"
            at = end + 1 if skip else start + 1
            continue
        end = _past_quotes(html, start, end)
        yield name[0].lower(), html[name.end() : end]
        at = end + 1


def _past_quotes(html: str, start: int, end: int) -> int:
    """A > inside a quoted value does not end a tag; looked at once and near."""
    inside = html[start:end]
    if len(inside) < 4000 and (inside.count('"') % 2 or (inside.count("'") % 2 and '"' not in inside)):
        later = html.find(">", end + 1, end + 4000)
        if later >= 0 and html[start:later].count('"') % 2 == 0 and "<" not in html[end:later]:
            return later
    return end


def depth(html: str) -> int:
    """How deep the tags nest, an upper bound; those that HTML closes by itself are not counted."""
    now = most = 0
    for name, attributes in tokens(html):
        bare = name.lstrip("/")
        if not name or bare in VOID or bare in LOOSE or attributes.endswith("/"):
            continue
        now = max(0, now - 1) if name.startswith("/") else now + 1
        most = max(most, now)
    return most


def read(html: str) -> Told:
    """The lines and links of an HTML part."""
    reader = _Reader()
    for name, rest in tokens(html[:MOST]):
        if not name:
            reader.words(rest)
        elif name.startswith("/"):
            reader.close(name[1:])
        else:
            reader.open(name, rest)
    reader.flush()
    return reader.told


class _Reader:
    def __init__(self) -> None:
        self.told = Told()
        self.stack: list[_Open] = []
        self.silent = ""
        self.cut = False  # the rest is a quotation
        self.border = 0  # a ruled box was opened: its first words may be the head of a quoted mail
        self.cites = self.wholes = self.gmails = 0  # open quotations of each kind
        self.parts: list[str] = []
        self.pre = 0
        self.counts: dict[str, int] = {}

    def words(self, text: str) -> None:
        if self.silent:
            return
        text = unescape(text) if "&" in text else text
        if not self.pre:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
        if self.border and text.strip():
            self.border = 0
            if HEADER_WORD.match(text):
                self.flush()
                self.cut = True
        self.parts.append(text)

    def open(self, name: str, rest: str) -> None:
        if self.silent:
            return
        if name in SILENT:
            self.silent = "" if rest.endswith("/") else name
            return
        if name == "br":
            self.flush(always=True)
            return
        if name in ("td", "th"):
            self.parts.append(" ")
        if name in BLOCKS:
            self.flush()
        values = attributes(rest) if name in ("div", "blockquote", "a", "span", "hr", "section") else {}
        if name == "a" and len(self.told.links) < MOST_LINKS and values.get("href"):
            self.told.links.append(values["href"][:2000])
        if name == "li":
            self.parts.append("- ")
        if name not in VOID and name not in LOOSE and len(self.stack) < 5000:
            self._push(name, values)
        if name == "p":
            self._blank()

    def _push(self, name: str, values: dict[str, str]) -> None:
        one = _Open(name, _quote(name, values))
        if one.quote == "end":
            self.flush()
            self.cut, one.quote = True, ""
        if name == "div" and BORDER.search(values.get("style", "")):
            self.border = 1
        self.cites += name == "blockquote" and one.quote != "own"
        self.wholes += one.quote == "whole"
        self.gmails += one.quote == "gmail"
        self.pre += name == "pre"
        self.counts[name] = self.counts.get(name, 0) + 1
        self.stack.append(one)

    def close(self, name: str) -> None:
        if self.silent:
            self.silent = "" if name == self.silent else self.silent
            return
        if name in BLOCKS:
            self.flush()
        if name == "p":
            self._blank()
        if not self.counts.get(name):
            return
        while self.stack:
            last = self.stack.pop()
            self.counts[last.name] -= 1
            self._left(last)
            if last.name == name:
                break

    def _left(self, last: _Open) -> None:
        if last.name == "blockquote" and last.quote != "own":
            self.cites -= 1
            for outer in reversed(self.stack[-50:]):
                if outer.quote == "gmail":
                    self.gmails -= not outer.answered
                    outer.answered = True
                    break
        self.pre -= last.name == "pre"
        self.wholes -= last.quote == "whole"
        self.gmails -= last.quote == "gmail" and not last.answered

    def _quoted(self) -> bool:
        return bool(self.cut or self.cites or self.wholes or self.gmails)

    def flush(self, always: bool = False) -> None:
        text = "".join(self.parts)
        self.parts.clear()
        for line in text.split("\n") if self.pre else [" ".join(text.split(" "))]:
            line = line.replace("\xa0", " ").rstrip() if self.pre else line.replace("\xa0", " ").strip()
            if line or always:
                marked = "> " * min(self.cites, 5) + line
                self.told.lines.append(Line(marked if line else marked.strip(), self._quoted()))

    def _blank(self) -> None:
        if self.told.lines and self.told.lines[-1].text:
            quoted = self.told.lines[-1].quoted and self._quoted()
            self.told.lines.append(Line("", quoted))


def _quote(name: str, values: dict[str, str]) -> str:
    named = f"{values.get('id', '')} {values.get('class', '')}"
    if TO_THE_END.search(values.get("id", "")):
        return "end"
    if WHOLE.search(named):
        return "whole"
    if name == "blockquote":
        return "own" if "type" not in values and _moved_in(values.get("style", "")) else "cite"
    if "gmail_quote" in named:
        return "gmail"
    return "whole" if "moz-cite-prefix" in named else ""


def _moved_in(style: str) -> bool:
    """Whether it is a paragraph of one's own, set further in: quotations have a line at the side."""
    return bool(NO_BORDER.search(style)) and "solid" not in style.lower()


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag that matter here."""
    found: dict[str, str] = {}
    for one in ATTRIBUTE.finditer(text[:4000]):
        found.setdefault(one[1].lower(), unescape(one[2].strip("\"'")))
    return found
