"""Swedish order, the same in Python and in both databases."""

import unicodedata

from hearing.base.sorting import fold, sort_key


def test_a_ring_and_dots_come_last() -> None:
    names = [
        "Österåker",
        "Värmdö",
        "Täby",
        "Vaxholm",
        "Upplands Väsby",
        "Vallentuna",
        "Upplands-Bro",
        "Älvdalen",
        "Åre",
    ]

    assert sorted(names, key=sort_key) == [
        "Täby",
        "Upplands-Bro",
        "Upplands Väsby",
        "Vallentuna",
        "Vaxholm",
        "Värmdö",
        "Åre",
        "Älvdalen",
        "Österåker",
    ]


def test_accents_are_filed_under_their_letter() -> None:
    assert sort_key("Lindén") == sort_key("linden")
    assert sort_key("Müller") == sort_key("Myller")
    assert sort_key("Ødegård") == sort_key("Ödegård")


def test_a_decomposed_letter_is_the_same_letter() -> None:
    assert sort_key(unicodedata.normalize("NFD", "Åsa")) == sort_key("Åsa")
    assert fold(unicodedata.normalize("NFD", "ÅSA  Öst ")) == "åsa öst"


def test_the_key_is_digits_and_never_too_long() -> None:
    key = sort_key("Åsa-Lena 3 Ж" * 50)

    assert key.isdigit()
    assert len(key) == 200


def test_numbers_before_letters_and_strange_letters_last() -> None:
    assert sorted(["Örebro", "Ж", "3 maj", "april", ""], key=sort_key) == ["", "3 maj", "april", "Örebro", "Ж"]
