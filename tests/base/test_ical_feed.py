"""Feeds: what they say about themselves, how they stay the same, and what the clock changes do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event
from icalendar.timezone import tzp

from hearing.base import ical
from hearing.base.ical import Attendee, Entry

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def entry(number: int = 1, **values: object) -> Entry:
    starts = datetime(2026, 1, 1, 9, 0, tzinfo=UTC) + timedelta(hours=13 * number)
    usual = {
        "uid": f"{number}@hearing.test",
        "changed": datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "summary": f"Möte {number}, så blev det",
        "description": "https://hearing.test/events/x\n" + "Välkommen till ett långt möte. " * 8,
    }
    return Entry(**(usual | values))  # type: ignore[arg-type]


def make(*blocks: bytes) -> bytes:
    return ical.feed("Möten, alla", "Öppna möten", "https://hearing.test/calendar/all.ics", "#5a2a5f", blocks)


def texts(event: Event) -> tuple[object, ...]:
    names = ("uid", "summary", "description")
    return *(str(event[name]) for name in names), event.decoded("dtstart"), event.decoded("dtend")


def test_a_feed_names_itself_and_how_often_to_look() -> None:
    lines = make().decode().split("\r\n")

    assert lines[:14] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hearing//Hearing//SV",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Möten\\, alla",
        "NAME:Möten\\, alla",
        "X-WR-CALDESC:Öppna möten",
        "DESCRIPTION:Öppna möten",
        "X-WR-TIMEZONE:Europe/Stockholm",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "SOURCE;VALUE=URI:https://hearing.test/calendar/all.ics",
        "COLOR:indigo",
        "X-APPLE-CALENDAR-COLOR:#5A2A5F",
    ]


def test_a_feed_refuses_attendees() -> None:
    block = ical.block(entry(attendee=Attendee("Åsa Ek", "asa@x.test")))

    with pytest.raises(ValueError, match="attendees"):
        make(block)


def test_a_feed_has_the_zone_once_and_no_method() -> None:
    body = make(ical.block(entry(1)), ical.block(entry(2)))

    assert body.count(b"BEGIN:VTIMEZONE") == 1
    assert len(ical.TIMEZONE) == 347
    assert b"METHOD" not in body


def test_a_thousand_entries_read_back_equal_and_stay_the_same() -> None:
    entries = [entry(number) for number in range(1000)]

    body = make(*[ical.block(each) for each in entries])

    assert body == make(*[ical.block(each) for each in entries])
    found = [texts(event) for event in Calendar.from_ical(body).events]
    assert found == [(e.uid, e.summary, e.description, e.starts, e.ends) for e in entries]


@pytest.mark.parametrize("day", ["2027-03-27", "2027-03-28", "2027-03-29", "2026-10-24", "2026-10-25", "2026-10-26"])
def test_our_zone_block_is_right_around_the_clock_changes(day: str) -> None:
    calendar = Calendar.from_ical(make())
    ours = calendar.timezones[0].to_tz(tzp, lookup_tzid=False)
    midnight = datetime.fromisoformat(day)

    for hour in (0, 1, 4, 12, 23):
        local = midnight.replace(hour=hour)
        assert local.replace(tzinfo=ours).utcoffset() == local.replace(tzinfo=STOCKHOLM).utcoffset()


@pytest.mark.parametrize(
    ("starts", "line"),
    [
        ("2026-10-25T01:59+02:00", b"DTSTART;TZID=Europe/Stockholm:20261025T015900"),
        ("2026-10-25T02:30+02:00", b"DTSTART:20261025T003000Z"),
        ("2026-10-25T02:30+01:00", b"DTSTART:20261025T013000Z"),
        ("2026-10-25T03:00+01:00", b"DTSTART;TZID=Europe/Stockholm:20261025T030000"),
        ("2027-03-28T09:00+02:00", b"DTSTART;TZID=Europe/Stockholm:20270328T090000"),
        ("2027-03-28T00:30+01:00", b"DTSTART;TZID=Europe/Stockholm:20270328T003000"),
    ],
)
def test_only_doubtful_hours_are_written_in_utc(starts: str, line: bytes) -> None:
    moment = datetime.fromisoformat(starts)

    block = ical.block(entry(starts=moment, ends=moment))

    assert line + b"\r\n" in block


def test_a_lost_hour_is_written_in_utc_however_it_is_given() -> None:
    lost = datetime(2027, 3, 28, 2, 30, tzinfo=STOCKHOLM)

    blocks = [
        ical.block(entry(starts=start, ends=start + timedelta(hours=9))) for start in (lost, lost.astimezone(UTC))
    ]

    assert b"DTSTART:20270328T013000Z\r\n" in blocks[0]
    assert b"DTSTART:20270328T013000Z\r\n" in blocks[1]


def test_other_zones_are_written_in_utc() -> None:
    starts = datetime(2026, 7, 1, 10, 0, tzinfo=ZoneInfo("Europe/Helsinki"))

    block = ical.block(entry(starts=starts, ends=starts, zone="Europe/Helsinki"))

    assert b"DTSTART:20260701T070000Z\r\nDTEND:20260701T070000Z\r\n" in block
