"""Calendar bytes: event blocks, feeds and messages, from plain values.

Written by hand, because a feed is a join of stored blocks: the same values give the same bytes for ever,
which a calendar library's random ids and time stamps do not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote
from uuid import uuid4
from zoneinfo import ZoneInfo

PRODID = "-//Hearing//Hearing//SV"
ZONE = "Europe/Stockholm"

# Two open rules instead of lists of dates: lists are read wrongly by several programs and end in 2037.
TIMEZONE = b"""BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")

_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_URI_SAFE = "%:/?#[]@!$&'()*+,;=-._~"
_ADDRESS_SAFE = "@!$&'*+=-._~"
_HOUR = timedelta(hours=1)


class Organizer(NamedTuple):
    """Who the answers go to."""

    name: str
    address: str


class Attendee(NamedTuple):
    """The one a message is sent to."""

    name: str
    address: str
    partstat: str = "NEEDS-ACTION"
    rsvp: bool = True


class Slot(NamedTuple):
    """What a calendar program must be told anew about: the times, and whether it is called off."""

    starts: datetime
    ends: datetime
    all_day: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One calendar entry. Times are aware; an all-day entry covers the local days its times touch."""

    uid: str
    changed: datetime
    starts: datetime
    ends: datetime
    summary: str
    created: datetime | None = None
    zone: str = ZONE
    all_day: bool = False
    description: str = ""
    location: str = ""
    url: str = ""
    status: str = "CONFIRMED"
    sequence: int = 0
    categories: tuple[str, ...] = ()
    conference: str = ""
    conference_label: str = ""
    image: str = ""
    organizer: Organizer | None = None
    attendee: Attendee | None = None
    transp: str = "OPAQUE"
    lang: str = ""


def new_uid(host: str) -> str:
    """An id for a new entry, kept with it for life."""
    return f"{uuid4()}@{host}"


def next_sequence(sequence: int, before: Slot, after: Slot) -> int:
    """One more when the times change or the entry is called off or on again; texts leave it alone."""
    return sequence + (_instants(before) != _instants(after))


def clean(text: str) -> str:
    """The text with one kind of line break and no control characters."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", text))


def escape(text: str) -> str:
    """A TEXT value as RFC 5545 wants it, on one line."""
    text = clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def fold(line: str) -> bytes:
    """The line in pieces of at most 75 octets, cut between characters, with its line end."""
    rest = line.encode()
    pieces = []
    room = 75
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
        room = 74
    pieces.append(rest)
    return b"\r\n ".join(pieces) + b"\r\n"


def block(entry: Entry) -> bytes:
    """The entry as a VEVENT, ready to be stored and joined."""
    return b"BEGIN:VEVENT\r\n" + b"".join(fold(line) for line in _lines(entry)) + b"END:VEVENT\r\n"


def feed(name: str, description: str, source_url: str, colour: str, blocks: Iterable[bytes]) -> bytes:
    """A calendar to subscribe to. Refuses blocks with an attendee: a feed never names the invited."""
    body = b"".join(blocks)
    if b"\r\nATTENDEE" in body:
        raise ValueError("a feed must not carry attendees")
    return _shell(_about(name, description, source_url, colour), body)


def message(method: str, entry_block: bytes) -> bytes:
    """One entry to be sent: REQUEST or CANCEL for a mail, no method for a file to download."""
    return _shell([f"METHOD:{method}"] if method else [], entry_block)


def _shell(lines: list[str], body: bytes) -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN", *lines]
    return b"".join([*map(fold, head), TIMEZONE, body, b"END:VCALENDAR\r\n"])


