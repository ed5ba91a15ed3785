"""The table behind a letter: columns per recipient from a pasted or imported table, amounts with their certainty."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tortoise.transactions import atomic

from hearing.base import lang
from hearing.base.audit import Actor, record
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.base.numbers import number
from hearing.data import reference
from hearing.letters import merge
from hearing.letters.kinds import Certainty
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient, RecipientValue

CODE = ("kod", "code", "länskod", "kommunkod")
CERTAINTIES = ("säkerhet", "certainty", "visshet")
CERTAIN = {
    "uppgiven": Certainty.STATED,
    "uppgivet": Certainty.STATED,
    "härledd": Certainty.DERIVED,
    "härlett": Certainty.DERIVED,
    "sannolik": Certainty.LIKELY,
    "sannolikt": Certainty.LIKELY,
} | {one.value: one for one in Certainty}
MOST_ROWS = 400
MOST_COLUMNS = 12
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One value for one place."""

    code: str
    key: str
    value: str
    amount: int | None = None
    certainty: Certainty = Certainty.STATED
    source: str = ""
    line: int = 0  # of a table somebody typed


def programmes() -> list[tuple[str, str]]:
    """The amounts that come with the program, as choices: key and name."""
    found = dict.fromkeys((f"{one.programme}:{one.year}", f"{one.programme}, {one.year}") for one in reference.grants())
    return list(found)


def of_programme(chosen: str, key: str, language: str) -> list[Cell]:
    """The amounts of one programme and year."""
    _refuse([name for name in [key.strip().casefold()] if _built_in(name)])
    cells = []
    with lang.use(language):
        for one in reference.grants():
            if f"{one.programme}:{one.year}" == chosen:
                certainty = CERTAIN.get(one.certainty, Certainty.LIKELY)
                cells.append(Cell(one.code, key, money(one.amount), one.amount, certainty, one.basis))
    if not cells:
        raise Refusal("There is no such table.")
    return cells


def money(amount: int) -> str:
    """1 000 000 kronor."""
    return _("%(amount)s kronor", amount=number(amount))


def read(rows: Sequence[Sequence[str]], language: str) -> list[Cell]:
    """A table: a head, codes in the first column, then a column for each word. What is wrong is told line by line."""
    if len(rows) < 2:
        raise Refusal("The table needs a head and at least one row.")
    head, *lines = rows
    names = [name.strip().casefold() for name in head]
    if not names or names[0] not in CODE or len(names) < 2:
        raise Refusal("The first column must be called kod, and at least one more column is needed.")
    _refuse(_wrong(names))
    if len(lines) > MOST_ROWS or len(names) > MOST_COLUMNS:
        raise Refusal("The table is too large: at most %(rows)s rows and %(columns)s columns.", rows=400, columns=12)
    told: list[str] = []
    with lang.use(language):
        cells = [cell for place, row in enumerate(lines, start=2) for cell in _cells(names, row, place, told)]
    complain(told)
    return cells


def passed_by(rows: Sequence[Sequence[str]]) -> list[str]:
    """The columns with the authority's name: usual beside a code, and read past, for the letter knows it."""
    names = [name.strip().casefold() for name in rows[0][1:]] if rows else []
    return [name for name in names if merge.KEYS.get(name) == "authority"]


def _built_in(name: str) -> bool:
    """Whether the letter has this word already, and a column would change what it means."""
    return name in merge.KEYS or name in merge.TAKEN_TOO


def _wrong(names: Sequence[str]) -> list[str]:
    """The columns that cannot be kept; the authority's name is read past where there is something else to keep."""
    taken = [name for name in names[1:] if _built_in(name)]
    own = [name for name in names[1:] if name not in taken and name not in CERTAINTIES]
    return [name for name in taken if not own or merge.KEYS.get(name) != "authority"]


def _refuse(words: Sequence[str]) -> None:
    if words:
        told = ", ".join(f"{{{name}}}" for name in words)
        raise Refusal("The letter fills in %(words)s by itself. Give the column another name.", words=told)


def complain(told: Sequence[str]) -> None:
    """Refuse with what is wrong, the first lines of it; nothing is kept."""
    if told:
        more = _("And %(number)s more.", number=len(told) - MOST_TOLD) if len(told) > MOST_TOLD else ""
        raise Refusal("Nothing was kept. %(wrong)s", wrong=" ".join([*told[:MOST_TOLD], more]).strip())


