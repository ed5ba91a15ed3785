"""What is written reads back the same in icalendar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from hearing.base import ical
from hearing.base.ical import Attendee, Entry, Organizer, Slot

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CHANGED = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def entry(**values: object) -> Entry:
    usual = {
        "uid": "ev-1@hearing.test",
        "changed": CHANGED,
        "starts": datetime(2027, 2, 4, 17, 30, tzinfo=STOCKHOLM),
        "ends": datetime(2027, 2, 4, 20, 0, tzinfo=STOCKHOLM),
        "summary": "Hearing i Falun",
    }
    return Entry(**(usual | values))  # type: ignore[arg-type]


def read(block: bytes) -> Event:
    return Calendar.from_ical(ical.message("", block)).events[0]


def test_an_entry_reads_back_with_all_its_texts() -> None:
    given = {
        "summary": "Uppföljning; vad hände, egentligen? 100 % \\o/",
        "description": "https://hearing.test/events/x\n\nKom, i tid; tack",
        "location": "Kulturhuset Kopparn, Falun",
    }

    event = read(ical.block(entry(**given, categories=("Hearing", "a,b"))))

    assert {name: str(event[name]) for name in given} == given
    assert event.categories == ["Hearing", "a,b"]


def test_an_entry_has_the_properties_programs_need() -> None:
    block = ical.block(entry(created=CHANGED, url="https://hearing.test/events/x", sequence=2, lang="sv"))

    names = [line.partition(b":")[0] for line in block.splitlines()]
    assert names == [
        b"BEGIN", b"UID", b"DTSTAMP", b"CREATED", b"LAST-MODIFIED", b"SEQUENCE", b"DTSTART;TZID=Europe/Stockholm",
        b"DTEND;TZID=Europe/Stockholm", b"SUMMARY;LANGUAGE=sv", b"STATUS", b"TRANSP", b"URL", b"END",
    ]  # fmt: skip


def test_values_that_need_a_type_say_it() -> None:
    block = ical.block(
        entry(
            conference="https://video.test/m?a=1,2;b",
            conference_label="På distans",
            image="https://h.test/b.png",
        )
    )

    assert b'CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL="P\xc3\xa5 distans":https://video.test/m' in block
    assert b"IMAGE;VALUE=URI;DISPLAY=BADGE:https://h.test/b.png\r\n" in block


def test_a_name_is_quoted_as_every_program_reads_it() -> None:
    who = Attendee('Åsa "Ossi" Ek; C, D: ^n\nX', "asa.ek@region-dalarna.test")

    event = read(ical.block(entry(attendee=who, organizer=Organizer("NSPH", "svar+abc@hearing.test"))))

    assert event.attendees[0].params["CN"] == "Åsa 'Ossi' Ek; C, D: n X"
    assert str(event.attendees[0]) == "mailto:asa.ek@region-dalarna.test"
    assert event.attendees[0].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event.attendees[0].params["RSVP"] == "TRUE"
    assert str(event.organizer) == "mailto:svar+abc@hearing.test"


def test_addresses_cannot_break_the_line() -> None:
    block = ical.block(
        entry(url="https://x.test/a\r\nATTENDEE:mailto:b@x.test", attendee=Attendee("A", "a\r\nX:y z@x.test"))
    )

    assert b"\r\nATTENDEE:" not in block
    assert b"mailto:aX%3Ay%20z@x.test" in block.replace(b"\r\n ", b"")


def test_a_message_carries_its_method() -> None:
    block = ical.block(entry(status="CANCELLED", sequence=1))

    assert Calendar.from_ical(ical.message("CANCEL", block))["method"] == "CANCEL"
    assert b"METHOD" not in ical.message("", block)


def test_naive_times_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        ical.block(entry(starts=datetime.fromisoformat("2027-02-04T17:30")))


@pytest.mark.parametrize(
    "ends", [datetime(2027, 6, 3, 16, 0, tzinfo=STOCKHOLM), datetime(2027, 6, 4, 0, 0, tzinfo=STOCKHOLM)]
)
def test_an_all_day_entry_ends_the_day_after_its_last(ends: datetime) -> None:
    starts = datetime(2027, 6, 1, 0, 0, tzinfo=STOCKHOLM)

    event = read(ical.block(entry(starts=starts, ends=ends, all_day=True)))

    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2027, 6, 1), date(2027, 6, 4))


def test_the_sequence_rises_with_times_and_cancelling_only() -> None:
    before = Slot(datetime(2027, 2, 4, 17, 30, tzinfo=STOCKHOLM), datetime(2027, 2, 4, 20, 0, tzinfo=STOCKHOLM))
    same = Slot(before.starts.astimezone(UTC), before.ends.astimezone(UTC))
    later = before._replace(ends=datetime(2027, 2, 4, 20, 30, tzinfo=STOCKHOLM))

    cases = [before, same, later, before._replace(cancelled=True), before._replace(all_day=True)]

    assert [ical.next_sequence(4, before, after) for after in cases] == [4, 4, 5, 5, 5]


def test_every_uid_is_new() -> None:
    assert ical.new_uid("h.test") != ical.new_uid("h.test")
    assert ical.new_uid("h.test").endswith("@h.test")
