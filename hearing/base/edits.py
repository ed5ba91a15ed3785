"""Two who change the same thing: the later form never undoes the earlier one in silence.

A form carries along a mark of what stood in it when it was shown. When something else stands there now, nothing is
written: the form comes back with what was typed, and says who changed what. It carries a new mark, so that saving
once more means it.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, TypeVar

from starlette.datastructures import FormData
from tortoise.models import Model
from tortoise.transactions import in_transaction

from hearing.base.audit import AuditEntry, trail_of
from hearing.base.forms import Form
from hearing.base.lang import _
from hearing.base.marks import Mark, Rows, mark, read, standing, texts, typed

F = TypeVar("F", bound=Form)
MOST_SHOWN = 600
MOST_LINES = 2_000
Words = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that somebody else changed; `ours` when the reader had changed it, too, so that theirs is not taken."""

    name: str
    label: str
    theirs: str
    yours: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """Who was first, when, and what differs; nobody when the log names none."""

    by: str
    at: datetime | None
    fields: list[Difference]


async def save(
    form: F,
    row: Model,
    fresh: Callable[[], Awaitable[Mapping[str, Any]]],
    write: Callable[[], Awaitable[Any]],
    verbs: Iterable[str],
    told: Words | None = None,
    log: Model | None = None,
) -> F | None:
    """Write, unless others changed what the form shows: then the form again, with both sides.

    `fresh` reads what the form of this row would show now, `verbs` are the log's words for such a change, and `told`
    has the reader's words for values that are codes: field -> code -> words. `log` is the row whose log tells of it.
    """
    async with in_transaction():
        await type(row).filter(pk=row.pk).select_for_update().first()
        values = await fresh()
        differing = _differing(form, values)
        if not differing:
            await write()
            return None
    entry = await _line(log or row, read(form.seen), tuple(verbs))
    return _again(form, values, differing, entry, told or {})


def _differing(form: Form, values: Mapping[str, Any]) -> list[str]:
    """The fields that were changed since, to something else than what is typed."""
    seen = read(form.seen)
    now = standing(form, values).items()
    return [name for name, theirs in now if not seen.knows(name, theirs) and typed(form, name) != theirs]


async def _line(row: Model, seen: Mark, verbs: tuple[str, ...]) -> AuditEntry | None:
    """The last line of the log about such a change since the form was shown."""
    lines = AuditEntry.filter(trail=trail_of(row), what__in=list(verbs), at__gte=seen.at)
    return await lines.order_by("-id").first()


def _again(form: F, values: Mapping[str, Any], differing: list[str], entry: AuditEntry | None, told: Words) -> F:
    """The form as typed, with theirs in the fields the reader had left alone."""
    seen, theirs = read(form.seen), standing(form, values)
    ours = {name for name in differing if not seen.knows(name, typed(form, name))}
    taken = [part for name in differing if name not in ours for part in form.TOGETHER.get(name, (name,))]
    kept = [(name, text) for name, text in _items(form) if name not in taken and name != "seen"]
    kept += [(name, text) for name in taken for text in texts(values.get(name))]
    again = type(form)(FormData([*kept, ("seen", mark(form, values))]))
    fields = [
        Difference(name, str(form.LABELS[name]), *_sides(form, name, theirs[name], told.get(name, {})), name in ours)
        for name in differing
    ]
    again.clash = Clash(entry.by_name if entry else "", entry.at if entry else None, fields)
    return again


def _items(form: Form) -> Iterator[tuple[str, Any]]:
    data = form.data or {}
    yield from data.multi_items() if isinstance(data, FormData) else data.items()


def _sides(form: Form, name: str, theirs: Rows, words: Mapping[str, Any]) -> tuple[str, str]:
    """Theirs and yours as text to read; of long texts only the lines that differ."""
    field = form.Fields.model_fields.get(name)
    if field is not None and field.annotation is bool:
        return (_("Yes"), _("No")) if theirs else (_("No"), _("Yes"))
    hidden = {place for place, part in enumerate(form.TOGETHER.get(name, ())) if part.endswith("_id")}
    a, b = (_lines(rows, hidden, words) for rows in (theirs, typed(form, name)))
    return _shown(a, b), _shown(b, a)


def _lines(rows: Rows, hidden: set[int], words: Mapping[str, Any]) -> list[str]:
    told = [
        " · ".join(str(words.get(text, text)) for place, text in enumerate(row) if text and place not in hidden)
        for row in rows
    ]
    return "\n".join(told).split("\n")


def _shown(lines: list[str], other: list[str]) -> str:
    most = max(len(lines), len(other))
    same = SequenceMatcher(None, lines, other, autojunk=False).get_matching_blocks() if most < MOST_LINES else []
    common = {place for block in same for place in range(block.a, block.a + block.size)}
    text = "\n".join(line for place, line in enumerate(lines) if place not in common and line.strip())
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN].rstrip() + " …"
