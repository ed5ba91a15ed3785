"""Public addresses: plain letters, free of each other, hard to guess when they should be."""

import re
from itertools import islice

import pytest

from hearing.events import slugs


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Hearing om psykiatrin i Dalarna", "hearing-om-psykiatrin-i-dalarna"),
        ("Åsa & Örjan: vård på ÄKTA", "asa-orjan-vard-pa-akta"),
        ("Café Ülle – træf på ø", "cafe-ulle-traef-pa-o"),
        ("  ...  ", ""),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("a" * 200, "a" * 80),
    ],
)
def test_a_title_becomes_plain_letters(title: str, plain: str) -> None:
    assert slugs.plain(title) == plain


def test_taken_addresses_get_a_number() -> None:
    assert list(islice(slugs.listed("Möte", "meeting"), 3)) == ["mote", "mote-2", "mote-3"]


def test_a_title_without_letters_takes_its_kind() -> None:
    assert next(slugs.listed("!!!", "visit")) == "visit"


def test_an_unlisted_address_ends_in_eight_random_characters() -> None:
    first, second = islice(slugs.unlisted("Brukarråd", "council"), 2)

    assert first != second
    assert re.fullmatch(r"brukarrad-[2-9a-z]{8}", first)
