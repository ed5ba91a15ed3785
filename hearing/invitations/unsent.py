"""Invitations whose mail has not left yet: the mail is stopped, or written anew, when what it says no longer holds."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hearing.base.errors import Refusal
from hearing.invitations import mails
from hearing.invitations.answer import refuse_closed
from hearing.invitations.models import Invitation
from hearing.invitations.texts import body_for
from hearing.mail.models import MailStatus, OutgoingMail
from hearing.mail.outbox import Post
from hearing.mail.recall import WAITING, reached, recall

KIND, NAMED = "invitation", "named"


async def stop(rows: Sequence[Invitation]) -> set[int]:
    """Stop every mail that waits for these; gives those who have therefore never heard of the invitation."""
    stopped = {mail.about for mail in await recall([row.ref for row in rows]) if mail.kind in (KIND, NAMED)}
    unaware = stopped - await reached(list(stopped)) if stopped else stopped
    return {int(row.pk) for row in rows if row.ref in unaware}


async def waits(post: Post) -> bool:
    """Whether a mail of this kind to the same address has not left yet; another would be a copy of it."""
    here = OutgoingMail.filter(about=post.about, kind=post.kind, to_norm=post.to_address.lower())
    return await here.filter(status__in=[*WAITING, MailStatus.SENDING]).exists()


async def rewrite(row: Invitation) -> bool:
    """Let a waiting invitation say what holds now; False when none waited, or a value for it is missing."""
    if row.host_id:
        return await _named_anew(row)
    try:
        subject, body = await body_for(row)
    except Refusal:
        return False
    stopped = await recall([row.ref], KIND)
    if not stopped:
        return False
    old = stopped[-1]
    await _put(row, subject, body, old, mailing=old.mailing, leaves_at=old.due_at)
    return True


async def _named_anew(row: Invitation) -> bool:
    stopped, post = await recall([row.ref], NAMED), mails.named(row)
    if stopped and post:
        await mails.put([replace(post, key=f"{post.key}:{stopped[-1].pk}")])
    return bool(stopped)


async def again(row: Invitation) -> bool:
    """Send an invitation that failed once more, to the address that holds now; False when the last did not fail."""
    last = await OutgoingMail.filter(about=row.ref, kind=KIND).order_by("-id").first()
    if not row.email or last is None or last.status != MailStatus.FAILED:
        return False
    try:
        refuse_closed(row, row.event)
        subject, body = await body_for(row)
    except Refusal:
        return False
    await _put(row, subject, body, last)
    return True


async def _put(row: Invitation, subject: str, body: str, old: OutgoingMail, **more: Any) -> None:
    """Write the mail that follows an older one."""
    post = mails.invitation_mail(row, subject, body, told_source=row.person.organiser_id is None)
    if post:
        await mails.put([replace(post, key=f"{post.key}:{old.pk}", **more)])
