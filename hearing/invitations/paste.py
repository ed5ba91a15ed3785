"""A pasted list of names and addresses: one per line, as mail programs and spreadsheets write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pydantic_core import PydanticCustomError
from starlette.requests import Request

from hearing.base.clock import today
from hearing.base.forms import clean_email, clean_line
from hearing.base.web import mine
from hearing.events.models import Event
from hearing.invitations.candidates import Candidate, Choice, candidate, group_for, role_of, sort
from hearing.invitations.choose import groups_of
from hearing.people.models import Holding, Person

MOST_LINES = 5000
ANGLED = re.compile(r'\s*"?(?P<name>[^"<]*?)"?\s*<\s*(?P<email>[^<>\s]+)\s*>\s*')
CELLS = re.compile(r"\t|;|(?<=\S)\s{3,}")
HEADINGS = {"namn", "name", "e-post", "epost", "email", "e-mail", "mail", "förnamn", "first name"}


@dataclass(slots=True)
class Pasted:
    """What a list holds, and the lines nobody can read."""

    rows: list[Candidate] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def read(text: str) -> Pasted:
    """Names and addresses of a pasted list; a heading line and empty lines are left out."""
    found = Pasted()
    for line in text.splitlines()[:MOST_LINES]:
        if not line.strip() or _is_heading(line):
            continue
        row = _row(line)
        if row is None:
            found.unread.append(line.strip()[:200])
        else:
            found.rows.append(row)
    return found


def _is_heading(line: str) -> bool:
    return "@" not in line and any(cell.strip().strip('"').casefold() in HEADINGS for cell in CELLS.split(line))


def _row(line: str) -> Candidate | None:
    angled = ANGLED.fullmatch(line.strip().rstrip(";,"))
    if angled:
        return _candidate(angled["name"], angled["email"], [])
    cells = [cell.strip().strip('"').strip() for cell in CELLS.split(line)]
    if len(cells) == 1 and "," in line and "@" in line:
        cells = [cell.strip().strip('"').strip() for cell in line.split(",")]
    address = next((cell for cell in cells if "@" in cell), "")
    others = [cell for cell in cells if cell and cell != address]
    if not address and len(others) == 1 and " " not in others[0]:
        return None
    return _candidate(others[0] if others else "", address, others[1:])


def _candidate(name: str, address: str, others: list[str]) -> Candidate | None:
    if not address and not name:
        return None
    try:
        email = str(clean_email(address))
    except PydanticCustomError:
        return None
    named = str(clean_line(name))[:200] or _name_of(email)
    title, organisation = [*(str(clean_line(other))[:200] for other in others), "", ""][:2]
    return Candidate(named, email, title=title, organisation=organisation)


def _name_of(email: str) -> str:
    """anna.berg@… is Anna Berg until somebody writes it better."""
    local = email.partition("@")[0]
    return " ".join(part.capitalize() for part in re.split(r"[._-]+", local) if part) or email


async def known(request: Request, event: Event, rows: Iterable[Candidate]) -> Choice:
    """The list against the register: known persons come with their card and role, the others as they stand."""
    listed, groups, day = list(rows), await groups_of(event), today()
    addresses = [one.email_norm for one in listed if one.email]
    cards = await mine(request, Person.filter(email_norm__in=addresses)).order_by("organiser_id") if addresses else []
    by_address = {person.email_norm: person for person in reversed(cards)}
    held = await _held(request, list(by_address.values()))
    chosen = []
    for one in listed:
        person = by_address.get(one.email_norm) if one.email else None
        role = role_of(held.get(person.pk, []), day) if person else None
        found = candidate(person, role, groups) if person else replace(one, group=group_for(None, groups))
        chosen.append(
            replace(found, title=one.title or found.title, organisation=one.organisation or found.organisation)
        )
    return await sort(event, chosen, day)


async def _held(request: Request, persons: list[Person]) -> dict[int, list[Holding]]:
    held: dict[int, list[Holding]] = {}
    if persons:
        rows = mine(request, Holding.filter(person_id__in=[person.pk for person in persons]))
        for holding in await rows.select_related("office__organisation"):
            held.setdefault(holding.person_id, []).append(holding)  # type: ignore[attr-defined]
    return held
