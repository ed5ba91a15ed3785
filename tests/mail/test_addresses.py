"""Addresses and header texts: nothing a person typed can start a header of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearing.base.errors import Refusal
from hearing.mail.addresses import address, clean, norm, split


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        (" Anna@Example.SE ", "Anna@example.se"),
        ("info@göteborg.se", "info@xn--gteborg-90a.se"),
        ("INFO@GÖTEBORG.SE", "INFO@xn--gteborg-90a.se"),
        ("hearing@localhost", "hearing@localhost"),
        ("svar+abc@a.test", "svar+abc@a.test"),
        ("o'neill@a.test", "o'neill@a.test"),
    ],
)
def test_an_address_is_taken_with_its_domain_in_idna(typed: str, taken: str) -> None:
    assert address(typed) == taken


@pytest.mark.parametrize(
    "typed",
    [
        *("", "anna", "@a.se", "anna@", "a b@c.se", "a@b..se", ".a@b.se", "a@-b.se"),
        "a@b.se\r\nBcc: x@y.se",
        "a@b\0.se",
        "a@b@c.se",
        '"a b"@c.se',
        "<a@b.se>",
        "a@b.se,c@d.se",
        f"{'a' * 65}@b.se",
        "åsa@b.se",
        "a@b.se>",
        "a@[127.0.0.1]",
    ],
)
def test_what_no_server_could_take_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        address(typed)


def test_two_spellings_of_one_mailbox_are_equal() -> None:
    assert norm("Anna@GÖTEBORG.se") == norm("anna@göteborg.SE")


def test_a_sender_is_split_in_name_and_address() -> None:
    assert split('"Egen röst, Dalarna" <a@b.test>') == ("Egen röst, Dalarna", "a@b.test")
    assert split("a@b.test") == ("", "a@b.test")


def test_controls_direction_marks_and_breaks_leave_a_header_text() -> None:
    assert clean("  a\r\nBcc: b\0\u202e\u2028c\ud800 ") == "a Bcc: b c"


@given(st.text())
def test_no_text_keeps_a_line_break(text: str) -> None:
    assert len(clean(text).splitlines()) <= 1


@given(st.text())
def test_an_address_is_refused_or_one_ascii_word(text: str) -> None:
    try:
        taken = address(text)
    except Refusal:
        return
    assert taken.isascii()
    assert taken.split() == [taken]
    assert taken.count("@") == 1
