"""Every text of the interface has a Swedish wording, each wording is used, and their placeholders agree.

When texts are missing the failure prints them as PO entries, ready for the file of their slice.
"""

import ast
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
    found = {}
    for file in sorted([*(ROOT / "hearing").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]):
        texts = in_code(file.read_text()) if file.suffix == ".py" else in_template(file)
        for line, msgid in texts:
            found[key(msgid)] = f"{file.relative_to(ROOT)}:{line}"
    return found


def in_code(source: str) -> Iterator[tuple[int, Id]]:
    """The texts of a Python file, those inside f-strings too, on every version of Python."""
    for node in ast.walk(ast.parse(source)):
        name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in KEYWORDS:
            wanted = node.args[: len(KEYWORDS[name] or (1,))]
            texts = tuple(one.value for one in wanted if isinstance(one, ast.Constant) and isinstance(one.value, str))
            if texts and any(texts):
                yield node.lineno, texts if len(texts) > 1 else texts[0]


def in_template(file: Path) -> Iterator[tuple[int, Any]]:
    """The texts of one template."""
    options = {"newstyle_gettext": "true", "silent": "false", "encoding": "utf-8"}
    with file.open("rb") as opened:
        found = extract("jinja2.ext:babel_extract", opened, KEYWORDS, (), options)
        yield from ((line, msgid) for line, msgid, _, _ in found if msgid)


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


def test_texts_inside_other_strings_are_found() -> None:
    source = """head = f"{_('Guest list')} {title}"; more = ngettext("%(n)d seat", "%(n)d seats", n)"""

    assert list(in_code(source)) == [(1, ("%(n)d seat", "%(n)d seats")), (1, "Guest list")]
