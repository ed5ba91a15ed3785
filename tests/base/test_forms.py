"""Text in, typed values or sentences out; nothing typed is lost, nothing hostile gets through."""

from datetime import date, time
from typing import Any

import pytest
from pydantic import BaseModel
from starlette.datastructures import FormData

from hearing.base.errors import BadInput
from hearing.base.forms import Clock, Count, Form, Line, MaybeCount, MaybeDay, Name, NeededEmail, Text, WebAddress
from hearing.base.lang import use


class Sample(Form):
    """One field of each kind."""

    class Fields(BaseModel):
        """The kinds."""

        name: Name
        line: Line = ""
        text: Text = ""
        email: NeededEmail = "x@y.test"
        day: MaybeDay = None
        clock: Clock = time(9)
        number: Count = 0
        maybe: MaybeCount = None
        site: WebAddress = ""
        ticked: bool = False
        many: list[str] = []


def read(**typed: Any) -> Sample:
    return Sample(FormData([("name", "N"), *typed.items()]))


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("line", "  A\u030asa \u202e Lind\r\n ", "Åsa Lind"),
        ("text", "a \r\nb\r\n\r\n", "a\nb"),
        ("email", " Ann@Räv.test ", "Ann@xn--rv-via.test"),
        ("day", "2026-11-23", date(2026, 11, 23)),
        ("day", " ", None),
        ("clock", "kl. 9.30", time(9, 30)),
        ("clock", "17", time(17)),
        ("clock", "0930", time(9, 30)),
        ("clock", "09:30:15.5", time(9, 30)),
        ("number", "12", 12),
        ("maybe", "", None),
        ("site", "https://a.test/å", "https://a.test/å"),
        ("ticked", "on", True),
        ("ticked", "1", True),
    ],
)
def test_what_is_typed_becomes_a_value(field: str, typed: str, value: object) -> None:
    form = read(**{field: typed})

    assert (form.errors, form.values[field]) == ({}, value)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("line", "x" * 201, "Too long: at most 200 characters."),
        ("text", "x" * 20_001, "Too long: at most 20000 characters."),
        ("email", "", "Fill this in."),
        ("email", "a@b\nc@d.test", "This is not an e-mail address."),
        ("day", "2026-02-30", "This is not a date."),
        ("day", "0001-01-01", "At least 1900-01-01."),
        ("clock", "25.00", "This is not a time."),
        ("clock", "09:30Z", "This is not a time."),
        ("clock", "09:30+02:00", "This is not a time."),
        ("clock", "34200", "This is not a time."),
        ("day", "1732320000", "This is not a date."),
        ("day", "2026-11-23T00:00:00", "This is not a date."),
        ("name", "\u200b\u00ad", "Fill this in."),
        ("number", "-1", "At least 0."),
        ("number", "9" * 30, "At most 1000000."),
        ("number", "many", "Write a whole number."),
        ("number", "9" * 5000, "Write a whole number."),
        ("site", "javascript:alert(1)", "This is not a web address."),
        ("site", "ftp://a.test", "This is not a web address."),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_stays(field: str, typed: str, sentence: str) -> None:
    with use("en"):
        form = read(**{field: typed})

    assert form.errors[field].startswith(sentence)
    assert form.raw(field) == typed


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\ud800"])
def test_control_characters_are_no_form_of_ours(sign: str) -> None:
    with pytest.raises(BadInput):
        read(line=f"a{sign}b")


def test_several_values_are_kept_together() -> None:
    form = Sample(FormData([("name", "N"), ("many", "a"), ("many", "b")]))

    assert form.values["many"] == form.raws("many") == ["a", "b"]


def test_a_form_for_a_row_shows_the_row() -> None:
    form = Sample(name="N", ticked=True, many=["a", "b"], day=date(2026, 1, 2))

    assert (form.raw("name"), form.raw("day"), form.raw("line")) == ("N", "2026-01-02", "")
    assert form.ticked("ticked") and form.raws("ticked") and form.raws("many") == ["a", "b"]


def test_an_emptied_form_is_empty() -> None:
    form = Sample(FormData([]), ticked=True, many=["a"])

    assert not form.ticked("ticked") and form.raws("many") == []
    assert set(form.errors) == {"name"}
