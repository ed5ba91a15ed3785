"""The inbox: raw bytes are stored and committed before anything else; then each mail is read, placed and handed on."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from hearing.base import files
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.mail import addresses, sorting
from hearing.mail.addresses import clean
from hearing.mail.child import Child, Unreadable
from hearing.mail.directory import Directory, Several
from hearing.mail.models_in import IncomingMail, IncomingStatus
from hearing.mail.outbox import envelope
from hearing.mail.parsed import Asked, Marks, Parsed, Reading
from hearing.settings import settings

Claimant = Callable[[IncomingMail], Awaitable[bool]]

MOST_BYTES = files.MOST_BYTES
HEAD_BYTES = 64 * 1024
WAIT = timedelta(minutes=2)  # after this another worker may take a mail whose worker fell silent
MOST_TRIES = 5
MESSAGE_ID = re.compile(rb"^message-id:\s{0,5}(<[^<>\s]{1,290}>)", re.I | re.M)
FROM = re.compile(rb"^from:[ \t]*([^\r\n]{1,900})", re.I | re.M)

log = structlog.get_logger()


class TooBig(Refusal):
    """The mail is larger than is taken: answered with 552, and the sender is told."""


class NotNow(Exception):
    """The mail could not be stored: answered with 452 or exit status 75, and the server tries again."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """What wiring.py hands down: who claims mail, in order, and who knows what we sent."""

    claimants: Sequence[Claimant] = ()
    directories: Sequence[Directory] = ()


async def keep(raw: bytes, envelope_to: str = "", envelope_from: str = "", door: str = "") -> IncomingMail:
    """Store one mail for good, or find it when the same bytes are here already; committed when this returns."""
    if len(raw) > MOST_BYTES:
        raise TooBig("The mail is larger than 25 MB.")
    digest = hashlib.sha256(raw).hexdigest()
    if found := await IncomingMail.get_or_none(sha256=digest):
        return found
    try:
        async with in_transaction():
            file = await files.keep(raw, "mail.eml", "message/rfc822")
            return await IncomingMail.create(
                sha256=digest,
                file=file,
                size=len(raw),
                door=door[:20],
                envelope_to=clean(envelope_to, 320),
                envelope_from=clean(envelope_from, 320),
                received_at=now(),
                due_at=now(),
                second_key=second_key(raw),
            )
    except IntegrityError:
        return await IncomingMail.get(sha256=digest)  # another process was first
    except (OperationalError, OSError) as wrong:
        raise NotNow(f"The mail could not be stored: {type(wrong).__name__}") from wrong


async def keep_note(head: bytes, size: int, door: str = "") -> IncomingMail:
    """Note a mail that is too big to keep: its first lines, so that somebody sees who wrote."""
    cut = head[:HEAD_BYTES]
    cut = cut[: cut.rfind(b"\n") + 1] or cut
    mail = await keep(cut, door=door)
    told = f"too big: {size // 1_000_000} MB"
    await IncomingMail.filter(pk=mail.pk, problem="").update(problem=told)
    mail.problem = told
    return mail


async def reread(mail: IncomingMail) -> None:
    """Let a mail be read and placed anew from its raw bytes; what people decided about its places stays."""
    kept = mail.problem if mail.problem.startswith("too big") else ""
    await mail.move("reread", due_at=now(), attempts=0, problem=kept)


def second_key(raw: bytes) -> str:
    """The same for one mail by two doors: Message-ID, From and body; empty without a Message-ID."""
    head, gap, body = raw.partition(b"\r\n\r\n") if b"\r\n\r\n" in raw[:HEAD_BYTES] else raw.partition(b"\n\n")
    named, sender = MESSAGE_ID.search(head[:HEAD_BYTES]), FROM.search(head[:HEAD_BYTES])
    if not named or not gap:
        return ""
    said = body.replace(b"\r\n", b"\n").strip()
    parts = (named[1], sender[1].strip().lower() if sender else b"", said)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


class Sorter:
    """Reads and places kept mails, one after the other, with a child process of its own."""

    def __init__(self, inbound: Inbound) -> None:
        self.inbound = inbound
        self.directory = Several(inbound.directories)
        self.child = Child()

    async def sort_next(self) -> bool:
        """Job: take the mail that has waited longest and sort it; False when none is due."""
        mail = await self._take()
        if mail is None:
            return False
        try:
            reading = await self._read(mail)
            await sorting.sort(mail, reading, self.directory, self.inbound.claimants)
        except Exception as wrong:
            log.exception("mail could not be sorted", mail=mail.pk)
            if mail.attempts >= MOST_TRIES:
                await sorting.give_up(mail, f"could not be sorted: {type(wrong).__name__}")
        return True

    async def stop(self) -> None:
        """End the child."""
        await self.child.close()

    async def _take(self) -> IncomingMail | None:
        due = IncomingMail.filter(status=IncomingStatus.KEPT, due_at__lte=now())
        for mail in await due.order_by("due_at", "id").limit(5):
            mine = IncomingMail.filter(pk=mail.pk, status=IncomingStatus.KEPT, due_at=mail.due_at)
            tried, due_at = mail.attempts + 1, now() + WAIT * (mail.attempts + 1)
            if await mine.update(due_at=due_at, attempts=tried):
                mail.due_at, mail.attempts = due_at, tried
                return mail
        return None

    async def _read(self, mail: IncomingMail) -> Reading:
        """What the child makes of it; of what it cannot read, that it could not."""
        file = await files.File.get_or_none(pk=mail.file_id) if mail.file_id else None
        if file is None:
            return unreadable("the raw mail is gone")
        try:
            return await self.child.read(asked(mail, bytes(file.content)))
        except Unreadable as wrong:
            return unreadable(str(wrong), bytes(file.content))


def asked(mail: IncomingMail, raw: bytes) -> Asked:
    """The work for the child, with what it must know of this installation."""
    ours = {envelope(), settings().mail_reply}
    domains = frozenset(addresses.domain_of(one) for one in ours)
    return Asked(raw, mail.envelope_to, mail.received_at.date(), domains, frozenset(one.lower() for one in ours))


def unreadable(why: str, raw: bytes = b"") -> Reading:
    """A mail that could not be taken apart: what its first lines show, and that a person must look."""
    subject = re.search(rb"^subject:[ \t]*([^\r\n]{1,400})", raw[:HEAD_BYTES], re.I | re.M)
    sender = FROM.search(raw[:HEAD_BYTES])
    named = MESSAGE_ID.search(raw[:HEAD_BYTES])
    found = Parsed(
        message_id=named[1].decode("ascii", "replace") if named else "",
        from_name=clean(sender[1].decode("utf-8", "replace"), 200) if sender else "",
        subject=clean(subject[1].decode("utf-8", "replace"), 500) if subject else "",
    )
    return Reading(found, Marks(), "human", [], [], problem=why)
