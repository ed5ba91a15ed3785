"""The mails of one mailing, event, letter, guest or address: how they stand together."""

import re
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from hearing.base.web import mine
from hearing.mail.models import Mailing, MailReason, MailStatus, OutgoingMail
from hearing.mail.shown import Asked

EVENT = re.compile(r"event-(\d{1,9})(?:/(\d{1,9}))?")
LETTER = re.compile(r"[^/\s-]{1,20}-\d\d-\d{1,9}(?:/\d{1,9})?")


@dataclass(frozen=True, slots=True)
class Scope:
    """What the mails have in common, when the next one leaves, what the server said last."""

    title: str
    url: str
    next_at: datetime | None
    tried: bool
    last: OutgoingMail | None
    kept: int

    @property
    def words(self) -> str:
        """The server's last words about one of them."""
        return (self.last.last_text or self.last.smtp_response) if self.last else ""


async def scope(request: Request, asked: Asked, mails: QuerySet[OutgoingMail]) -> Scope | None:
    """How one mailing's, topic's or address's mails stand; None for the whole outbox."""
    if not asked.narrow:
        return None
    found = asked.whole.of(mails)
    waits = await found.filter(status=MailStatus.QUEUED).order_by("due_at").first().values_list("due_at", "attempts")
    words = Q(last_text__not="") | Q(smtp_response__not="")
    said = found.exclude(tried_at=None).filter(words).order_by("-tried_at")
    last = await said.first().only("id", "to_name", "to_address", "last_text", "smtp_response", "tried_at")
    kept = await found.filter(status=MailStatus.HELD, reason=MailReason.STAFF).count()
    next_at, attempts = waits if waits else (None, 0)
    title = await _title(request, asked, found)
    return Scope(title, place(asked.topic), next_at, bool(attempts), last, kept)


async def _title(request: Request, asked: Asked, mails: QuerySet[OutgoingMail]) -> str:
    if asked.mailing:
        mailing = await mine(request, Mailing.filter(id=asked.mailing)).first()
        return mailing.title if mailing else ""
    if not asked.topic:
        return ", ".join(asked.to)
    one = await mails.order_by("-id").first().only("id", "topic_title", "to_name")
    if one is None:
        return asked.topic
    title = one.topic_title or asked.topic
    return f"{one.to_name}, {title}" if "/" in asked.topic and one.to_name else title


def place(about: str) -> str:
    """Where on the desk the thing itself is: the event, the guest, the letter, its recipient."""
    if found := EVENT.fullmatch(about):
        return f"/desk/events/{found[1]}" + (f"/guests/{found[2]}" if found[2] else "")
    return f"/desk/letters/cases/{about}" if LETTER.fullmatch(about) else ""
