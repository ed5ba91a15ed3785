"""Every form of the app, found by looking: the pages' real forms, and what their handlers read."""

import dis
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum
from html.parser import HTMLParser
from types import CodeType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hearing.base.forms import Form
from tests.owned import NUMBER
from tests.routes import Address

SAMPLES: dict[str, str] = {
    "colour": "#5a2a5f",
    "slug": "ett-namn",
    "region": "20",
    "regions": "20",
    "municipality": "2080",
    "municipalities": "Falun",
    "week": "",  # beside a day it must be that day's own
    "start": "17.30",
    "end": "20.00",
    "end_date": "",
    "second_days": "9",
    "other": str(NUMBER + 1),
    "others": str(NUMBER + 1),
    "rest": "",
    "replaces": "",
    "starts_on": "2030-01-01",
    "ends_on": "2031-01-01",
    "people": "Siv Ek, siv.ek@roster.test",
    "website": "https://roster.test",
    "online_url": "https://roster.test/rum",
    "organisations": "",
    "contact_phone": "070-174 06 21",
}
READ = re.compile(r'(?:data|form|posted\(request\)\))\.get(?:list)?\("(\w+)"|"(\w+)" in data')
TAKES = re.compile(r"posted\(|uploaded\(|\.form\(|_read\(|\.body\(|\.stream\(")  # else it looks at nothing that is sent
TYPED = ("text", "email", "url", "tel", "search", "date", "time", "number", "week", "")


@dataclass
class Found:
    """One <form>: where it goes, its fields in order, and those a person types in."""

    action: str
    method: str
    enctype: str = ""
    values: list[tuple[str, str]] = field(default_factory=list)
    typed: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """Reads the forms of a page as a browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []
        self.select = ""
        self.area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a form or take a field."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action, method = given.get("action", ""), given.get("method", "get").lower()
            self.found.append(Found(action, method, given.get("enctype", "")))
        elif self.found and given.get("name"):
            self._field(tag, given)
        elif tag == "option" and self.select and self.found and "selected" in given:
            self.found[-1].values.append((self.select, given.get("value", "")))

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name, kind = self.found[-1], given["name"], given.get("type", "")
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            form.typed.add(name)
            self.area = (name, [])
        elif tag == "input" and kind == "file":
            form.files.add(name)
        elif tag == "input" and (kind not in ("checkbox", "radio") or "checked" in given):
            form.values.append((name, given.get("value", "")))
            if kind in TYPED and "readonly" not in given:
                form.typed.add(name)

    def handle_data(self, data: str) -> None:
        """What stands in a textarea."""
        if self.area:
            self.area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        """End a textarea or a select."""
        if tag == "textarea" and self.area:
            text = "".join(self.area[1])
            self.found[-1].values.append((self.area[0], text.removeprefix("\n")))
            self.area = None
        elif tag == "select":
            self.select = ""


def forms(html: str) -> list[Found]:
    """The forms of a page."""
    reader = Forms()
    reader.feed(html)
    return reader.found


def read_by(one: Address) -> tuple[list[type[Form]], set[str]]:
    """The Form classes a handler uses, and the fields its code reads itself."""
    classes: list[type[Form]] = []
    words: set[tuple[str, str]] = set()
    called = _called(inspect.unwrap(one.handler))
    if not any(TAKES.search(inspect.getsource(function)) for function in called):
        return [], set()
    for function in called:
        classes = classes or _used(function)
        words |= set(READ.findall(inspect.getsource(function)))
    return classes, {first or second for first, second in words}


def _used(function: Any) -> list[type[Form]]:
    """The Form classes it names: the handler's own come before those of what it calls."""
    known = [function.__globals__.get(name) for name in _globals(function.__code__)]
    return [one for one in known if inspect.isclass(one) and issubclass(one, Form)]


def _called(start: Any) -> list[Any]:
    """The function and those of its own module it calls, and so on."""
    known, waiting = [], [start]
    while waiting:
        function = waiting.pop(0)
        if function in known:
            continue
        known.append(function)
        for name in _globals(function.__code__):
            other = function.__globals__.get(name)
            if inspect.isfunction(other) and other.__module__ == start.__module__:
                waiting.append(inspect.unwrap(other))
    return known


def _globals(code: CodeType) -> Iterator[str]:
    """The names of the module that the code reads, not those of attributes."""
    yield from (step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL")
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _globals(inner)


def sample(name: str, annotation: Any, about: str) -> str:
    """A value a field takes."""
    if name in SAMPLES:
        return SAMPLES[name]
    if "email" in name:
        return f"{name.replace('_', '.')}@roster.test"
    kind = plain(annotation)
    if get_origin(kind) is Literal:
        return str(get_args(kind)[0])
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return str(next(iter(kind)).value)
    if kind is int:
        return str(NUMBER) if "2147483647" in f"{annotation}{about}" else "5"
    return {bool: "on", date: "2027-01-15", time: "17.30"}.get(kind, "Ett värde")


def plain(annotation: Any) -> Any:
    """The type inside Annotated, list and `| None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated or origin in (list, set):
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            annotation = next(one for one in get_args(annotation) if one is not type(None))
        else:
            return annotation
