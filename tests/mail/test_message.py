"""A mail as bytes: read back by the standard library it says what was meant."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearing.mail.message import build
from hearing.mail.models import OutgoingMail

LONG = "https://hearing.example/u/" + "a" * 60
CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Möte\r\nEND:VCALENDAR\r\n".encode()


def mail(**changes: Any) -> OutgoingMail:
    given: dict[str, Any] = {
        "to_name": "Åsa Berg",
        "to_address": "asa@b.test",
        "from_name": "Egen röst Dalarna",
        "from_address": "hearing@a.test",
        "reply_to": "svar+abc@a.test",
        "envelope_from": "hearing@a.test",
        "subject": "Inbjudan: hearing om psykiatrin i Dalarna, tors 12 november 13–16, svara senast 30 oktober",
        "body_text": "Hej Åsa!\nVälkommen.\n.\nFrom here\n",
        "body_html": "<p>Hej Åsa!</p>" + "x" * 5000,
        "message_id": "<invite.abc@a.test>",
        "language": "sv",
    }
    mailing = changes.pop("mailing_id", None)
    made = OutgoingMail(**(given | changes))
    made.mailing_id = mailing
    return made


def read(sent: OutgoingMail) -> EmailMessage:
    found = message_from_bytes(build(sent), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def parts(found: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in found.walk()]


def test_what_is_read_back_is_what_was_meant() -> None:
    sent = mail()
    found = read(sent)

    assert found["To"].addresses[0].display_name == "Åsa Berg"
    assert found["To"].addresses[0].addr_spec == "asa@b.test"
    assert str(found["Subject"]) == sent.subject
    assert found["Message-ID"] == "<invite.abc@a.test>"
    assert parts(found) == ["multipart/alternative", "text/plain", "text/html"]
    texts = [part.get_content().replace("\r\n", "\n") for part in found.iter_parts()]
    assert [text.strip() for text in texts] == [sent.body_text.strip(), sent.body_html]


def test_every_line_is_short_ascii_ended_by_both_signs() -> None:
    raw = build(mail(calendar=CALENDAR, calendar_method="REQUEST"))

    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 120


@pytest.mark.parametrize(
    "name",
    [
        "Region X, nämnden",
        "Region X, the board",
        'Anna "A" Berg',
        "a@b.c",
        "Åke; Co <x@y.z>",
        "=?utf-8?q?x?=",
        "x\\y",
    ],
)
def test_a_name_never_becomes_a_second_address(name: str) -> None:
    (only,) = read(mail(to_name=name))["To"].addresses

    assert (only.display_name, only.addr_spec) == (name, "asa@b.test")


def test_a_long_name_is_several_encoded_words_that_read_as_one() -> None:
    raw = build(mail(to_name="Å" * 200)).decode()
    line = raw[raw.index("To: ") + 4 : raw.index("Subject:")]

    assert str(make_header(decode_header(line))).split() == ["Å" * 200, "<asa@b.test>"]
    assert max(len(word) for word in line.split()) <= 75


def test_an_invitation_carries_its_calendar_twice_with_the_same_bytes() -> None:
    found = read(mail(calendar=CALENDAR, calendar_method="REQUEST"))
    inside = [part for part in found.walk() if part.get_content_type() in ("text/calendar", "application/ics")]

    assert parts(found)[:2] == ["multipart/mixed", "multipart/alternative"]
    assert parts(found)[2:] == ["text/plain", "text/html", "text/calendar", "application/ics"]
    assert [part.get_payload(decode=True) for part in inside] == [CALENDAR, CALENDAR]
    assert inside[0].get_param("method") == "REQUEST"
    assert (inside[0]["Content-Disposition"], inside[1].get_filename()) == (None, "invite.ics")


def test_a_letter_from_a_person_is_not_called_automatic() -> None:
    letter, notice = read(mail()), read(mail(automatic=True, mailing_id=7))

    assert [letter[name] for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "List-Id")] == [None] * 3
    assert [notice[name] for name in ("Auto-Submitted", "X-Auto-Response-Suppress")] == [
        "auto-generated",
        "OOF, AutoReply",
    ]
    assert notice["List-Id"] == "<mailing-7.a.test>"


def test_identifiers_and_links_are_never_torn_or_encoded() -> None:
    many = " ".join(f"<{'r' * 50}{n}@a.test>" for n in range(5))
    raw = build(mail(extra={"References": many, "List-Unsubscribe": f"<{LONG}>"})).decode()
    head = raw.partition("\r\n\r\n")[0].replace("\r\n ", " ")

    assert f"References: {many}" in head
    assert f"List-Unsubscribe: <{LONG}>" in head


@given(st.text(), st.text(), st.text())
def test_no_text_gets_out_of_its_header(name: str, subject: str, body: str) -> None:
    calm = [
        line.partition(b":")[0] for line in build(mail()).partition(b"\r\n\r\n")[0].split(b"\r\n") if line[:1] != b" "
    ]
    raw = build(mail(to_name=name, from_name=name, subject=subject, body_text=body))
    wild = [
        line.partition(b":")[0]
        for line in raw.partition(b"\r\n\r\n")[0].split(b"\r\n")
        if line[:1] not in (b" ", b"\t")
    ]

    assert wild == calm
    assert parts(read(mail(body_text=body))) == ["multipart/alternative", "text/plain", "text/html"]
