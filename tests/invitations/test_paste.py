"""Pasted lists, as people's programs write them."""

import pytest

from hearing.invitations.paste import read


@pytest.mark.parametrize(
    ("line", "name", "email"),
    [
        ("anna.berg@region.test", "Anna Berg", "anna.berg@region.test"),
        ("Anna Berg <anna@region.test>", "Anna Berg", "anna@region.test"),
        ('"Berg, Anna" <anna@region.test>;', "Berg, Anna", "anna@region.test"),
        ("Anna Berg\tanna@region.test", "Anna Berg", "anna@region.test"),
        ("anna@region.test;Anna Berg", "Anna Berg", "anna@region.test"),
        ("Anna Berg, anna@region.test", "Anna Berg", "anna@region.test"),
        ("Åsa Öberg", "Åsa Öberg", ""),
    ],
)
def test_a_line_is_read(line: str, name: str, email: str) -> None:
    (row,) = read(line).rows

    assert (row.name, row.email) == (name, email)


def test_columns_of_a_spreadsheet_are_title_and_organisation() -> None:
    found = read("Namn\tE-post\tRoll\tOrganisation\nAnna Berg\tanna@region.test\tsocialchef\tFalu kommun\n\n")

    assert [(row.name, row.title, row.organisation) for row in found.rows] == [
        ("Anna Berg", "socialchef", "Falu kommun")
    ]


def test_what_nobody_can_read_is_told() -> None:
    found = read("hej\nanna@@region.test\n<script>\nAnna <anna@region.test>")

    assert (found.unread, len(found.rows)) == (["hej", "anna@@region.test", "<script>"], 1)
