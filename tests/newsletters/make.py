"""Monthly letters for tests, made the way people make them."""

from datetime import date
from typing import Any

from hearing.mail.models import OutgoingMail
from hearing.newsletters import monthly, subscribe
from hearing.newsletters.models import Newsletter, Subscriber
from hearing.organisers.models import Organiser
from hearing.staff.models import Account, Role
from tests import make

SIV = "siv@post.test"


async def planner() -> Account:
    """Ann, who may everything at Egen röst."""
    return await make.member(await make.organiser(), "Ann Lind", Role.PLANNER, admin=True)


async def offered() -> Organiser:
    """Egen röst, which offers the letter."""
    organiser = await make.organiser()
    await subscribe.offer(organiser, await planner(), True)
    return organiser


async def subscriber(address: str = SIV, language: str = "sv", organiser: Organiser | None = None) -> Subscriber:
    """Somebody who has asked and said yes."""
    await subscribe.ask(organiser or await make.organiser(), address, language)
    row = await fresh(address)
    await subscribe.confirm(row)
    return row


async def fresh(address: str = SIV) -> Subscriber:
    """The row of an address, as it stands."""
    return await Subscriber.get(address_norm=address).select_related("organiser")


async def again(row: Subscriber) -> Subscriber:
    """The same row, read anew."""
    return await Subscriber.get(pk=row.pk).select_related("organiser")


async def letter(intro: str = "Hej!\n\nVälkommen på *möte*.", **facts: Any) -> Newsletter:
    """A draft of November with something in it."""
    row = await monthly.draft(await make.organiser(), await planner(), date(2026, 11, 1))
    await monthly.save(row, await planner(), row.subject, intro, facts.get("events", []), facts.get("answers", []))
    return row


async def monthly_mails() -> list[OutgoingMail]:
    """The letters in the outbox."""
    return await OutgoingMail.filter(kind="newsletter").order_by("id")
