"""The table behind a letter: columns per recipient from a pasted or imported table, amounts with their certainty."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO

from tortoise.transactions import atomic

from hearing.base import lang
from hearing.base.audit import Actor, record
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.base.numbers import number
from hearing.data import reference
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


@dataclass(frozen=True, slots=True)
class Cell:
    """One value for one place."""

    code: str
    key: str
    value: str
    amount: int | None = None
    certainty: Certainty = Certainty.STATED
    source: str = ""


def programmes() -> list[tuple[str, str]]:
    """The amounts that come with the program, as choices: key and name."""
    found = dict.fromkeys((f"{one.programme}:{one.year}", f"{one.programme}, {one.year}") for one in reference.grants())
    return list(found)


def of_programme(chosen: str, key: str, language: str) -> list[Cell]:
    """The amounts of one programme and year."""
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


def read(text: str, language: str) -> list[Cell]:
    """A pasted table: a head, codes in the first column, then a column for each word; tabs, semicolons or commas."""
    lines = [line for line in text.replace("\ufeff", "").splitlines() if line.strip()]
    if len(lines) < 2:
        raise Refusal("The table needs a head and at least one row.")
    mark = next((sign for sign in "\t;," if sign in lines[0]), ";")
    head, *rows = csv.reader(StringIO("\n".join(lines)), delimiter=mark)
    names = [name.strip().casefold() for name in head]
    if names[0] not in CODE or len(names) < 2:
        raise Refusal("The first column must be called kod, and at least one more column is needed.")
    if len(rows) > MOST_ROWS or len(names) > MOST_COLUMNS:
        raise Refusal("The table is too large: at most %(rows)s rows and %(columns)s columns.", rows=400, columns=12)
    with lang.use(language):
        return [cell for row in rows for cell in _cells(names, [value.strip() for value in row])]


def _cells(names: Sequence[str], row: Sequence[str]) -> Iterable[Cell]:
    told = dict(zip(names, row, strict=False))
    word = next((told[name].casefold() for name in CERTAINTIES if told.get(name)), "")
    certainty = CERTAIN.get(word, Certainty.STATED)
    for name in names[1:]:
        value = told.get(name, "")
        if name in CERTAINTIES or not value:
            continue
        amount = _amount(value)
        yield Cell(row[0], name[:40], (money(amount) if amount is not None else value)[:300], amount, certainty)


def _amount(text: str) -> int | None:
    bare = re.sub(r"[\s\u00a0\u202f]|kronor|kr$|sek$", "", text.casefold())
    return int(bare) if bare.isascii() and bare.isdigit() and 3 < len(bare) < 16 else None


@atomic()
async def keep(campaign: Campaign, by: Actor, cells: Sequence[Cell], known_only: bool = False) -> int:
    """Give every recipient its values; codes that no recipient has are refused by name, and nothing is kept."""
    rows = {row.code: row for row in await Recipient.filter(campaign=campaign)}
    if known_only:
        cells = [cell for cell in cells if cell.code in rows]
    strange = [code for code in dict.fromkeys(cell.code for cell in cells) if code not in rows]
    if not rows or strange:
        raise Refusal("No recipient has the code %(codes)s.", codes=", ".join(strange[:5]) or "-")
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
