"""Whatever people, staff and mail servers do in whatever order: an address that has stopped gets no letter."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import message_from_bytes

import pytest

from hearing.base.clock import freeze, now
from hearing.base.errors import Refusal
from hearing.mail import claims, outbox
from hearing.mail.models import Mailing, OutgoingMail
from hearing.mail.sender import Sender
from hearing.newsletters import monthly, sending, subscribe
from hearing.newsletters.models import Newsletter, Subscriber
from tests import make
from tests.mail.conftest import configured_with
from tests.mail.server import server
from tests.newsletters.make import planner

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
ADDRESSES = ("a@ett.test", "b@ett.test", "c@tre.test")


@dataclass
class World:
    """Who may get a letter, and what wrongly left."""

    dice: random.Random
    allowed: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    left: int = 0
    month: int = 0

    async def somebody(self) -> Subscriber | None:
        """One of those whose address we know."""
        found = await Subscriber.exclude(address_norm="").order_by("id").select_related("organiser")
        return self.dice.choice(found) if found else None

    async def ask(self) -> None:
        """Ask, and most often say yes."""
        address = self.dice.choice(ADDRESSES)
        await subscribe.ask(await make.organiser(), address, "sv")
        if self.dice.random() < 0.8:
            await subscribe.confirm(await Subscriber.get(address_norm=address))
            self.allowed.add(address)

    async def stop(self) -> None:
        """One stops: from this moment nothing begins."""
        if row := await self.somebody():
            self.allowed.discard(row.address_norm)
            await subscribe.stop(row, await planner() if self.dice.random() < 0.3 else None)

    async def send(self) -> None:
        """A letter of another month."""
        self.month += 1
        row = await monthly.draft(await make.organiser(), await planner(), date(2026 + self.month, 1, 1))
        await monthly.save(row, await planner(), "Brev", "Hej", [], [])
        if await Subscriber.exists(status="on"):
            await sending.send(row, await planner())

    async def undo(self) -> None:
        """The last one is taken back."""
        if mailing := await Mailing.filter(status="running").order_by("-id").first():
            row = await Newsletter.get_or_none(mailing_id=mailing.pk).select_related("organiser")
            if row:
                await sending.undo(row, mailing, await planner())

    async def press(self) -> None:
        """Staff try to send again whatever did not arrive; the worker's job has looked since."""
        await subscribe.sweep()
        for mail in await OutgoingMail.filter(kind="newsletter", status__in=["failed", "doubtful", "held"]):
            await (outbox.release if mail.status == "held" else outbox.again)(mail, await planner())

    async def hold(self) -> None:
        """A worker takes some, and dies with them begun or not."""
        held = await claims.claim("gone:boot:1:x", 2)
        if self.dice.random() < 0.5:
            await claims.note([mail.pk for mail in held], [], "gone:boot:1:x")

    async def deliver(self) -> None:
        """The worker at work, with a server in some mood."""
        mood = self.dice.choice(["ok", "ok", "450", "550", "drop"])
        async with server(lambda step: mood if step == "dot" else "ok") as wire:
            with configured_with(smtp=wire.smtp(connections=2)):
                await claims.take_back()
                sender = Sender(wire.smtp(connections=2))
                await sender.drain()
                await sender.stop()
        for raw in wire.taken:
            mail = message_from_bytes(raw)
            if mail["List-Unsubscribe"]:
                self.left += 1
                self.wrong += [] if str(mail["To"]) in self.allowed else [str(mail["To"])]


@pytest.mark.parametrize("seed", [6, 9, 26, 55])
async def test_an_address_that_has_stopped_gets_no_letter(seed: int) -> None:
    world = World(random.Random(seed))
    acts = [world.ask, world.ask, world.stop, world.send, world.send, world.undo, world.press, world.hold]
    for turn in range(40):
        act = world.deliver if turn % 5 == 4 else world.dice.choice(acts)
        with freeze(now() + timedelta(minutes=7 * turn)):
            try:
                async with server() as wire:
                    with configured_with(smtp=wire.smtp()):
                        await act()
            except Refusal:
                continue

    assert (world.wrong, world.left > 0) == ([], True)
