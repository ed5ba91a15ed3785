"""What a form remembers of the row it was made from: a short mark for each field, to tell whether it still stands so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar, Protocol

from hearing.base.clock import now

Rows = tuple[tuple[str, ...], ...]
LAST_SECOND = 9_999_999_999


class Fields(Protocol):
    """A form, as far as it is looked at here."""

    Fields: ClassVar[Any]
    TOGETHER: ClassVar[Any]

    def raws(self, name: str) -> list[str]:
        """All values of a field."""


@dataclass(frozen=True, slots=True)
class Mark:
    """When a form was shown, and a digest of what stood in each field then."""

    at: datetime
    digests: Mapping[str, str]

    def knows(self, name: str, rows: Rows) -> bool:
        """Whether this is what stood there; a field the mark lacks is taken to be as it was."""
        return self.digests.get(name, digest(rows)) == digest(rows)


def mark(form: Fields, values: Mapping[str, Any]) -> str:
    """The mark as it travels in a hidden field."""
    parts = [f"{name}:{digest(rows)}" for name, rows in standing(form, values).items()]
    return " ".join([str(int(now().timestamp())), *parts])


def read(text: str) -> Mark:
    """A mark that came back; whatever else was sent knows nothing."""
    moment, *parts = text.split(" ")
    seconds = min(int(moment), LAST_SECOND) if moment.isascii() and moment.isdigit() and len(moment) < 12 else 0
    pairs = (part.partition(":") for part in parts)
    return Mark(datetime.fromtimestamp(seconds, UTC), {name: digest for name, _sign, digest in pairs})


def standing(form: Fields, values: Mapping[str, Any]) -> dict[str, Rows]:
    """What stands in the fields by name; fields that belong together are the rows of one list."""
    parts = {part for names in form.TOGETHER.values() for part in names}
    alone = [name for name in values if name in form.Fields.model_fields and name not in parts]
    found = {name: _alone(texts(values[name])) for name in alone}
    lists = {name: names for name, names in form.TOGETHER.items() if any(part in values for part in names)}
    return found | {name: _rows([texts(values.get(part)) for part in names]) for name, names in lists.items()}


def typed(form: Fields, name: str) -> Rows:
    """What was sent in a field, or in those of a list."""
    names = form.TOGETHER.get(name)
    return _rows([form.raws(part) for part in names]) if names else _alone(form.raws(name))


def texts(value: Any) -> list[str]:
    """A value as the fields of a page send it."""
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list | tuple | set | frozenset):
        return ["" if one is None else str(one) for one in value]
    return [] if value is None else [str(value)]


def digest(rows: Rows) -> str:
    """Short, and different for what differs."""
    return sha256(json.dumps(rows).encode()).hexdigest()[:12]


def _alone(values: list[str]) -> Rows:
    return tuple(sorted((text,) for text in map(_plain, values) if text))


def _rows(columns: list[list[str]]) -> Rows:
    longest = max((len(column) for column in columns), default=0)
    filled = [[_plain(text) for text in column] + [""] * (longest - len(column)) for column in columns]
    return tuple(row for row in zip(*filled, strict=True) if any(row))


def _plain(text: str) -> str:
    """Without what a browser or a form's cleaning changes: line ends, blanks around."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()
