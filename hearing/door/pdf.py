"""A table as a PDF to print or hand out: A4, the head on every page, tagged for screen readers."""

import asyncio
from pathlib import Path
from typing import Any

from hearing.base import dates
from hearing.base.tables import Table
from hearing.base.typeset import Press
from hearing.events.models import Event

TEMPLATE = Path(__file__).with_name("table.typ")


async def of(event: Event, table: Table, title: str) -> bytes:
    """The table of an event, in the event's name; made in a thread."""
    day = dates.local(event.starts_at, event.zone)
    about = f"{dates.upfirst(dates.weekday(day))}, {dates.times(event.starts_at, event.ends_at, event.zone)}"
    told = [["" if cell is None else str(cell) for cell in row] for row in table]
    return await asyncio.to_thread(make, told, event.language, f"{title}: {event.title}", about, event.organiser.name)


def make(table: list[list[str]], language: str, title: str, about: str, sender: str) -> bytes:
    """The PDF."""
    told: dict[str, Any] = {"lang": language, "title": title, "about": about, "sender": sender}
    told |= {"head": table[0], "rows": table[1:]}
    return Press(TEMPLATE).pdf(told)
