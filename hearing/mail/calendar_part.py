"""The calendar in a mail: what an answer to an invitation says."""

import re
from email.message import Message

from hearing.mail import charsets, mailboxes
from hearing.mail.parsed import CalendarPart

MOST = 1_000_000
NAMES = ("text/calendar", "application/ics")
LINE = re.compile(r"(?P<name>[A-Za-z0-9-]{1,60})(?P<parameters>;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?:(?P<value>.*)", re.S)
PARAMETER = re.compile(r";([A-Za-z0-9-]{1,60})=(\"[^\"]*\"|[^;]*)")
ESCAPED = re.compile(r"\\([nN,;\\])")
PARTSTATS = frozenset("ACCEPTED DECLINED TENTATIVE DELEGATED NEEDS-ACTION COMPLETED IN-PROCESS".split())

Property = tuple[dict[str, str], str]


def is_calendar(part: Message, kind: str) -> bool:
    """Whether a leaf is a calendar, by its type or its name."""
    if kind in NAMES:
        return True
    return kind == "application/octet-stream" and str(part.get_filename() or "").lower().endswith(".ics")


def read(content: bytes, method: str, sender: str, sent_by: str = "") -> CalendarPart:
    """The first event; the answer is that of the attendee who sent the mail, or of the only one."""
    text = charsets.decode(content[:MOST], "utf-8")
    found = CalendarPart(method=method.upper()[:20])
    properties = _properties(text)
    if properties is None:
        found.broken = True
        return found
    found.method = _value(properties, "METHOD").upper()[:20] or found.method
    found.uid = _value(properties, "UID")[:300]
    found.sequence = _turn(_value(properties, "SEQUENCE"))
    found.stamped = _value(properties, "DTSTAMP")[:40]
    found.recurrence = _value(properties, "RECURRENCE-ID")[:40]
    found.starts, found.ends = _value(properties, "DTSTART")[:60], _value(properties, "DTEND")[:60]
    found.zone = properties["DTSTART"][0][0].get("TZID", "")[:60] if "DTSTART" in properties else ""
    found.organizer = _address(_value(properties, "ORGANIZER"))
    found.comment = _comment(properties)
    _attendee(found, properties.get("ATTENDEE", []), sender)
    found.sent_by = found.sent_by or _assistant(sender, sent_by)
    found.broken = not found.uid
    return found


def _properties(text: str) -> dict[str, list[Property]] | None:
    """Properties of the calendar and its first event, by name; None when there is no event."""
    found: dict[str, list[Property]] = {}
    depth: list[str] = []
    events = 0
    for line in text.replace("\n ", "").replace("\n\t", "").split("\n")[:20_000]:
        one = LINE.fullmatch(line[:20_000].rstrip())
        if not one:
            continue
        name, value = one["name"].upper(), one["value"]
        if name == "BEGIN":
            depth.append(value.strip().upper())
            events += depth[-1] in ("VEVENT", "VTODO")
        elif name == "END":
            depth = depth[:-1]
        elif events <= 1 and (depth[-1:] == ["VCALENDAR"] or depth[-1:] in (["VEVENT"], ["VTODO"])):
            pairs = PARAMETER.findall(one["parameters"] or "")
            found.setdefault(name, []).append(({key.upper(): text.strip('"') for key, text in pairs}, value))
    return found if events else None


def _turn(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 8 else -1


def _value(properties: dict[str, list[Property]], name: str) -> str:
    values = properties.get(name, [])
    return values[0][1].strip() if values else ""


def _plain(text: str) -> str:
    return ESCAPED.sub(lambda one: "\n" if one[1] in "nN" else one[1], text).strip()


def _address(value: str) -> str:
    return re.sub(r"^mailto:", "", value.strip(), flags=re.I).strip().lower()[:320]


def _comment(properties: dict[str, list[Property]]) -> str:
    own = [_plain(value) for _parameters, value in properties.get("COMMENT", [])]
    said = [parameters.get("X-RESPONSE-COMMENT", "") for parameters, _value in properties.get("ATTENDEE", [])]
    return "\n".join(text for text in [*own, *(_plain(text) for text in said)] if text)[:2000]


def _assistant(sender: str, sent_by: str) -> str:
    """Who pressed the button for the sender: somebody of the same house, not the calendar service's own address."""
    return sent_by if sent_by != sender and mailboxes.same_house(sent_by, sender) else ""


def _attendee(found: CalendarPart, attendees: list[Property], sender: str) -> None:
    mine = [one for one in attendees if _address(one[1]) == sender]
    answered = [one for one in attendees if one[0].get("PARTSTAT", "").upper() not in ("", "NEEDS-ACTION")]
    chosen = mine or (attendees if len(attendees) == 1 else answered if len(answered) == 1 else [])
    if not chosen:
        return
    parameters, value = chosen[0]
    stated = parameters.get("PARTSTAT", "").upper()
    found.attendee = _address(value)
    found.partstat = stated if stated in PARTSTATS else ""
    found.sent_by = _address(parameters.get("SENT-BY", ""))
    found.delegated_to = _address(parameters.get("DELEGATED-TO", ""))
    found.delegated_from = _address(parameters.get("DELEGATED-FROM", ""))