def _cells(names: Sequence[str], row: Sequence[str], place: int, told: list[str]) -> Iterable[Cell]:
    values = dict(zip(names, (value.strip() for value in row), strict=False))
    if not any(values.values()):
        return
    word = next((values[name].casefold() for name in CERTAINTIES if values.get(name)), "")
    if word and word not in CERTAIN:
        told.append(
            _(
                "Line %(number)s: “%(word)s” is no certainty; write uppgiven, härledd or sannolik.",
                number=place,
                word=word[:40],
            )
        )
    if not row[0].strip():
        told.append(_("Line %(number)s: the code is missing.", number=place))
    if len(row) > len(names) and any(value.strip() for value in row[len(names) :]):
        told.append(_("Line %(number)s: there are more columns than in the head.", number=place))
    for name in names[1:]:
        value = values.get(name, "")
        if name in CERTAINTIES or _built_in(name) or not value:
            continue
        amount = _amount(value)
        shown = (money(amount) if amount is not None else value)[:300]
        yield Cell(row[0].strip(), name[:40], shown, amount, CERTAIN.get(word, Certainty.STATED), line=place)


def _amount(text: str) -> int | None:
    bare = re.sub(r"[\s\u00a0\u202f]|kronor|kr$|sek$", "", text.casefold())
    return int(bare) if bare.isascii() and bare.isdigit() and 3 < len(bare) < 16 else None


def _strange(cells: Sequence[Cell], rows: Collection[str]) -> list[str]:
    """What is wrong with the codes, one sentence for each line."""
    told: dict[int, str] = {}
    seen: dict[str, int] = {}
    for cell in cells:
        likely = next((code for code in (cell.code.zfill(2), cell.code.zfill(4)) if code in rows), "")
        if cell.code not in rows and likely:
            known = _(
                "Line %(number)s: no recipient has the code %(code)s; did you mean %(likely)s?",
                number=cell.line,
                code=cell.code[:20],
                likely=likely,
            )
            told.setdefault(cell.line, known)
        elif cell.code not in rows:
            told.setdefault(
                cell.line,
                _("Line %(number)s: no recipient has the code %(code)s.", number=cell.line, code=cell.code[:20]),
            )
        elif seen.setdefault(cell.code, cell.line) != cell.line:
            told.setdefault(
                cell.line,
                _(
                    "Line %(number)s: the code %(code)s stands on line %(first)s, too.",
                    number=cell.line,
                    code=cell.code,
                    first=seen[cell.code],
                ),
            )
    return [told[line] for line in sorted(told)]


@atomic()
async def keep(campaign: Campaign, by: Actor, cells: Sequence[Cell], known_only: bool = False) -> int:
    """Give every recipient its values; codes that no recipient has are refused by name, and nothing is kept."""
    rows = {row.code: row for row in await Recipient.filter(campaign=campaign)}
    if known_only:
        cells = [cell for cell in cells if cell.code in rows]
    if not rows:
        raise Refusal("There are no recipients yet. Choose them first.")
    complain(_strange(cells, rows))
    if not cells:
        raise Refusal("No recipient of this letter is in the table.")
    keys = {cell.key for cell in cells}
    ids = {rows[cell.code].pk for cell in cells}
    await RecipientValue.filter(recipient_id__in=ids, key__in=keys).delete()
    last = {(cell.code, cell.key): cell for cell in cells}
    await RecipientValue.bulk_create(
        RecipientValue(
            recipient=rows[cell.code],
            key=cell.key,
            value=cell.value,
            amount=cell.amount,
            certainty=cell.certainty,
            source=cell.source[:300],
        )
        for cell in last.values()
    )
    await record(by, "letter.values_imported", campaign, values=len(last))
    return len(last)


async def values(campaign: Campaign) -> dict[int, dict[str, RecipientValue]]:
    """All values by recipient and column; one query."""
    found: dict[int, dict[str, RecipientValue]] = {}
    for row in await RecipientValue.filter(recipient__campaign_id=campaign.pk).order_by("key"):
        found.setdefault(row.recipient_id, {})[row.key] = row
    return found


def totals(found: dict[int, dict[str, RecipientValue]]) -> list[tuple[str, Certainty, int, int]]:
    """Column, certainty, how many, sum: one line for each certainty, never mixed."""
    sums: dict[tuple[str, Certainty], list[int]] = {}
    for columns in found.values():
        for row in columns.values():
            if row.amount is not None:
                sums.setdefault((row.key, row.certainty), []).append(row.amount)
    return [(key, certainty, len(told), sum(told)) for (key, certainty), told in sorted(sums.items())]
