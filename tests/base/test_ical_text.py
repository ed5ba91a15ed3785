"""Whatever text comes in, what goes out is one well-formed line that reads back the same."""

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from hearing.base import ical
from hearing.base.ical import Attendee, Entry

TEXT = st.text(max_size=400)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@given(TEXT)
def test_folded_lines_fit_and_join_again(text: str) -> None:
    line = ical.clean(text).replace("\n", " ")

    folded = ical.fold(line)

    assert all(len(piece) <= 75 for piece in folded.removesuffix(b"\r\n").split(b"\r\n"))
    assert all(piece.decode() is not None for piece in folded.split(b"\r\n "))
    assert folded.replace(b"\r\n ", b"").decode() == line + "\r\n"


@given(TEXT)
def test_escaped_text_is_one_line_and_reads_back(text: str) -> None:
    escaped = ical.escape(text)

    assert "\n" not in escaped
    assert re.sub(r"\\(.)", lambda found: found[1].replace("n", "\n"), escaped) == ical.clean(text)


@given(TEXT)
def test_clean_text_has_no_control_characters(text: str) -> None:
    cleaned = ical.clean(text)

    assert all(sign in "\n\t" or (sign >= " " and not "\x7f" <= sign <= "\x9f") for sign in cleaned)
    assert cleaned == ical.clean(cleaned)


@given(summary=TEXT, description=TEXT, location=TEXT, name=TEXT)
def test_any_entry_reads_back(summary: str, description: str, location: str, name: str) -> None:
    block = ical.block(
        Entry(
            uid="1@h.test", changed=NOON, starts=NOON, ends=NOON, summary=summary, description=description,
            location=location, attendee=Attendee(name, "a@h.test"),
        )
    )  # fmt: skip

    event = Calendar.from_ical(ical.message("REQUEST", block)).events[0]

    texts = {"summary": summary, "description": description, "location": location}
    assert {key: str(event.get(key, "")) for key in texts} == {key: ical.clean(text) for key, text in texts.items()}
    assert not event.errors


@given(TEXT)
def test_an_address_is_plain_ascii_without_blanks(text: str) -> None:
    assert all("!" <= sign <= "~" for sign in ical.uri(text))
