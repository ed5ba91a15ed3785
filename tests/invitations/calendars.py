"""Answers as calendar programs send them: whole mails, written from what is known of each program.

Each program is a function from an `Answer` to the bytes of a mail. They differ in the shape of the mail, in whether the
method stands in the header, in whether the organiser is named, in zones, in how a comment travels, in who is `Sender`.
"""

import base64
import quopri
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hearing.invitations import itip
from hearing.invitations.models import Invitation

UTC_TIME = "%Y%m%dT%H%M%SZ"
LOCAL_TIME = "%Y%m%dT%H%M%S"
SUBJECTS = {
    "en": {"ACCEPTED": "Accepted", "DECLINED": "Declined", "TENTATIVE": "Tentative", "DELEGATED": "Delegated"},
    "sv": {"ACCEPTED": "Accepterat", "DECLINED": "Avböjt", "TENTATIVE": "Preliminärt", "DELEGATED": "Delegerat"},
    "fr": {"ACCEPTED": "Accepté\u00a0", "DECLINED": "Refusé\u00a0", "TENTATIVE": "Provisoire\u00a0"},
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is answered to which invitation, and how it differs from the plain case."""

    to: Invitation
    stated: str = "ACCEPTED"
    sender: str = "asa.berg@region.test"
    name: str = "Åsa Berg"
    attendee: str = ""  # the sender
    language: str = "en"
    method: str = "REPLY"
    uid: str = ""  # the event's
    sequence: str | None = None  # ours; "" leaves the line out
    stamped: str = "20261123T075900Z"
    comment: str = ""
    words: str = ""
    organizer: bool | None = None  # as the program does
    assistant: str = ""
    sent_by: bool = False
    delegated_to: str = ""
    delegated_from: str = ""
    starts: datetime | None = None  # the event's
    message_id: str = ""
    head: tuple[str, ...] = ()
    extra: tuple[str, ...] = field(default=())

    @property
    def subject(self) -> str:
        """In the mailbox's language, so never to be read."""
        words = SUBJECTS[self.language]
        return f"{words.get(self.stated, self.stated)}: {self.to.event.title}"


Program = Callable[[Answer], bytes]


def _word(text: str) -> str:
    return f"=?UTF-8?B?{base64.b64encode(text.encode()).decode()}?=" if not text.isascii() else text


def _head(a: Answer, mail_id: str, *more: str, to: str = "") -> str:
    our = to or itip.reply_to(a.to)
    lines = [
        f"Return-Path: <{a.sender}>",
        f"Received: from mx.region.test (mx.region.test [192.0.2.7]) by mx.egen.test; {a.message_id or mail_id}",
        *a.head,
        f"From: {_word(a.name)} <{a.sender}>",
        f"To: {our}",
        f"Subject: {_word(a.subject)}",
        "Date: Mon, 23 Nov 2026 08:59:00 +0100",
        f"Message-ID: <{a.message_id or mail_id}>",
        "MIME-Version: 1.0",
        *more,
    ]
    return "\r\n".join(lines) + "\r\n"


def _attendee(a: Answer, *parameters: str) -> str:
    more = [*parameters, f"PARTSTAT={a.stated}"]
    if a.sent_by:
        more.append(f'SENT-BY="mailto:{a.assistant}"')
    if a.delegated_to:
        more.append(f'DELEGATED-TO="mailto:{a.delegated_to}"')
    if a.delegated_from:
        more.append(f'DELEGATED-FROM="mailto:{a.delegated_from}"')
    return f"ATTENDEE;{';'.join(more)}:mailto:{a.attendee or a.sender}"


def _organizer(a: Answer, usual: bool) -> list[str]:
    named = usual if a.organizer is None else a.organizer
    return [f"ORGANIZER;CN=NSPH Dalarna:mailto:{itip.reply_to(a.to)}"] if named else []


def _turn(a: Answer) -> list[str]:
    told = str(itip.sequence(a.to)) if a.sequence is None else a.sequence
    return [f"SEQUENCE:{told}"] if told else []


def _stamp(a: Answer) -> list[str]:
    return [f"DTSTAMP:{a.stamped}"] if a.stamped else []


def _times(a: Answer) -> tuple[datetime, datetime]:
    event = a.to.event
    starts = a.starts or event.starts_at
    return starts, starts + (event.ends_at - event.starts_at)


def _local(a: Answer, tzid: str) -> list[str]:
    starts, ends = (moment.astimezone(ZoneInfo("Europe/Stockholm")) for moment in _times(a))
    return [f"DTSTART;TZID={tzid}:{starts.strftime(LOCAL_TIME)}", f"DTEND;TZID={tzid}:{ends.strftime(LOCAL_TIME)}"]


def _fold(lines: list[str]) -> str:
    out = []
    for line in lines:
        while len(line.encode()) > 75:
            cut = 70
            while len(line[:cut].encode()) > 73:
                cut -= 1
            out.append(line[:cut])
            line = " " + line[cut:]
        out.append(line)
    return "\r\n".join(out) + "\r\n"


def _zone(tzid: str) -> list[str]:
    return [
        "BEGIN:VTIMEZONE", f"TZID:{tzid}",
        "BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "END:STANDARD",
        "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]  # fmt: skip


def _b64(text: str) -> str:
    return base64.encodebytes(text.encode()).decode().replace("\n", "\r\n")


def _qp(text: str, charset: str = "utf-8") -> str:
    return quopri.encodestring(text.replace("\r\n", "\n").encode(charset)).decode().replace("\n", "\r\n")


def _part(kind: str, body: str, *more: str) -> str:
    return "\r\n".join((f"Content-Type: {kind}", *more)) + f"\r\n\r\n{body}\r\n"


def _multi(kind: str, boundary: str, *parts: str) -> str:
    inside = "".join(f"--{boundary}\r\n{part}" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n{inside}--{boundary}--\r\n'


def google(a: Answer) -> bytes:
    """Generated and sent by Google's own server, which is `Sender`; times in UTC, the comment is a parameter."""
    starts, ends = (moment.strftime(UTC_TIME) for moment in _times(a))
    comment = [f'X-RESPONSE-COMMENT="{a.comment}"'] if a.comment else []
    told = _fold([
        "BEGIN:VCALENDAR", "PRODID:-//Google Inc//Google Calendar 70.9054//EN", "VERSION:2.0", "CALSCALE:GREGORIAN",
        f"METHOD:{a.method}", "BEGIN:VEVENT", f"DTSTART:{starts}", f"DTEND:{ends}", *_stamp(a), *_organizer(a, True),
        f"UID:{a.uid or a.to.event.uid}",
        _attendee(a, "CUTYPE=INDIVIDUAL", "ROLE=REQ-PARTICIPANT", f"CN={a.sender}", "X-NUM-GUESTS=0", *comment),
        *a.extra, "CREATED:20261101T080000Z", "DESCRIPTION:", "LAST-MODIFIED:20261123T075900Z", "LOCATION:", *_turn(a),
        "STATUS:CONFIRMED", f"SUMMARY:{a.to.event.title}", "TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR",
    ])  # fmt: skip
    notice = f"{a.name} has answered this invitation.\r\n\r\n{a.words}"
    alternative = _multi(
        "alternative", "0000000000008921be",
        _part('text/plain; charset="UTF-8"; format=flowed; delsp=yes', _b64(notice), "Content-Transfer-Encoding: base64"),
        _part('text/html; charset="UTF-8"', _qp(f"<p>{notice}</p>"), "Content-Transfer-Encoding: quoted-printable"),
        _part(f'text/calendar; charset="UTF-8"; method={a.method}', told, "Content-Transfer-Encoding: 8bit"),
    )  # fmt: skip
    file = _part('application/ics; name="invite.ics"', _b64(told), 'Content-Disposition: attachment; filename="invite.ics"', "Content-Transfer-Encoding: base64")  # fmt: skip
    sender = a.assistant or "calendar-notification@google.com"
    head = _head(a, f"000000000000{a.stated}{a.stamped}{a.to.pk}@google.com", f"Reply-To: {_word(a.name)} <{a.sender}>", f"Sender: Google Calendar <{sender}>", "Auto-Submitted: auto-generated")  # fmt: skip
    return (head + _multi("mixed", "0000000000008921c0", alternative, file)).encode()


def exchange(a: Answer) -> bytes:
    """METHOD first, no ORGANIZER, Windows' zones, the comment with a trailing line break, plain text in windows-1252."""
    tzid = "W. Europe Standard Time"
    comment = [f"COMMENT;LANGUAGE=sv-SE:{a.comment}\\n"] if a.comment else []
    told = _fold([
        "BEGIN:VCALENDAR", f"METHOD:{a.method}", "PRODID:Microsoft Exchange Server 2010", "VERSION:2.0", *_zone(tzid),
        "BEGIN:VEVENT", *_organizer(a, False), _attendee(a, f"CN={a.name}"), *comment,
        f"UID:{a.uid or a.to.event.uid}", f"SUMMARY;LANGUAGE=sv-SE:{a.subject}", *_local(a, tzid),
        "CLASS:PUBLIC", "PRIORITY:5", *_stamp(a), "TRANSP:OPAQUE", "STATUS:CONFIRMED", *_turn(a), "LOCATION;LANGUAGE=sv-SE:",
        *a.extra, "X-MICROSOFT-CDO-APPT-SEQUENCE:0", "X-MICROSOFT-CDO-BUSYSTATUS:BUSY", "END:VEVENT", "END:VCALENDAR",
    ])  # fmt: skip
    sender = [f"Sender: Assistent <{a.assistant}>"] if a.assistant else []
    head = _head(a, f"AM0PR01{a.stated}{a.stamped}{a.to.pk}@AM0PR01MB1234.eurprd01.prod.exchangelabs.test", *sender, f"Thread-Topic: {_word(a.to.event.title)}", "Content-Language: sv-SE", "X-MS-Has-Attach:")  # fmt: skip
    said = a.words or a.comment
    body = _multi(
        "alternative", "_000_AM0PR01MB1234_",
        _part('text/plain; charset="windows-1252"', _qp(f"{said}\r\n", "windows-1252"), "Content-Transfer-Encoding: quoted-printable"),
        _part('text/html; charset="windows-1252"', _qp(f"<html><body><div>{said}</div></body></html>", "windows-1252"), "Content-Transfer-Encoding: quoted-printable"),
        _part(f'text/calendar; charset="utf-8"; method={a.method}', _b64(told), "Content-Transfer-Encoding: base64"),
    )  # fmt: skip
    return (head + body).encode()


def _whole(a: Answer, prodid: str, tzid: str = "Europe/Stockholm") -> str:
    """The event copied back whole, with its zone and organiser."""
    comment = [f"COMMENT:{a.comment}"] if a.comment else []
    return _fold([
        "BEGIN:VCALENDAR", "CALSCALE:GREGORIAN", f"PRODID:{prodid}", f"METHOD:{a.method}", "VERSION:2.0", *_zone(tzid),
        "BEGIN:VEVENT", "CREATED:20261101T080000Z", f"UID:{a.uid or a.to.event.uid}", *_local(a, tzid),
        _attendee(a, f'CN="{a.name}"', "CUTYPE=INDIVIDUAL", "ROLE=REQ-PARTICIPANT", "RSVP=TRUE"), *a.extra, *comment,
        "TRANSP:OPAQUE", f"SUMMARY:{a.to.event.title}", *_stamp(a), *_organizer(a, True), *_turn(a),
        "END:VEVENT", "END:VCALENDAR",
    ])  # fmt: skip


def apple(a: Answer) -> bytes:
    """The calendar stands without a method in the header, as an attachment between two pieces of HTML."""
    told = _whole(a, "-//Apple Inc.//macOS 14.5//EN")
    sender = [f"Sender: <{a.assistant}>"] if a.assistant else []
    said = a.words or f"{a.name} has answered the invitation"
    head = _head(a, f"6B1D{a.stated}{a.stamped}{a.to.pk}@region.test", *sender, "X-Mail-Calendar-Part: Yes")
    html = _part("text/html; charset=utf-8", f"<html><body>{said}</body></html>", "Content-Transfer-Encoding: 8bit")
    calendar = _part('text/calendar; name="iCal-20261123-085900.ics"', _qp(told), "Content-Transfer-Encoding: quoted-printable", "Content-Disposition: attachment; filename=iCal-20261123-085900.ics")  # fmt: skip
    plain = _part("text/plain; charset=utf-8", f"{said}\r\n", "Content-Transfer-Encoding: 8bit")
    inner = _multi("mixed", "Apple-Mail-2--27", html, calendar, html)
    return (head + _multi("alternative", "Apple-Mail-1--28", plain, inner)).encode()


def icloud(a: Answer) -> bytes:
    """The calendar stands beside the words, inline, with the method in lower case."""
    told = _whole(a, "-//caldav.icloud.com//CALDAVJ 2320B131//EN")
    sender = [f"Sender: <{a.assistant}>"] if a.assistant else []
    said = a.words or f"{a.name} has answered your invitation."
    head = _head(a, f"icloud{a.stated}{a.stamped}{a.to.pk}@mr85p00im.me.test", *sender)
    words = _multi(
        "alternative", "b-alternative",
        _part('text/plain; charset="utf-8"', _qp(said), "Content-Transfer-Encoding: quoted-printable"),
        _part('text/html; charset="utf-8"', _qp(f"<p>{said}</p>"), "Content-Transfer-Encoding: quoted-printable"),
    )  # fmt: skip
    calendar = _part(f'text/calendar; charset="utf-8"; method="{a.method.lower()}"; name="invitation.ics"', _b64(told), "Content-Transfer-Encoding: base64", 'Content-Disposition: inline; filename="invitation.ics"')  # fmt: skip
    return (head + _multi("mixed", "b-mixed", words, calendar)).encode()


def thunderbird(a: Answer) -> bytes:
    """All in eight bits with fixed boundaries, and the calendar twice."""
    told = _whole(a, "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN")
    sender = [f"Sender: {a.assistant}"] if a.assistant else []
    said = a.words or f"{a.name} <{a.sender}> has answered your event invitation."
    head = _head(a, f"tb{a.stated}{a.stamped}{a.to.pk}@region.test", *sender, "User-Agent: Mozilla Thunderbird")
    eight = "Content-Transfer-Encoding: 8bit"
    words = _multi(
        "alternative", "----------Boundary_(ID_qyG4ZdjoAsiZ+Jo19dCbWQ)",
        _part("text/plain; charset=UTF-8", said, eight),
        _part(f"text/calendar; method={a.method}; charset=UTF-8", told, eight),
    )  # fmt: skip
    file = _part(
        "application/ics; name=invite.ics", told, eight, "Content-Disposition: attachment; filename=invite.ics"
    )
    return (head + _multi("mixed", "----------Boundary_(ID_0vZ3BvE0y1NHkTPRCdLjUw)", words, file)).encode()


PROGRAMS: dict[str, Program] = {
    "google": google,
    "exchange": exchange,
    "apple": apple,
    "icloud": icloud,
    "thunderbird": thunderbird,
}


def letter(a: Answer, body: str, *more: str) -> bytes:
    """A mail to the invitation's address with any body: what is no calendar answer at all."""
    return (_head(a, f"letter{a.stamped}{a.to.pk}@region.test", *more) + body).encode("utf-8", "surrogateescape")


def nested(a: Answer, program: Program = thunderbird) -> bytes:
    """An answer forwarded as an attached mail."""
    inside: Any = program(a).decode()
    words = _part("text/plain; charset=utf-8", "Se bifogat.", "Content-Transfer-Encoding: 8bit")
    return letter(a, _multi("mixed", "forwarded", words, _part("message/rfc822", inside)))


def tnef(a: Answer) -> bytes:
    """Exchange with rich text: everything is inside winmail.dat."""
    words = _part('text/plain; charset="windows-1252"', "", "Content-Transfer-Encoding: 7bit")
    file = _part('application/ms-tnef; name="winmail.dat"', "eJ8+IgEGkAgABAAAAAAAAQABAAEHkAYACAAAAOQEAAAAAADo", "Content-Transfer-Encoding: base64", 'Content-Disposition: attachment; filename="winmail.dat"')  # fmt: skip
    return letter(a, _multi("mixed", "tnef", words, file))
