"""What a form remembers of the row it was made from."""

from datetime import UTC, datetime

import pytest
from pydantic import BaseModel

from hearing.base import marks
from hearing.base.clock import now
from hearing.base.forms import Form, Line, MaybeCount


class Small(Form):
    TOGETHER = {"rows": ("row_id", "row_name")}

    class Fields(BaseModel):
        title: Line = ""
        on: bool = False
        codes: list[str] = []
        row_id: list[MaybeCount] = []
        row_name: list[Line] = []


VALUES = {"title": "A\nB ", "on": True, "codes": ["20", "01"], "row_id": [1, None], "row_name": ["X", ""]}


def test_a_form_sent_as_it_was_shown_is_known_again() -> None:
    seen = marks.read(Small(None, **VALUES).seen)
    sent: Form = Small({"title": " A\r\nB", "on": "on", "codes": "01", "row_name": "X", "row_id": "1"})

    assert (seen.at, set(seen.digests)) == (now(), {"title", "on", "codes", "rows"})
    known = {name: seen.knows(name, marks.typed(sent, name)) for name in seen.digests}
    assert known == {"title": True, "on": True, "codes": False, "rows": True}


@pytest.mark.parametrize("text", ["", "x", "1", "²", "99999999999 title", ": :", "1 title:0 title:1"])
def test_whatever_comes_back_is_read(text: str) -> None:
    assert datetime(1970, 1, 1, tzinfo=UTC) <= marks.read(text).at < datetime(2300, 1, 1, tzinfo=UTC)


def test_a_field_the_mark_lacks_is_as_it_was() -> None:
    assert marks.read("").knows("title", (("A",),))
