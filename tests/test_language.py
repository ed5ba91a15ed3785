"""Every text of the interface has a Swedish wording, each wording is used, and their placeholders agree.

When texts are missing the failure prints them as PO entries, ready for the file of their slice.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
PO_FILES = sorted((ROOT / "hearing" / "locale" / "sv").glob("*.po"))
KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "lazy": None, "Refusal": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")

Id = str | tuple[str, ...]


def key(msgid: Any) -> Id:
    """One shape for texts and for texts with a plural."""
    return tuple(msgid) if isinstance(msgid, (tuple, list)) else msgid


def spoken() -> dict[Id, str]:
    """Each text in code and templates, with one place where it stands."""
    sources = [
        *((file, "python") for file in (ROOT / "hearing").rglob("*.py")),
        *((file, "jinja2.ext:babel_extract") for file in (ROOT / "templates").rglob("*.html")),
    ]
    found = {}
    for file, method in sorted(sources):
        for line, msgid, _, _ in texts_in(file, method):
            found[key(msgid)] = f"{file.relative_to(ROOT)}:{line}"
    return found


def texts_in(file: Path, method: str) -> Iterator[tuple[int, Any, Any, Any]]:
    """The texts of one file."""
    options = {"newstyle_gettext": "true", "silent": "false", "encoding": "utf-8"}
    with file.open("rb") as opened:
        yield from (
            (line, msgid, a, b) for line, msgid, a, b in extract(method, opened, KEYWORDS, (), options) if msgid
        )


def wordings() -> Iterator[tuple[str, Message]]:
    """All entries of all PO files."""
    for file in PO_FILES:
        with file.open("rb") as opened:
            yield from ((file.name, message) for message in read_po(opened, locale="sv") if message.id)


def parts(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def entry(msgid: Id, place: str) -> str:
    """An untranslated text as it belongs in a PO file."""
    quoted = [f'"{part}"' for part in (text.replace('"', '\\"') for text in parts(msgid))]
    if len(quoted) == 1:
        return f'#: {place}\nmsgid {quoted[0]}\nmsgstr ""\n'
    return f'#: {place}\nmsgid {quoted[0]}\nmsgid_plural {quoted[1]}\nmsgstr[0] ""\nmsgstr[1] ""\n'


def test_every_text_has_a_swedish_wording() -> None:
    known = {key(message.id) for _, message in wordings() if all(parts(message.string))}

    missing = {msgid: place for msgid, place in spoken().items() if msgid not in known}

    assert not missing, "\n".join(["", *(entry(msgid, place) for msgid, place in missing.items())])


def test_every_wording_is_used() -> None:
    used = set(spoken())

    unused = [(file, message.id) for file, message in wordings() if key(message.id) not in used]

    assert unused == []


def test_no_wording_is_a_guess() -> None:
    assert [(file, message.id) for file, message in wordings() if message.fuzzy] == []


def test_one_text_has_one_wording() -> None:
    seen: dict[Id, Any] = {}

    twice = [m.id for _, m in wordings() if seen.setdefault(key(m.id), m.string) != m.string]

    assert twice == []


def test_placeholders_agree() -> None:
    wrong = []
    for file, message in wordings():
        originals, wanted = parts(message.id), parts(message.string)
        for original, wording in zip(originals, wanted, strict=True):
            if set(PLACEHOLDER.findall(original)) != set(PLACEHOLDER.findall(wording)):
                wrong.append((file, original, wording))

    assert wrong == []


@pytest.mark.parametrize("side", ["id", "string"])
def test_every_text_can_be_filled_in(side: str) -> None:
    texts = [text for _, message in wordings() for text in parts(getattr(message, side))]

    for text in texts:
        assert isinstance(text % dict.fromkeys(PLACEHOLDER.findall(text), 1), str)
