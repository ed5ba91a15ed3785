"""Invitations whose mail has not left yet: the mail is stopped, or written anew, when what it says no longer holds."""

from collections.abc import Sequence
from dataclasses import replace

from hearing.base.errors import Refusal
from hearing.invitations import mails
from hearing.invitations.models import Invitation
from hearing.invitations.texts import body_for
from hearing.mail.recall import reached, recall

KIND = "invitation"


async def stop(rows: Sequence[Invitation]) -> set[int]:
    """Stop every mail that waits for these; gives those who have therefore never heard of the invitation."""
    stopped = {mail.about for mail in await recall([row.ref for row in rows]) if mail.kind == KIND}
    unaware = stopped - await reached(list(stopped)) if stopped else stopped
    return {int(row.pk) for row in rows if row.ref in unaware}


async def rewrite(row: Invitation) -> bool:
    """Let a waiting invitation say what holds now; False when none waited, or a value for it is missing."""
    try:
        subject, body = await body_for(row)
    except Refusal:
        return False
    stopped = await recall([row.ref], KIND)
    if not stopped:
        return False
    old = stopped[-1]
    post = mails.invitation_mail(row, subject, body, told_source=row.person.organiser_id is None)
    if post:
        again = f"{post.key}:{old.pk}"
        await mails.put([replace(post, key=again, mailing=old.mailing, leaves_at=old.due_at)])
    return True
