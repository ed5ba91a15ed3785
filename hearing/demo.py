"""The demo: invented organisers, people, events and answers, moved by whole weeks to this week."""

import json
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from tortoise.transactions import in_transaction

from hearing.base.clock import today
from hearing.base.errors import Refusal
from hearing.base.installation import mark_demo
from hearing.base.paths import DATA
from hearing.events import demo as events
from hearing.invitations import demo as invitations
from hearing.invitations.models import Invitation
from hearing.letters import demo as letters
from hearing.letters import demo_post as letters_post
from hearing.letters import demo_statement as statements
from hearing.letters.scale import scale as another_letter
from hearing.mail import scale as incoming
from hearing.mail.inbox import Sorter, keep
from hearing.mail.models_in import IncomingMail
from hearing.mail.scale import About
from hearing.newsletters import demo as newsletters
from hearing.organisers.models import Organiser
from hearing.people import demo as people
from hearing.staff import demo as staff


@lru_cache
def told() -> dict[str, Any]:
    """demo.json, with what demo_more.json adds under "more", demo_letters.json under "letters"."""
    demo: dict[str, Any] = json.loads((DATA / "demo.json").read_text())
    demo["more"] = json.loads((DATA / "demo_more.json").read_text())
    demo["letters"] = json.loads((DATA / "demo_letters.json").read_text())
    return demo


def shift_to(anchor: date | None) -> timedelta:
    """The whole weeks that bring the demo's anchor Monday into the week of a date (default: this week)."""
    day = anchor or today()
    from_ = date.fromisoformat(told()["meta"]["anchor_date"])
    return timedelta(days=((day - timedelta(days=day.weekday())) - from_).days)


async def load(anchor: date | None = None, scale: int = 0) -> None:
    """Fill an empty database with the demo, marked for good. Refuses where organisers exist."""
    demo, shift = told(), shift_to(anchor)
    async with in_transaction():
        if await Organiser.exists():
            raise Refusal("This database already has organisers: the demo is loaded only into an empty one.")
        await mark_demo((date.fromisoformat(demo["meta"]["anchor_date"]) + shift).isoformat())
        organisers = await staff.load(demo)
        cards = await people.load(demo, shift, organisers)
        planned = await events.load(demo, shift, organisers, cards)
        await invitations.load(demo, shift, organisers, cards, planned)
        await letters.load(demo, shift, organisers, cards)
        await statements.load(demo["letters"], shift, organisers)
        await newsletters.load(organisers)
    for _round in range(scale):
        await enlarge(_round)


async def deliver(sorter: Sorter, anchor: date | None = None) -> None:
    """The demo's post: sent letters in the outbox, and some mails that come in and are read and placed as always."""
    await letters_post.outgoing()
    for raw, at in await letters_post.incoming(told()["letters"]["incoming"], shift_to(anchor)):
        mail = await keep(raw, door="demo")
        await IncomingMail.filter(pk=mail.pk).update(received_at=at)
    try:
        while await sorter.sort_next():
            pass
    finally:
        await sorter.stop()


async def enlarge(number: int) -> None:
    """One more hundred events, thousand people, five thousand invitations, letter to 290; in a transaction of its own."""
    async with in_transaction():
        await people.scale(number)
        await events.scale(number)
        await invitations.scale(number)
        await another_letter(number)
        await incoming.scale(number, await _written_to(number))


async def _written_to(number: int) -> list[About]:
    """Whom mails may come from: the round's invited."""
    invited = Invitation.filter(event__slug__startswith=f"scale-{number}-").exclude(email="").order_by("id")
    found = await invited.limit(500).select_related("event")
    return [About(row.ref, row.email_norm, row.name, row.event.organiser_id) for row in found]
