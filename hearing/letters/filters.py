"""Which recipients the board lists, and in which groups: chosen in the address, the same for list, matrix and files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request

from hearing.base.lang import _
from hearing.base.sorting import fold, sort_key
from hearing.data import reference
from hearing.letters import territory
from hearing.letters.board import GROUPS, STEPS, Board, Line
from hearing.letters.kinds_case import Assessment, Handling
from hearing.letters.shown import STEPS as STEP_WORDS
from hearing.letters.shown import turns

NAMES = ("state", "turn", "late", "mine", "tag", "assessment", "healthcare", "county", "q", "by")
GROUPINGS = ("turn", "healthcare", "name")
MOST_TEXT = 100


class Filter:
    """What is typed in the address; what cannot be asked for is not asked for. `me` is the reader's account."""

    def __init__(self, query: Mapping[str, str], me: int | None = None) -> None:
        self.me = me
        self.state = _of(query.get("state", ""), STEPS)
        self.turn = _of(query.get("turn", ""), GROUPS)
        self.late = "1" if query.get("late") else ""
        self.mine = "1" if query.get("mine") and me is not None else ""
        self.tag = query.get("tag", "")[:MOST_TEXT]
        self.assessment = _of(query.get("assessment", ""), [one.value for one in Assessment])
        self.healthcare = _of(query.get("healthcare", ""), [one.code for one in reference.healthcare_regions()])
        self.county = _of(query.get("county", ""), territory.counties())
        self.q = query.get("q", "").strip()[:MOST_TEXT]
        self.by = _of(query.get("by", ""), GROUPINGS)

    @property
    def any(self) -> bool:
        """Whether somebody is left out."""
        return any(getattr(self, name) for name in NAMES if name != "by")

    @property
    def query(self) -> str:
        """The same as an address has it, with its question mark; nothing when nothing is chosen."""
        told = urlencode({name: getattr(self, name) for name in NAMES if getattr(self, name)})
        return f"?{told}" if told else ""

    def on(self, lines: Iterable[Line]) -> list[Line]:
        """The recipients that pass."""
        return [line for line in lines if self.passes(line)] if self.any else list(lines)

    def passes(self, line: Line) -> bool:
        """Whether one of them does."""
        row = line.row
        return (
            (not self.state or line.step == self.state)
            and (not self.turn or line.group == self.turn)
            and (not self.late or line.late)
            and (not self.mine or row.assigned_id == self.me)
            and (not self.tag or self.tag in row.tags)
            and (not self.assessment or row.assessment == self.assessment)
            and (not self.healthcare or territory.healthcare_of().get(row.code) == self.healthcare)
            and (not self.county or territory.county_of(row.code) == self.county)
            and (not self.q or fold(self.q) in fold(_words(line)))
        )


def _of(typed: str, known: Iterable[str]) -> str:
    return typed if typed in known else ""


def _words(line: Line) -> str:
    row = line.row
    told = (row.authority, row.short_name, row.ref, row.name, row.title, row.now_with, row.responder, row.summary)
    return " ".join([*told, line.holder, *line.case.references, *row.tags])


def kept(request: Request) -> str:
    """What was chosen on the page a form was sent from, for the address to go back to."""
    return asked(request, dict(parse_qsl(urlsplit(request.headers.get("referer", "")).query))).query


def asked(request: Request, query: Mapping[str, str]) -> Filter:
    """What the reader has chosen in an address."""
    return Filter(query, int(request.state.account.pk))


@dataclass(slots=True)
class Section:
    """Some of the listed recipients under one heading, and how many of them have answered."""

    name: str
    lines: list[Line]
    answered: int | None = None


def sections(lines: list[Line], by: str) -> list[Section]:
    """The list in its groups: by whose turn it is, by healthcare region, or as one."""
    if by == "healthcare":
        return _by_healthcare(lines)
    if by == "name":
        return [Section(_("All"), lines)] if lines else []
    found = []
    for group in GROUPS:
        those = [line for line in lines if line.group == group]
        found.append(Section(str(turns()["groups"][group]), sorted(those, key=_longest_first)))
    return [one for one in found if one.lines]


def _longest_first(line: Line) -> tuple[int, str]:
    return -(line.waited or 0), line.row.sort_key


def _by_healthcare(lines: list[Line]) -> list[Section]:
    main = territory.healthcare_of()
    found = [
        _counted(told.name, [line for line in lines if main.get(line.row.code) == told.code])
        for told in reference.healthcare_regions()
    ]
    found.append(_counted(_("No healthcare region"), [line for line in lines if line.row.code not in main]))
    return [one for one in found if one.lines]


def _counted(name: str, lines: list[Line]) -> Section:
    return Section(name, lines, sum(line.row.handling == Handling.ANSWERED for line in lines))


@dataclass(slots=True)
class Choices:
    """What can be chosen on one board: only what some recipient has."""

    states: list[tuple[str, str]]
    turns: list[tuple[str, str]]
    tags: list[tuple[str, str]]
    assessments: list[tuple[str, str]]
    healthcares: list[tuple[str, str]]
    counties: list[tuple[str, str]]
    mine: bool  # somebody looks after some of them


def choices(board: Board) -> Choices:
    """The values of the lists beside the board, each with its word."""
    lines = board.lines
    codes = {territory.healthcare_of().get(line.row.code) for line in lines}
    homes = sorted({territory.county_of(line.row.code) for line in lines} - {""})
    tags = sorted({tag for line in lines for tag in line.row.tags}, key=sort_key)
    assessed = {line.row.assessment for line in lines}
    steps, groups = board.steps, turns()["groups"]
    return Choices(
        states=[(step, str(STEP_WORDS[step][2])) for step in STEPS if steps[step]],
        turns=[(group, str(groups[group])) for group in GROUPS if any(line.group == group for line in lines)],
        tags=[(tag, tag) for tag in tags],
        assessments=[(one.value, str(one.label)) for one in Assessment if one in assessed],
        healthcares=[(one.code, one.name) for one in reference.healthcare_regions() if one.code in codes],
        counties=[(code, territory.counties()[code]) for code in homes],
        mine=any(line.holder for line in lines),
    )


@dataclass(slots=True)
class County:
    """One county of a letter to many: how many of its recipients have answered."""

    code: str
    name: str
    answered: int
    total: int


def by_county(board: Board) -> list[County]:
    """The counties of a letter to municipalities, in Swedish order."""
    found: dict[str, County] = {}
    for line in board.lines:
        code = territory.county_of(line.row.code)
        if code:
            one = found.setdefault(code, County(code, territory.counties()[code], 0, 0))
            one.total += 1
            one.answered += line.row.handling == Handling.ANSWERED
    return sorted(found.values(), key=lambda one: sort_key(one.name))
