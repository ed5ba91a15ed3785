"""Which addresses take a body of the largest size: those whose forms bring files."""

import re

import pytest

from hearing.app import FILES

TAKES = [
    "/desk/events/12/documents/",
    "/desk/letters/3/files",
    "/r/Uauxha4xGorKZBXizKsPfj",
    "/en/r/Uauxha4xGorKZBXizKsPfj",
]


@pytest.mark.parametrize("path", TAKES)
def test_a_form_with_files_may_be_large(path: str) -> None:
    assert re.fullmatch(FILES, path)


@pytest.mark.parametrize("path", ["/desk/events/12/edit", "/sign-in", "/r/short", "/desk/letters/3/files/4"])
def test_others_may_not(path: str) -> None:
    assert not re.fullmatch(FILES, path)
