"""Name badges, 90 × 55 mm, ten on an A4, as a PDF that screen readers can read too."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hearing.base.lang import _
from hearing.base.typeset import Press
from hearing.door import lists
from hearing.door.lists import Guest
from hearing.events.models import Event
from hearing.invitations import codes

TEMPLATE = Path(__file__).with_name("badge.typ")
ON_A_PAGE = 10
COME = ("yes", "waiting")


async def of(event: Event) -> bytes:
    """A badge for each who comes, A–Ö; an organisation with several places gets one for each."""
    wanted = await told(event)
    return await asyncio.to_thread(make, wanted, event.language, event.title, event.organiser.name)


async def told(event: Event) -> list[dict[str, str]]:
    """What stands on each badge."""
    hall = await lists.hall(event)
    return [one for guest in hall.guests if guest.status in COME for one in [_told(event, guest)] * guest.places]


def _told(event: Event, guest: Guest) -> dict[str, str]:
    part = ", ".join(text for text in (guest.title, guest.organisation, guest.instead) if text)
    return {"name": guest.name, "part": part, "code": codes.picture(int(event.pk), guest.code, 1)}


def make(wanted: Sequence[dict[str, str]], language: str, title: str, sender: str) -> bytes:
    """The PDF; at least one page."""
    pages = [list(wanted[start : start + ON_A_PAGE]) for start in range(0, max(len(wanted), 1), ON_A_PAGE)]
    told: dict[str, Any] = {
        "lang": language,
        "title": title,
        "sender": sender,
        "pages": pages,
        "alt": _("Code for the door"),
    }
    return Press(TEMPLATE).pdf(told)
