"""Our own marks found in a mail: tokens, Message-IDs and references, each with the strongest place it stands in."""

import re

from hearing.mail import parse
from hearing.mail.mailboxes import domain, found_in
from hearing.mail.parsed import Marks, Parsed

ENVELOPE, HEADER, THREAD, ATTACHED, INSIDE = "envelope", "header", "thread", "attached", "inside"
STRENGTH = (ENVELOPE, HEADER, THREAD, ATTACHED, INSIDE)
TOKEN = re.compile(r"(?:.*[+=.])?([0-9a-z]{25,27})(?:=[^@]*)?", re.S)
IN_TEXT = re.compile(r"(?<![0-9a-z])([0-9a-z]{25,27})(?=@|=40|%40)", re.I)
PAGE = re.compile(r"(?:/|%2[Ff])[ir](?:/|%2[Ff])([2-9A-HJ-NP-Za-km-z]{22})(?![0-9A-Za-z])")
OWN_ID = re.compile(r"([a-z0-9_]{1,40}\.[2-9a-hjkmnp-z]{26})@([a-z0-9.-]{1,250})", re.I)
REF = re.compile(r"(?<![\w/-])([A-ZÅÄÖ][A-ZÅÄÖ0-9]{1,11})[- ](\d{2})[- ](\d{1,6}) ?/ ?(\d{1,6})(?![\w/])", re.I)
DASHES = str.maketrans({"–": "-", "‑": "-", "‐": "-", "−": "-", "\u00a0": " ", "\u202f": " "})
SENT_TO_US = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-forwarded-to",
    "to",
    "cc",
    "resent-to",
    "received",
)
QUOTED_HEAD = re.compile(
    r"^[ \t>*_|]{0,40}(?:till|to|från|from|kopia|cc|svar till|reply-to)[ \xa0]{0,9}[*]{0,3}[ \xa0]{0,9}[:\t](.{1,500})$",
    re.I | re.M,
)
MOST_TEXT = 300_000


def of(found: Parsed, envelope_to: str, own_domains: frozenset[str] = frozenset()) -> Marks:
    """Everything that could lead to what the mail answers."""
    marks = Marks()
    for address in found_in(envelope_to, 5):
        _token(marks, address, ENVELOPE)
    for name in SENT_TO_US:
        for address in found.places.get(name, []):
            _token(marks, address, HEADER)
    if found.calendar and domain(found.calendar.uid) in own_domains:  # else our address on somebody else's event
        _token(marks, found.calendar.organizer, HEADER)
    for one in [*found.in_reply_to, *reversed(found.references)]:
        _put(marks.message_ids, one.lower(), THREAD)
    _inside(marks, found)
    for place, text in (
        ("subject", found.subject),
        ("text", found.text),
        ("quoted", found.full_text),
        ("attached", found.attached_text),
    ):
        for ref in refs_in(text[:MOST_TEXT]):
            marks.refs.setdefault(ref, place)
    heads = " ".join(one[1] for one in QUOTED_HEAD.finditer(found.full_text[:MOST_TEXT]))
    marks.quoted_addresses = found_in(heads, 20)
    return marks


def refs_in(text: str) -> list[str]:
    """References of letters, such as NSPH-26-1/16, spelt our way."""
    return [
        f"{org}-{year}-{number}/{place}".upper() for org, year, number, place in REF.findall(text.translate(DASHES))
    ]


def _inside(marks: Marks, found: Parsed) -> None:
    """Attached and returned mails, what is quoted, links that point back to us."""
    heads = found.attached_headers
    for name in ("message-id", "in-reply-to", "references"):
        for value in heads.get(name, []):
            for one in parse.ids_in(value):
                _put(marks.message_ids, one.lower(), ATTACHED)
    for name in ("reply-to", "return-path", "to", "from"):
        for value in heads.get(name, []):
            for address in found_in(value, 5):
                _token(marks, address, ATTACHED)
    words = "\n".join((found.full_text[:MOST_TEXT], found.attached_text, "\n".join(found.links)))
    for hit in IN_TEXT.finditer(words):
        _put(marks.tokens, hit[1].lower(), INSIDE)
    for hit in PAGE.finditer(words):
        _put(marks.tokens, hit[1], INSIDE)
    for hit in OWN_ID.finditer(words):
        _put(marks.message_ids, f"<{hit[1]}@{hit[2]}>".lower(), INSIDE)


def _token(marks: Marks, address: str, place: str) -> None:
    """svar+TOKEN@… and TOKEN@svar…: a local part that is or ends in something as long as a token."""
    found = TOKEN.fullmatch(address.partition("@")[0])
    if found:
        _put(marks.tokens, found[1], place)


def _put(marks: dict[str, str], one: str, place: str) -> None:
    if len(marks) < 200 and (one not in marks or STRENGTH.index(place) < STRENGTH.index(marks[one])):
        marks[one] = place
