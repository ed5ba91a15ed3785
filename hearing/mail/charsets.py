"""Bytes of mail as text, whatever their label claims: no byte is lost in an exception, no control sign stays."""

import base64
import binascii
import re

KNOWN = re.compile(
    r"utf-?(8|16|32|7)(-?[bl]e)?|iso-?8859-?\d{1,2}|windows-?125\d|cp-?\d{3,4}|koi8-[ru]|mac-?roman|macintosh"
    r"|gb2312|gbk|gb18030|big5|shift[_-]jis|euc-(jp|kr)|iso-2022-(jp|kr)|ks_c_5601-1987"
)
LATIN = re.compile(r"iso-?8859-?1|latin-?1|cp-?1252|windows-?1252|l1|iso_8859-1")
PLAIN = frozenset(("", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "default", "utf8", "utf-8"))
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
SURROGATES = re.compile("[\ud800-\udfff]")
WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*)\?=")
BETWEEN = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")


def decode(content: bytes, label: str) -> str:
    """Text from bytes: labels that lie are seen through, the rest is replaced sign by sign."""
    label = label.strip().strip("'\"").lower().partition("*")[0]
    if LATIN.fullmatch(label):
        return tidy(content.decode("cp1252", "replace") if content.isascii() else _guess(content))
    if label not in PLAIN and KNOWN.fullmatch(label):
        try:
            return tidy(content.decode(label, "replace"))
        except (LookupError, UnicodeError):
            return tidy(_guess(content))
    return tidy(_guess(content))


def _guess(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def tidy(text: str) -> str:
    """Text as a database and a page can hold it: line feeds only, no controls, no lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)
    return SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def header(value: str, longest: int = 16_384) -> str:
    """A header as one line of text: raw 8-bit signs and encoded words read, folds undone."""
    raw = value[:longest].encode("utf-8", "surrogateescape")
    text = " ".join(_guess(raw).split())
    return " ".join(tidy(words(text)).replace("\n", " ").replace("\t", " ").split())


def words(text: str) -> str:
    """Encoded words read; neighbours of one charset are joined before, as some programs cut inside a letter."""
    if "=?" not in text:
        return text
    text = BETWEEN.sub(r"\1", text)
    made: list[str] = []
    label, waiting, at = "", b"", 0
    for found in WORD.finditer(text):
        between = text[at : found.start()]
        if waiting and (between or found[1].lower() != label):
            made.append(decode(waiting, label))
            waiting = b""
        made.append(between)
        label, waiting, at = found[1].lower(), waiting + _word(found[2], found[3]), found.end()
    if waiting:
        made.append(decode(waiting, label))
    return "".join(made) + text[at:]


def _word(kind: str, text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    if kind in "qQ":
        return binascii.a2b_qp(content, header=True)
    try:
        return base64.b64decode(content + b"=" * (-len(content) % 4))
    except (binascii.Error, ValueError):
        return content
