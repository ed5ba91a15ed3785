"""The words of a mail: which of its texts is the one to read, and what of it is a quotation."""

import re
from email.message import Message

from hearing.mail import charsets, html_text, quotes
from hearing.mail.files import bytes_of
from hearing.mail.html_text import Line, Told
from hearing.mail.mailboxes import found_in
from hearing.mail.parsed import Parsed

MOST = 2_000_000
ENOUGH = 12  # words a plain text needs to be believed when HTML says ten times as much


class Bodies:
    """The texts in the order they stand."""

    def __init__(self, own_domains: frozenset[str]) -> None:
        self.own_domains = own_domains
        self.plains: list[str] = []
        self.htmls: list[str] = []

    def add(self, part: Message, kind: str) -> None:
        """One text."""
        text = charsets.decode(bytes_of(part)[:MOST], _label(part))
        if kind == "text/html":
            self.htmls.append(text)
        else:
            flowed = str(part.get_param("format") or "").lower() == "flowed"
            self.plains.append(_unflow(text, str(part.get_param("delsp") or "").lower() == "yes") if flowed else text)

    def html(self) -> str:
        """All HTML of the mail."""
        return "\n".join(self.htmls)

    def settle(self, found: Parsed) -> None:
        """Choose, fold, and say whether the words are somebody else's that were passed on."""
        plain = "\n".join(self.plains).strip("\n")
        told = html_text.read(self.html()) if self.htmls else Told()
        found.links = told.links
        lines = [Line(line) for line in plain.split("\n")] if self._plain_is_enough(plain, told) else told.lines
        folded = _fold(lines)
        if lines is not told.lines and told.lines and not folded.quoted:
            by_html = _fold(told.lines)
            if by_html.quoted and by_html.text.strip():
                folded, lines = by_html, told.lines
        found.full_text = "\n".join(line.text for line in lines).strip()
        found.text = folded.text
        if folded.quoted and not folded.text.strip():
            self._passed_on(lines, folded.head, found)

    @staticmethod
    def _plain_is_enough(plain: str, told: Told) -> bool:
        if not plain.strip():
            return not told.lines
        words, told_words = plain.split(), " ".join(line.text for line in told.lines[:500]).split()
        if len(words) >= ENOUGH or len(told_words) <= len(words):
            return True
        return len(told_words) < 10 * len(words) and set(words) <= set(told_words)  # else it only says "needs HTML"

    def _passed_on(self, lines: list[Line], head: str, found: Parsed) -> None:
        """Nothing but a quotation: when it is not our own mail it is what the sender wants us to read."""
        senders = found_in(_sender_line(head) or head, 3)
        if any(one.rpartition("@")[2] in self.own_domains for one in senders[:1]):
            return
        found.text = quotes.fold(quotes.without_head([line.text for line in lines])).text
        found.forwarded = bool(found.text)


def _sender_line(head: str) -> str:
    found = re.search(r"^[ \t>*]{0,40}(från|from|fra|von|avsändare)[*]?[ \t]{0,9}[:\t ].*$", head, re.I | re.M)
    return found[0] if found else ""


def _fold(lines: list[Line]) -> quotes.Folded:
    return quotes.fold([line.text for line in lines], [line.quoted for line in lines])


def _label(part: Message) -> str:
    try:
        return part.get_content_charset("") or ""
    except (LookupError, ValueError, AttributeError, TypeError, UnicodeError):
        return ""


def _unflow(text: str, delsp: bool) -> str:
    """Lines that the program broke are joined again (RFC 3676)."""
    made: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare.removeprefix(" ")
        flows = bare.endswith(" ") and bare != "-- "
        shown = bare[:-1] if flows and delsp else bare
        if made and open_depth == depth and bare != "-- " and len(made[-1]) < 5000:
            made[-1] += shown
        else:
            made.append(">" * depth + (" " if depth else "") + shown)
        open_depth = depth if flows else -1
    return "\n".join(line.rstrip() for line in made)
