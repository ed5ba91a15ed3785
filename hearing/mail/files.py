"""The parts of a mail that are files: their names made safe, their bytes."""

import binascii
import re
import unicodedata
from contextlib import suppress
from email.message import Message

from hearing.mail import charsets
from hearing.mail.parsed import Attachment

LONGEST = 120
BAD = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.I)
TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,80}")
ENDINGS = {
    "application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "text/plain": ".txt",
    "text/html": ".html", "text/calendar": ".ics", "application/ics": ".ics", "message/rfc822": ".eml",
    "application/ms-tnef": ".dat", "application/msword": ".doc", "application/zip": ".zip",
}  # fmt: skip


def is_file(part: Message, kind: str) -> bool:
    """Whether a leaf is a file and not the words of the mail."""
    if str(part.get("Content-Disposition", "")).lstrip().lower().startswith("attachment"):
        return True
    return (
        not kind.startswith("text/") or kind not in ("text/plain", "text/html", "text/enriched") or bool(_named(part))
    )


def file_of(part: Message, number: int) -> tuple[Attachment, bytes]:
    """The file as it is listed, and what is in it."""
    kind = part.get_content_type().lower()
    kind = kind if TYPE.fullmatch(kind) else "application/octet-stream"
    content = bytes_of(part)
    name = safe_name(_named(part)) or f"bilaga-{number}{ENDINGS.get(kind, '.bin')}"
    return Attachment(name, kind[:100], len(content), number), content


def bytes_of(part: Message) -> bytes:
    """The part's bytes; of an attached mail the whole of it."""
    inside = part.get_payload() if part.is_multipart() else None
    if isinstance(inside, list):
        try:
            return b"\n\n".join(one.as_bytes() for one in inside[:1] if isinstance(one, Message))
        except (RecursionError, UnicodeError, ValueError, LookupError, AttributeError, TypeError, KeyError):
            return b""
    content: object = None
    try:
        content = part.get_payload(decode=True)
    except (binascii.Error, ValueError, LookupError, AssertionError):
        with suppress(ValueError, LookupError, TypeError):
            content = str(part.get_payload()).encode("utf-8", "replace")
    return content if isinstance(content, bytes) else b""


def _named(part: Message) -> str:
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError, AttributeError):
        name = None
    return charsets.header(str(name)) if name else ""


def safe_name(name: str) -> str:
    """A file name without folders, control signs, direction marks or names a system keeps for itself."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    kept = BAD.sub("_", kept).strip(" .")
    if RESERVED.fullmatch(kept):
        kept = f"_{kept}"
    if len(kept) > LONGEST:
        stem, dot, ending = kept.rpartition(".")
        kept = f"{stem[: LONGEST - 12]}{dot}{ending[:10]}" if dot and len(ending) <= 10 else kept[:LONGEST]
    return kept
