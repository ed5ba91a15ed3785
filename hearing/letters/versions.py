"""What changed between two versions of a letter, line by line."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from hearing.base.lang import lazy
from hearing.letters.models import CampaignVersion

PARTS = (
    ("title", lazy("Title")),
    ("subject", lazy("Subject of the mail")),
    ("body", lazy("The letter")),
    ("easy_read", lazy("The letter in easy-to-read language")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: kept (""), added or gone."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the letter that differs."""

    name: str
    lines: list[Line]


def changes(old: CampaignVersion, new: CampaignVersion) -> list[Part]:
    """The parts that differ, with what is added and gone."""
    pairs = [(str(name), getattr(old, key).split("\n"), getattr(new, key).split("\n")) for key, name in PARTS]
    told = [[f"{one['number']} {one['text']}" for one in row.demands] for row in (old, new)]
    pairs.append((str(lazy("Numbered demands")), told[0], told[1]))
    return [Part(name, _lines(before, after)) for name, before, after in pairs if before != after]


def _lines(before: list[str], after: list[str]) -> list[Line]:
    found: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Line("", text) for text in before[a:b]]
        else:
            found += [Line("gone", text) for text in before[a:b]] + [Line("added", text) for text in after[c:d]]
    return [line for line in found if line.text.strip()]
