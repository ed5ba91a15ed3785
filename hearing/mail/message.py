"""A mail as the bytes that go to the server.

Written by hand and not by the standard library's message class: that one refolds long
header lines into encoded words, takes a comma in a name for a second address, and needs
milliseconds for each mail.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from functools import lru_cache
from string import ascii_letters, digits

from hearing.base.clock import now
from hearing.mail.addresses import clean, domain_of
from hearing.mail.models import OutgoingMail

ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
QUOTED = {sign: sign for sign in f"{ascii_letters}{digits}!*+-/"} | {" ": "_"}
WORD = 63  # signs left of the 75 an encoded word may have
LINE = 76
TOLD_AS_AUTOMATIC = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "OOF, AutoReply"))


@dataclass(frozen=True, slots=True)
class Part:
    """A file that goes along."""

    name: str
    media_type: str
    content: bytes


def build(mail: OutgoingMail, files: Sequence[Part] = ()) -> bytes:
    """The whole message, every line at most 998 bytes of ASCII and ended by CR LF."""
    lines = [f"{name}: {value}" for name, value in headers(mail)]
    return "\r\n".join([*lines, *_body(mail, files)]).encode("ascii")


def headers(mail: OutgoingMail) -> list[tuple[str, str]]:
    """Names and folded values above the parts."""
    found = [
        ("From", mailbox(mail.from_name, mail.from_address)),
        ("To", mailbox(mail.to_name, mail.to_address)),
        ("Subject", words(clean(mail.subject), len("Subject: "))),
        ("Date", format_datetime(now())),
        ("Message-ID", mail.message_id),
    ]
    if mail.reply_to:
        found.append(("Reply-To", mailbox(mail.from_name, mail.reply_to)))
    if mail.automatic:
        found.extend(TOLD_AS_AUTOMATIC)
        if mail.mailing_id and "List-Id" not in mail.extra:
            found.append(("List-Id", f"<mailing-{mail.mailing_id}.{domain_of(mail.from_address)}>"))
    found.extend((name, fold(value, len(name) + 2)) for name, value in mail.extra.items())
    return [*found, ("Content-Language", mail.language), ("MIME-Version", "1.0")]


def mailbox(name: str, address: str) -> str:
    """`Name <address>`, the name quoted or encoded as its signs need."""
    name = clean(name)
    if not name:
        return address
    if not name.isascii() or "=?" in name:
        shown = words(name, LINE // 3)
    elif ATOMS.fullmatch(name):
        shown = name
    else:
        shown = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{shown}\r\n <{address}>" if len(shown) + len(address) > LINE - 10 else f"{shown} <{address}>"


@lru_cache(maxsize=512)
def words(text: str, used: int) -> str:
    """Header text: as it is while it is short ASCII, else as encoded words of UTF-8."""
    if text.isascii() and "=?" not in text and len(text) <= LINE - used:
        return text
    if text.isascii() and "=?" not in text:
        return fold(text, used)
    lines: list[str] = []
    line = ""
    for sign in text:
        coded = QUOTED.get(sign) or "".join(f"={byte:02X}" for byte in sign.encode("utf-8"))
        if len(line) + len(coded) > (WORD if lines else WORD - used):
            lines.append(line)
            line = ""
        line += coded
    return "\r\n ".join(f"=?utf-8?q?{part}?=" for part in [*lines, line])


def fold(text: str, used: int) -> str:
    """ASCII text broken only at its spaces, so that no identifier or link is torn."""
    lines, line = [], ""
    for word in text.split():
        if line and used + len(line) + 1 + len(word) > LINE:
            lines.append(line)
            line, used = word, 1
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


def _body(mail: OutgoingMail, files: Sequence[Part]) -> list[str]:
    mark = mail.message_id.strip("<>").partition("@")[0]
    texts = [_text("plain", mail.body_text), _text("html", mail.body_html)]
    beside = [_file(file) for file in files]
    if mail.calendar:
        texts, beside = [*texts, _calendar(mail, attached=False)], [_calendar(mail, attached=True), *beside]
    alternative = _multipart("alternative", f"=_a.{mark}", texts)
    return _multipart("mixed", f"=_m.{mark}", [alternative, *beside]) if beside else alternative


def _multipart(kind: str, mark: str, parts: list[list[str]]) -> list[str]:
    lines = [f'Content-Type: multipart/{kind};\r\n boundary="{mark}"', ""]
    for part in parts:
        lines += [f"--{mark}", *part]
    return [*lines, f"--{mark}--", ""]


def _text(kind: str, text: str) -> list[str]:
    normal = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    coded = binascii.b2a_qp(normal, istext=True).replace(b"\n", b"\r\n")
    return [
        f"Content-Type: text/{kind}; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        coded.decode("ascii"),
    ]


def _calendar(mail: OutgoingMail, attached: bool) -> list[str]:
    coded = base64.encodebytes(mail.calendar or b"").decode("ascii").strip().replace("\n", "\r\n")
    if attached:
        kind = 'application/ics; name="invite.ics"\r\nContent-Disposition: attachment; filename="invite.ics"'
    else:
        kind = f"text/calendar; charset=utf-8; method={mail.calendar_method}"
    return [f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", "", coded]


def _file(file: Part) -> list[str]:
    coded = base64.encodebytes(file.content).decode("ascii").strip().replace("\n", "\r\n")
    name = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_. ") else "_" for sign in file.name)
    return [
        f'Content-Type: {file.media_type}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"',
        "Content-Transfer-Encoding: base64",
        "",
        coded,
    ]
