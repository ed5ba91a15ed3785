"""Raw bytes taken apart: headers, texts, files, calendar, delivery report. Never raises on bad mail.

Runs in the child process (child.py): what is hostile may cost time and memory there, and only there.
"""

import email
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from hearing.mail import calendar_part, charsets, mailboxes, safe_html
from hearing.mail.bodies import Bodies
from hearing.mail.files import file_of, is_file
from hearing.mail.parsed import Delivery, Parsed

MOST_BYTES = 25 * 1024 * 1024
MOST_LINES = 1_000_000
MOST_PARTS = 100
DEEPEST = 30
MOST_HEADERS = 500
LONGEST_HEADER = 16_384
LONGEST_KEPT = 2_000
LONGEST_TEXT = 500_000
ATTACHED_TEXT = 100_000
PLACES = (
    "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "to", "cc", "resent-to",
    "x-failed-recipients", "reply-to", "return-path", "sender",
)  # fmt: skip
SKIPPED = frozenset(("dkim-signature", "arc-seal", "arc-message-signature", "x-ms-exchange-antispam-messagedata-0"))
REPORTS = ("message/delivery-status", "message/global-delivery-status")
ATTACHED = (
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
)


def parse(raw: bytes, own_domains: frozenset[str] = frozenset()) -> Parsed:
    """Everything the mail holds; what could not be read is named in `notes`."""
    found = Parsed()
    message = _message(raw, found)
    _headers(message, found)
    bodies = Bodies(own_domains)
    try:
        for number, (part, depth, attached) in enumerate(_walk(message, found)):
            _part(part, number, depth, attached, found, bodies)
    except (RecursionError, MemoryError, LookupError, ValueError, AttributeError, TypeError) as wrong:
        found.notes.append(f"unreadable: {type(wrong).__name__}")
    bodies.settle(found)
    found.text, found.full_text = found.text[:LONGEST_TEXT], found.full_text[:LONGEST_TEXT]
    _html(bodies, found)
    return found


def part_of(raw: bytes, wanted: int) -> tuple[str, str, bytes]:
    """Name, type and bytes of one part, by the number parse() gave it."""
    found = Parsed()
    for number, (part, _depth, _attached) in enumerate(_walk(_message(raw, found), found)):
        if number == wanted:
            kept, content = file_of(part, number)
            return kept.name, kept.media_type, content
    raise LookupError(wanted)


def _message(raw: bytes, found: Parsed) -> Message:
    if raw[:5] == b"From " or raw[:6] == b">From ":  # a mailbox's separator
        raw = raw[raw.find(b"\n") + 1 :]
    if raw.count(b"\n") > MOST_LINES:
        found.notes.append("many lines")
        raw = raw[:MOST_LINES]
    try:
        return email.message_from_bytes(raw[:MOST_BYTES])
    except (RecursionError, MemoryError, ValueError, LookupError, AttributeError, TypeError) as wrong:
        found.notes.append(f"unreadable: {type(wrong).__name__}")
        head = raw[: 512 * 1024].split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]
        return email.message_from_bytes(_without_type(head) + b"\n\n")


def _without_type(head: bytes) -> bytes:
    """The header without the lines that say how the body is divided."""
    kept, skipping = [], False
    for line in head.split(b"\n")[:5000]:
        skipping = line[:13].lower() == b"content-type:" or (skipping and line[:1] in (b" ", b"\t"))
        if not skipping:
            kept.append(line[:LONGEST_HEADER])
    return b"\n".join(kept)


def raw_headers(message: Message) -> list[tuple[str, str]]:
    """Names in lower case and cut values; signs of eight bits are still surrogates."""
    items: Any = message.raw_items() if hasattr(message, "raw_items") else message.items()
    return [(str(name).lower(), str(value)[:LONGEST_HEADER]) for name, value in list(items)[:MOST_HEADERS]]


def _headers(message: Message, found: Parsed) -> None:
    routes = 0
    for name, value in raw_headers(message):
        if name in SKIPPED:
            continue
        text = charsets.header(value)
        found.headers.setdefault(name, text[:LONGEST_KEPT])
        if name == "received":
            found.received += 1
            routes += 1
            if " for " in text and routes <= 30:
                after = text.partition(" for ")[2]
                found.places.setdefault("received", []).extend(mailboxes.found_in(after[:400], 3))
        elif name in PLACES:
            found.places.setdefault(name, []).extend(mailboxes.found_in(text))
        elif name in ("references", "in-reply-to"):
            ids = ids_in(text)
            (found.references if name == "references" else found.in_reply_to).extend(ids[-50:])
    found.from_name, found.from_address = mailboxes.of_sender(found.headers.get("from", ""))
    found.sender = mailboxes.of_sender(found.headers.get("sender", ""))[1]
    found.subject = found.headers.get("subject", "")[:500]
    found.message_id = (ids_in(found.headers.get("message-id", "")) or [found.headers.get("message-id", "").strip()])[0]
    found.message_id = found.message_id[:300]
    found.content_type = _type(message)
    found.report_type = (
        charsets.header(str(message.get_param("report-type") or "")).lower()[:60]
        if "report" in found.content_type
        else ""
    )
    found.sent_at = _date(found.headers.get("date", ""))


