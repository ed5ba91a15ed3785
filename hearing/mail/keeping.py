"""Holding one mail back, and undoing what a person did with it."""

from typing import Any

from tortoise.transactions import atomic

from hearing.base.audit import WORDS, Actor, AuditEntry, record, trail_of
from hearing.base.errors import Refusal
from hearing.base.lang import lazy
from hearing.mail.models import MailReason, MailStatus, OutgoingMail

BACK: dict[str, tuple[str, dict[str, Any]]] = {
    "mail.cancelled": ("uncancel", {}),
    "mail.discarded": ("undiscard", {}),
    "mail.counted": ("uncount", {"sent_at": None}),
    "mail.kept": ("release", {"reason": MailReason.NONE}),
}

WORDS.update(
    {
        "mail.cancelled": lazy("took a mail back"),
        "mail.discarded": lazy("removed a mail that was kept back"),
        "mail.released": lazy("released a mail that was kept back"),
        "mail.counted": lazy("counted an unclear mail as sent"),
        "mail.sent_again": lazy("sent a mail again"),
        "mail.kept": lazy("kept a mail back"),
        "mail.undone": lazy("undid what was done with a mail"),
    }
)


@atomic()
async def keep(mail: OutgoingMail, by: Actor) -> None:
    """Hold a mail that waits: it leaves only when a person releases it."""
    await mail.move("keep", reason=MailReason.STAFF)
    await record(by, "mail.kept", mail)


@atomic()
async def back(mail: OutgoingMail, by: Actor) -> None:
    """Undo the last thing a person did with it, while nothing else has happened to it."""
    last = await undoable(mail)
    if last is None:
        raise Refusal("There is nothing to undo.")
    if await _written_since(mail):
        raise Refusal("Another mail of the same kind has been written since. This one stays as it is.")
    verb, changes = BACK[last.what]
    await mail.move(verb, **changes)
    await record(by, "mail.undone", mail)


async def undoable(mail: OutgoingMail) -> AuditEntry | None:
    """The last line of its log, when that can be undone."""
    last = await AuditEntry.filter(trail=trail_of(mail)).order_by("-id").first()
    fits = last is not None and last.what in BACK and mail.may(BACK[last.what][0])
    return last if fits else None


async def _written_since(mail: OutgoingMail) -> bool:
    """A later mail of its kind about the same takes its place; both would be one too many."""
    if mail.status != MailStatus.CANCELLED or not mail.about:
        return False
    later = OutgoingMail.filter(about=mail.about, kind=mail.kind, to_norm=mail.to_norm, id__gt=mail.pk)
    return await later.exclude(status=MailStatus.CANCELLED).exists()
