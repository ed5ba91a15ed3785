"""The worker's side of the outbox: claim what is due, hand it over, note how it ended.

A mail is taken by one conditional UPDATE with a lease, marked before its first byte leaves,
and marked again when the server has answered. Whoever is killed between the two marks leaves
a doubtful mail that a person decides about; everything else is tried again by itself.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import structlog

from hearing.base.addresses import Smtp
from hearing.base.clock import now
from hearing.mail import addresses, claims, message
from hearing.mail.claims import LEASE
from hearing.mail.ledger import Ledger
from hearing.mail.models import MailAttachment, MailReason, OutgoingMail
from hearing.mail.pace import Breaker, Domains, Pace, next_try
from hearing.mail.relay import Watched
from hearing.mail.rules import Gate, blocked
from hearing.mail.smtp import Line, Outcome, Result
from hearing.mail.watch import watch

BEAT = 20.0
IDLE = 0.2
GRACE = 30.0  # what a stop gives a message that is on its way
RELAY_WAIT = timedelta(minutes=1)

log = structlog.get_logger()


class Sender:
    """Some kept connections and the mails this process holds for them."""

    def __init__(self, server: Smtp) -> None:
        self.lines = [Line(server) for _number in range(server.connections)]
        self.pace = Pace(server.per_minute)
        self.domains = Domains(server.per_domain or max(1, server.per_minute // 2))
        self.breaker = Breaker()
        self.server = Watched(server)
        self.owner = claims.owner()
        self.most = max(server.connections, min(claims.MOST, server.per_minute // 30))
        self.mine: deque[OutgoingMail] = deque()
        self.claiming = asyncio.Lock()
        self.lanes: dict[int, asyncio.Task[None]] = {}
        self.heart: asyncio.Task[None] | None = None
        self.closing = False
        self.handled = 0
        self.ledger = Ledger(self.owner, self._at_work)

    async def work(self) -> bool:
        """Job: when something is due, put every idle connection to work."""
        if self.closing or self.breaker.is_open() or not await claims.anything_due() or self.closing:
            return False
        for number, line in enumerate(self.lines):
            if number not in self.lanes or self.lanes[number].done():
                self.lanes[number] = asyncio.create_task(self._lane(line))
        if self.heart is None or self.heart.done():
            self.heart = asyncio.create_task(self._beat())
        return False

    async def drain(self) -> None:
        """Work until nothing is due any more, or the server is away."""
        while not self.breaker.is_open() and await claims.anything_due():
            before = self.handled
            await self.work()
            await asyncio.gather(*self.lanes.values())
            if self.handled == before:  # what is due must wait for its domain, or for another worker
                await asyncio.sleep(IDLE)
                await claims.take_back()

    async def stop(self) -> None:
        """Claim no more, let what is on its way arrive, give back the rest, take leave."""
        self.closing = True
        running = [task for task in self.lanes.values() if not task.done()]
        if running:
            _done, late = await asyncio.wait(running, timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self.ledger.settled()
        await claims.give_back(self.owner)
        if self.heart:
            self.heart.cancel()
            await asyncio.gather(self.heart, return_exceptions=True)
        await asyncio.gather(*(line.quit() for line in self.lines))

    async def _lane(self, line: Line) -> None:
        try:
            while mail := await self._next():
                await self._send(line, mail)
        except Exception as wrong:
            log.error("mail lane stopped", error=type(wrong).__name__)
        await self.ledger.settled()
        if self.breaker.is_open() and self.mine:
            left, self.mine = [mail.pk for mail in self.mine], deque()
            await claims.give_back(self.owner, left)

    def _at_work(self) -> int:
        return sum(1 for task in self.lanes.values() if not task.done())

    async def _next(self) -> OutgoingMail | None:
        if self.closing or self.breaker.is_open():
            return None
        await self.pace.turn()
        async with self.claiming:
            if not self.mine:
                await self.ledger.flush()  # what has ended makes room for the next to its domain
                claimed = await claims.claim(self.owner, self.most, self.domains.full())
                for mail in claimed:
                    if mail.priority:
                        self.domains.count(addresses.domain_of(mail.to_norm))
                self.mine.extend(await self._sift(claimed))
            return self.mine.popleft() if self.mine and not self.closing else None

    async def _sift(self, mails: list[OutgoingMail]) -> list[OutgoingMail]:
        """Those that may leave by the rules of now; the others are held or ended."""
        if not mails:
            return []
        gate, shut, fit = await Gate.now(), await blocked((mail.to_address, mail.organiser_id) for mail in mails), []
        for mail in mails:
            if reason := gate.holds(mail.to_address):
                await mail.settle("hold", self.owner, reason=reason)
            elif (mail.to_address, mail.organiser_id) in shut:
                await mail.settle("fail", self.owner, reason=MailReason.BLOCKED)
            elif mail.expires_at and mail.expires_at <= now():
                await mail.settle("fail", self.owner, reason=MailReason.EXPIRED)
            else:
                fit.append(mail)
        return fit

    async def _send(self, line: Line, mail: OutgoingMail) -> None:
        try:
            text = message.build(mail, await attachments(mail))
        except Exception as wrong:
            log.error("mail could not be written", mail=mail.pk, error=type(wrong).__name__)
            await mail.settle("fail", self.owner, reason=MailReason.BROKEN)
            return
        try:
            result = await line.deliver(mail.envelope_from, mail.to_address, text, lambda: self._begin(mail))
        except asyncio.CancelledError:
            await asyncio.shield(self._interrupted(mail))
            raise
        except Exception:
            await self._interrupted(mail)
            raise
        try:
            await self._firmly(lambda: self._note(mail, result, line.told))
        except asyncio.CancelledError:
            await asyncio.shield(self._note(mail, result, line.told))  # conditional: harmless when it was noted already
            raise

    async def _begin(self, mail: OutgoingMail) -> bool:
        begun = await self.ledger.begin(mail.pk)
        mail.phase = "data" if begun else ""
        return begun

    async def _interrupted(self, mail: OutgoingMail) -> None:
        if mail.phase == "data":
            await mail.settle("doubt", self.owner, attempts=mail.attempts + 1, last_text="stopped while sending")
        else:
            await mail.settle("defer", self.owner, owner="", lease_until=None)

    async def _note(self, mail: OutgoingMail, result: Result, told: list[str]) -> None:
        """Write down how a try ended."""
        self.handled += 1
        if result.outcome == Outcome.RELAY:
            self.breaker.fault()
            await self.server.fault(result)
            log.warning("mail server", code=result.code, opens=self.breaker.is_open())
            words = {"last_code": result.code, "last_text": result.text}
            due = now() + RELAY_WAIT
            await mail.settle("defer", self.owner, owner="", lease_until=None, due_at=due, **words)
            return
        self.breaker.fine()
        await self.server.fine(told)
        if result.outcome != Outcome.LOST:
            await self._settle(mail, result)

    async def _settle(self, mail: OutgoingMail, result: Result) -> None:
        tries = mail.attempts + 1
        tried = {"attempts": tries, "lease_until": None, "last_code": result.code}
        match result.outcome:
            case Outcome.SENT:
                self.ledger.end(mail.pk, result.text)
            case Outcome.DOUBTFUL:
                await mail.settle("doubt", self.owner, last_text=result.text, **tried)
            case Outcome.LATER if (due := next_try(tries)) is not None:
                await mail.settle("defer", self.owner, owner="", phase="", due_at=due, last_text=result.text, **tried)
            case _:
                reason = MailReason.REFUSED if result.outcome == Outcome.REFUSED else MailReason.GAVE_UP
                await mail.settle("fail", self.owner, phase="", reason=reason, last_text=result.text, **tried)
                await watch(mail, result)

    async def _firmly(self, note: Callable[[], Awaitable[None]]) -> None:
        """Note an outcome although the database stumbles: without the note the mail would be doubtful."""
        for wait in (0.2, 1, 5, 20):
            try:
                await note()
                return
            except Exception as wrong:
                log.error("outcome not noted, trying again", error=type(wrong).__name__)
                await asyncio.sleep(wait)
        await note()

    async def _beat(self) -> None:
        """Renew the leases while anything is in hand."""
        while not all(task.done() for task in self.lanes.values()):
            await asyncio.sleep(BEAT)
            with suppress(Exception):  # the next beat tries again, and the lease outlives four of them
                await claims.renew(self.owner, now() + LEASE)


async def attachments(mail: OutgoingMail) -> list[message.Part]:
    """The files that go out with a mail; most have none and cost no query."""
    if not mail.attached:
        return []
    rows = await MailAttachment.filter(mail_id=mail.pk).order_by("id").select_related("file")
    return [message.Part(row.name, row.file.media_type, row.file.content) for row in rows]