def ids_in(text: str) -> list[str]:
    """The <…@…> of a header."""
    found = []
    for piece in text.split("<")[1:200]:
        inside, closed, _rest = piece.partition(">")
        inside = "".join(inside.split())
        if closed and "@" in inside and len(inside) < 300:
            found.append(f"<{inside}>")
    return found


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text[:100])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _type(part: Message) -> str:
    return charsets.tidy(part.get_content_type().lower()[:100])


def _walk(message: Message, found: Parsed) -> Iterator[tuple[Message, int, bool]]:
    """The parts in order, their depth, and whether they are inside an attached mail."""
    waiting: list[tuple[Message, int, bool]] = [(message, 0, False)]
    seen = 0
    while waiting:
        part, depth, attached = waiting.pop()
        seen += 1
        if seen > MOST_PARTS:
            found.notes.append("many parts")
            return
        yield part, depth, attached
        inside = part.get_payload() if part.is_multipart() else None  # a leaf's may fail on an odd charset
        if isinstance(inside, list) and _type(part) not in REPORTS:
            if depth >= DEEPEST:
                found.notes.append("deep")
                continue
            below = attached or _type(part) in ATTACHED
            waiting.extend(
                (child, depth + 1, below) for child in reversed(inside[: MOST_PARTS + 1]) if isinstance(child, Message)
            )


def _part(part: Message, number: int, depth: int, attached: bool, found: Parsed, bodies: Bodies) -> None:
    kind = _type(part)
    if attached:
        _attached(part, kind, found)
        return
    if kind in REPORTS:
        found.deliveries.extend(_deliveries(part))
    elif kind in ATTACHED:
        if depth and not part.get_filename() and "report" in found.content_type:
            _attached(part, kind, found)
            return
        _attached(part, kind, found)
        if depth:
            found.attachments.append(file_of(part, number)[0])
    elif kind.startswith("multipart/"):
        return
    elif calendar_part.is_calendar(part, kind):
        kept, content = file_of(part, number)
        if found.calendar is None or found.calendar.broken:
            found.calendar = calendar_part.read(
                content, charsets.header(str(part.get_param("method") or "")), found.from_address, found.sender
            )
        if kind != "text/calendar" or part.get_filename():
            found.attachments.append(kept)
    elif is_file(part, kind):
        kept, _content = file_of(part, number)
        found.attachments.append(kept)
        if kept.name.lower() == "winmail.dat" or kind in ("application/ms-tnef", "application/vnd.ms-tnef"):
            found.notes.append("winmail")
    else:
        bodies.add(part, kind)


def _attached(part: Message, kind: str, found: Parsed) -> None:
    """What an attached or returned mail tells: its headers and some of its words, for matching."""
    headers = raw_headers(part)
    if kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
        content = part.get_payload(decode=True)
        inner = email.message_from_bytes(content[:200_000] if isinstance(content, bytes) else b"")
        headers += raw_headers(inner)
    for name, value in headers:
        if name in ("message-id", "in-reply-to", "references", "to", "reply-to", "subject", "from", "return-path"):
            found.attached_headers.setdefault(name, []).append(charsets.header(value)[:LONGEST_KEPT])
    room = ATTACHED_TEXT - len(found.attached_text)
    if room > 0 and kind.startswith("text/") and not part.is_multipart():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            found.attached_text += (
                charsets.decode(content[: room * 2], part.get_content_charset("") or "")[:room] + "\n"
            )


def _groups(text: str) -> list[Message]:
    return [email.message_from_string(group) for group in text.replace("\r\n", "\n").split("\n\n")[:20]]


def _deliveries(part: Message) -> Iterator[Delivery]:
    """The recipients of a delivery report; compat32 has made each group of lines a message."""
    groups = part.get_payload() if part.is_multipart() else None
    if not isinstance(groups, list):
        content = part.get_payload(decode=True)
        text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
        groups = _groups(text)
    elif _type(part) != REPORTS[0]:  # for the other type only the first group is taken apart
        rest = [one.get_payload() for one in groups[:1] if isinstance(one, Message)]
        groups = [*groups, *(group for text in rest if isinstance(text, str) for group in _groups(text))]
    for group in groups[:50]:
        if not isinstance(group, Message):
            continue
        lines = {name: charsets.header(value)[:1000] for name, value in raw_headers(group)}
        if "action" in lines or "status" in lines or "final-recipient" in lines:
            yield Delivery(
                action=lines.get("action", "").lower().split(" ")[0][:20],
                status=lines.get("status", "")[:60],
                diagnostic=lines.get("diagnostic-code", ""),
                final=(mailboxes.found_in(lines.get("final-recipient", ""), 1) or [""])[0],
                original=(mailboxes.found_in(lines.get("original-recipient", ""), 1) or [""])[0],
            )


def _html(bodies: Bodies, found: Parsed) -> None:
    try:
        found.html = safe_html.safe(bodies.html())
    except (ValueError, RuntimeError, RecursionError):
        found.html = ""
    if bodies.html() and not found.html:
        found.notes.append("html not shown")
