"""Fetching mail from the mailbox: one worker at a time, each mail kept for good before the next number is noted.

What is noted is UIDVALIDITY and the last UID, never a flag: people may read, move and delete in the mailbox
as they like. A mail that the server cannot give is left behind, noted, and asked for again later.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from tortoise.exceptions import IntegrityError

from hearing.base.addresses import Imap
from hearing.base.clock import now
from hearing.base.jobs import JobRun
from hearing.mail import claims
from hearing.mail.hand import Hand
from hearing.mail.imap import WAIT, ImapFault, Look, Mailbox, Waiting
from hearing.mail.inbox import HEAD_BYTES, MOST_BYTES, TooBig, keep, keep_note
from hearing.mail.models_in import ImapCursor, MailboxProblem

T = TypeVar("T")

NAME = "mail.fetch"
POLL = 30.0
LEASE, BEAT = timedelta(minutes=2), 20.0
OTHERS = 10.0  # between looks whether the worker that reads the mailbox is still there
PATIENCE = 600.0  # for one thing asked of the server, however slowly it trickles in
TRIES = 3  # of one mail, before it is left behind
AGAIN = 120.0  # between tries of what was left behind
GRACE = 3.0
WAITS = (2.0, 5.0, 10.0, 20.0, 40.0, 60.0)
REFUSED_WAITS = (30.0, 60.0, 120.0, 300.0)  # a wrong password too often locks an account

log = structlog.get_logger()


class Fetcher:
    """This process's connection to the mailbox, when it is the one that reads it."""

    def __init__(self, server: Imap, poll: float = POLL, wait: float = WAIT) -> None:
        self.server, self.poll, self.wait = server, poll, wait
        self.name = mailbox_name(server)
        self.owner = claims.owner()
        self.box: Mailbox | None = None
        self.hand: Hand | None = None
        self.rests_until = self.left_at = float("-inf")
        self.faults = 0
        self.tries: dict[int, int] = {}
        self.busy = asyncio.Lock()
        self.woken = asyncio.Event()
        self.closing = False

    async def work(self) -> bool:
        """Job: read what is new, then wait until the server has something or it is time to look again."""
        if self.closing or time.monotonic() < self.rests_until:
            return False
        if not await self._is_mine():
            self.rests_until = time.monotonic() + OTHERS
            return False
        async with self.busy:
            beating = asyncio.create_task(self._beat())
            try:
                await self._round()
                await self._rest()
            except ImapFault as wrong:
                await self._failed(wrong)
            except BaseException:
                self._drop()
                raise
            finally:
                beating.cancel()
        return False

    async def stop(self) -> None:
        """Let the mail at hand be kept, take leave of the server, give the mailbox free for others."""
        self.closing = True
        self.woken.set()
        try:
            await asyncio.wait_for(self.busy.acquire(), GRACE)
        except TimeoutError:
            if self.box:
                self.box.cut()
            await self.busy.acquire()
        if self.box and self.hand:
            with suppress(Exception):
                await self.hand.do(self.box.close, wait=GRACE)
        self._drop()
        self.busy.release()
        await JobRun.filter(name=NAME, owner=self.owner).update(lease_until=None)

    async def _is_mine(self) -> bool:
        """Whether this worker is the one that reads the mailbox: it was, nobody is, or the other one is gone."""
        moment = now()
        mine: dict[str, Any] = {"owner": self.owner, "ran_at": moment, "lease_until": moment + LEASE}
        if await JobRun.filter(name=NAME, owner=self.owner).update(**mine):
            return True
        row = await JobRun.get_or_none(name=NAME)
        if row is None:
            with suppress(IntegrityError):
                await JobRun.create(name=NAME, **mine)
            return await JobRun.exists(name=NAME, owner=self.owner)
        if row.lease_until and row.lease_until > moment and not claims.is_dead(row.owner):
            return False
        return bool(await JobRun.filter(name=NAME, owner=row.owner, lease_until=row.lease_until).update(**mine))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            with suppress(Exception):  # the next beat tries again, and the lease outlives five of them
                await JobRun.filter(name=NAME, owner=self.owner).update(lease_until=now() + LEASE)

    async def _round(self) -> None:
        """Everything that is new, in order."""
        box = await self._opened()
        look = await self._do(box.look)
        cursor = await self._cursor(look)
        nothing_new = look.mails == 0 or look.uidnext == cursor.last_uid + 1
        for one in [] if nothing_new else await self._do(box.since, cursor.last_uid):
            if self.closing:
                return
            await self._take(box, cursor, one)
        self.faults = 0
        changes = {"problem": MailboxProblem.NONE, "problem_text": "", "problem_at": None}
        with storing():
            await ImapCursor.filter(pk=cursor.pk).update(read_at=now(), **changes)
        if cursor.left_uids and time.monotonic() > self.left_at + AGAIN:
            await self._take_left(box, cursor)

    async def _opened(self) -> Mailbox:
        if self.box is None:
            self.hand, self.box = Hand(), Mailbox(self.server, self.wait)
            await self._do(self.box.open)
        return self.box

    async def _cursor(self, look: Look) -> ImapCursor:
        """How far the mailbox has been read; from the beginning when the server has numbered it anew."""
        cursor = await cursor_of(self.name)
        went_back = 0 < look.uidnext <= cursor.last_uid
        if cursor.uidvalidity != look.uidvalidity or went_back:
            cursor.update_from_dict({"uidvalidity": look.uidvalidity, "last_uid": 0, "left_uids": []})
            await cursor.save(update_fields=["uidvalidity", "last_uid", "left_uids"])
        return cursor

    async def _take(self, box: Mailbox, cursor: ImapCursor, one: Waiting) -> None:
        """Keep one mail; only then is its number noted."""
        try:
            await self._keep(box, one)
        except ImapFault as wrong:
            self.tries[one.uid] = self.tries.get(one.uid, 0) + 1
            if wrong.problem == MailboxProblem.STORING or self.tries[one.uid] < TRIES:
                raise
            cursor.left_uids = [*cursor.left_uids, one.uid]
            await self._noted(cursor, one.uid, left_uids=cursor.left_uids)
            raise
        self.tries.pop(one.uid, None)
        self.faults = 0
        await self._noted(cursor, one.uid)

    async def _noted(self, cursor: ImapCursor, uid: int, **changes: Any) -> None:
        here = ImapCursor.filter(pk=cursor.pk, uidvalidity=cursor.uidvalidity, last_uid__lt=uid)
        with storing():
            await here.update(last_uid=uid, **changes)
        cursor.last_uid = uid

    async def _take_left(self, box: Mailbox, cursor: ImapCursor) -> None:
        """Ask again for the mails that the server could not give."""
        self.left_at = time.monotonic()
        sizes = {one.uid: one for one in await self._do(box.since, min(cursor.left_uids) - 1)}
        for uid in list(cursor.left_uids):
            if uid in sizes:
                await self._keep(box, sizes[uid])
            cursor.left_uids = [left for left in cursor.left_uids if left != uid]
            await ImapCursor.filter(pk=cursor.pk, uidvalidity=cursor.uidvalidity).update(left_uids=cursor.left_uids)

    async def _keep(self, box: Mailbox, one: Waiting) -> None:
        """From the server into the database, committed when this returns; nothing when somebody has removed it."""
        raw = await self._do(box.fetch, one.uid, HEAD_BYTES if one.size > MOST_BYTES else None)
        if raw is None:
            return
        with storing():
            try:
                if one.size > MOST_BYTES:
                    await keep_note(raw, one.size, door="imap")
                else:
                    await keep(raw, door="imap")
            except TooBig:
                await keep_note(raw, len(raw), door="imap")

    async def _rest(self) -> None:
        """Until the server has something, or it is time to look again."""
        self.woken.clear()
        if self.closing or self.box is None:
            return
        if not self.box.idles:
            await self._woken()
            return
        loop, number = asyncio.get_running_loop(), await self._do(self.box.idle)
        loop.add_reader(number, self.woken.set)
        try:
            await self._woken()
        finally:
            loop.remove_reader(number)
        await self._do(self.box.done)

    async def _woken(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.woken.wait(), self.poll)

    async def _do(self, function: Callable[..., T], *given: Any) -> T:
        """Have the thread ask the server."""
        if self.hand is None:
            raise ImapFault(MailboxProblem.BROKEN)
        try:
            return await self.hand.do(function, *given, wait=PATIENCE)
        except TimeoutError:
            raise ImapFault(MailboxProblem.BROKEN, "too slow") from None

    async def _failed(self, fault: ImapFault) -> None:
        """Note what is in the way, and leave the server alone for a while."""
        self._drop()
        waits = REFUSED_WAITS if fault.problem == MailboxProblem.SIGN_IN else WAITS
        self.rests_until = time.monotonic() + waits[min(self.faults, len(waits) - 1)]
        self.faults += 1
        log.warning("mailbox cannot be read", problem=str(fault.problem))
        with suppress(Exception):  # when the database is the problem it cannot be noted there
            here = ImapCursor.filter(pk=(await cursor_of(self.name)).pk)
            await here.update(problem=fault.problem, problem_text=fault.words)
            await here.filter(problem_at=None).update(problem_at=now())

    def _drop(self) -> None:
        """Close without a word; the thread ends by itself."""
        if self.box and self.hand:
            self.box.cut()
            self.hand.end(self.box.close)
        self.box = self.hand = None


@contextmanager
def storing() -> Iterator[None]:
    """Whatever the database cannot do now, it is tried again: the mail stays at the server."""
    try:
        yield
    except Exception as wrong:
        raise ImapFault(MailboxProblem.STORING, type(wrong).__name__) from wrong


async def cursor_of(name: str) -> ImapCursor:
    """The row of a mailbox, made the first time."""
    return (await ImapCursor.get_or_create(mailbox=name))[0]


def mailbox_name(server: Imap) -> str:
    """What a mailbox is known by; another port or the way of encryption makes it no other one."""
    name = f"{server.user}@{server.host}/{server.folder}"
    return name if len(name) <= 320 else hashlib.sha256(name.encode()).hexdigest()