def _about(name: str, description: str, source_url: str, colour: str) -> list[str]:
    lines = [f"X-WR-CALNAME:{escape(name)}", f"NAME:{escape(name)}"]
    if description:
        lines += [f"X-WR-CALDESC:{escape(description)}", f"DESCRIPTION:{escape(description)}"]
    lines += [f"X-WR-TIMEZONE:{ZONE}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    if source_url:
        lines.append(f"SOURCE;VALUE=URI:{uri(source_url)}")
    if colour:
        lines += [f"COLOR:{colour_name(colour)}", f"X-APPLE-CALENDAR-COLOR:{colour.upper()}"]
    return lines


def _lines(entry: Entry) -> list[str]:
    lines = [f"UID:{escape(entry.uid)}", f"DTSTAMP:{_utc(entry.changed)}"]
    if entry.created:
        lines.append(f"CREATED:{_utc(entry.created)}")
    lines += [f"LAST-MODIFIED:{_utc(entry.changed)}", f"SEQUENCE:{entry.sequence}", *_times(entry)]
    language = f";LANGUAGE={entry.lang}" if entry.lang else ""
    lines.append(f"SUMMARY{language}:{escape(entry.summary)}")
    if entry.location:
        lines.append(f"LOCATION{language}:{escape(entry.location)}")
    if entry.description:
        lines.append(f"DESCRIPTION{language}:{escape(entry.description)}")
    if entry.categories:
        lines.append(f"CATEGORIES{language}:" + ",".join(escape(word) for word in entry.categories))
    lines += [f"STATUS:{entry.status}", f"TRANSP:{entry.transp}"]
    return lines + _links(entry) + _people(entry)


def _links(entry: Entry) -> list[str]:
    lines = [f"URL:{uri(entry.url)}"] if entry.url else []
    if entry.conference:
        label = f";LABEL={_quoted(entry.conference_label)}" if entry.conference_label else ""
        lines.append(f"CONFERENCE;VALUE=URI;FEATURE=VIDEO{label}:{uri(entry.conference)}")
    if entry.image:
        lines.append(f"IMAGE;VALUE=URI;DISPLAY=BADGE:{uri(entry.image)}")
    return lines


def _people(entry: Entry) -> list[str]:
    lines = []
    if entry.organizer:
        lines.append(f"ORGANIZER{_named(entry.organizer.name)}:{_mailto(entry.organizer.address)}")
    if entry.attendee:
        who = entry.attendee
        role = f";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={who.partstat}"
        rsvp = ";RSVP=TRUE" if who.rsvp else ""
        lines.append(f"ATTENDEE{_named(who.name)}{role}{rsvp}:{_mailto(who.address)}")
    return lines


def _named(name: str) -> str:
    return f";CN={_quoted(name)}" if name.strip() else ""


def _quoted(text: str) -> str:
    """A parameter value. Quotation marks and carets have no spelling that all programs read."""
    line = " ".join(clean(text).split())
    return '"' + line.replace('"', "'").replace("^", "") + '"'


def uri(address: str) -> str:
    """The address with everything that cannot stand in a calendar line percent-encoded."""
    return quote(clean(address).replace("\n", "").strip(), safe=_URI_SAFE)


def _mailto(address: str) -> str:
    return "mailto:" + quote(clean(address).replace("\n", "").strip(), safe=_ADDRESS_SAFE)


def _times(entry: Entry) -> list[str]:
    starts, ends = _aware(entry.starts), _aware(entry.ends)
    if entry.all_day:
        first, after = _days(starts, ends, ZoneInfo(entry.zone))
        return [f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    if entry.zone != ZONE or _near_change(starts) or _near_change(ends):
        return [f"DTSTART:{_utc(starts)}", f"DTEND:{_utc(ends)}"]
    local = ZoneInfo(ZONE)
    return [
        f"DTSTART;TZID={ZONE}:{starts.astimezone(local):%Y%m%dT%H%M%S}",
        f"DTEND;TZID={ZONE}:{ends.astimezone(local):%Y%m%dT%H%M%S}",
    ]


def _days(starts: datetime, ends: datetime, zone: ZoneInfo) -> tuple[date, date]:
    first = starts.astimezone(zone).date()
    last = (ends - timedelta.resolution).astimezone(zone).date()
    return first, max(first, last) + timedelta(days=1)


def _near_change(moment: datetime) -> bool:
    """Is it within an hour of a clock change, so that programs disagree about the local time?"""
    local = ZoneInfo(ZONE)
    offsets = {(moment + step).astimezone(local).utcoffset() for step in (-_HOUR, timedelta(0), _HOUR)}
    return len(offsets) > 1


def _instants(slot: Slot) -> tuple[datetime, datetime, bool, bool]:
    return _aware(slot.starts), _aware(slot.ends), slot.all_day, slot.cancelled


def _utc(moment: datetime) -> str:
    return f"{_aware(moment):%Y%m%dT%H%M%SZ}"


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("calendar times must be aware")
    return moment.astimezone(UTC)


def colour_name(colour: str) -> str:
    """The named colour nearest to #rrggbb: COLOR takes only names."""
    seen = bytes.fromhex(colour.removeprefix("#"))
    return min(_COLOURS, key=lambda name: sum((a - b) ** 2 for a, b in zip(seen, _COLOURS[name], strict=True)))


_COLOURS = {
    name: bytes.fromhex(value)
    for name, value in {
        "black": "000000", "dimgray": "696969", "gray": "808080", "silver": "c0c0c0", "maroon": "800000",
        "firebrick": "b22222", "crimson": "dc143c", "tomato": "ff6347", "sienna": "a0522d", "chocolate": "d2691e",
        "darkorange": "ff8c00", "orange": "ffa500", "goldenrod": "daa520", "gold": "ffd700", "olive": "808000",
        "darkgreen": "006400", "seagreen": "2e8b57", "forestgreen": "228b22", "teal": "008080", "steelblue": "4682b4",
        "navy": "000080", "royalblue": "4169e1", "midnightblue": "191970", "slateblue": "6a5acd", "indigo": "4b0082",
        "purple": "800080", "mediumorchid": "ba55d3", "deeppink": "ff1493", "palevioletred": "db7093",
    }.items()
}  # fmt: skip
