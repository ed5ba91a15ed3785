"""Replies in words at the guest: shown with what they seem to say, decided by a person, taken away with their mail."""

from dataclasses import dataclass
from typing import Any

from tortoise.transactions import in_transaction

from hearing.base.audit import Actor
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.db import rows
from hearing.invitations.answer import MAYBE, NO, YES, Said, Source, answer
from hearing.invitations.log import line, write
from hearing.invitations.models import Invitation, SubstituteStatus, Told, Via
from hearing.invitations.models_mail import GuestMail
from hearing.invitations.settle import Stale, fresh, settled
from hearing.mail.models_in import IncomingMail
from hearing.mail.shown_in import masked
from hearing.mail.wishes import wish

DECIDABLE = (YES, NO, MAYBE)
MOST = 10
# Words that stand at a guest although their mail no longer belongs there.
LEFT = """SELECT g.id FROM guest_mail g JOIN incoming_mail m ON m.id = g.mail_id
WHERE g.taken_back_at IS NULL AND m.status <> 'kept' AND NOT EXISTS (
    SELECT 1 FROM incoming_match p WHERE p.mail_id = g.mail_id AND p.ref = g.ref AND p.decided = 'yes')
ORDER BY g.id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Written:
    """A mail at the guest: when, whose, its words without anybody's link, and the answer they suggest."""

    mail: IncomingMail
    text: str
    suggested: str


async def note(mail: IncomingMail, invitation: Invitation, words: str) -> None:
    """Remember which words came from which mail; in the caller's transaction."""
    kept = GuestMail.filter(mail_id=mail.pk, invitation_id=invitation.pk)
    if not await kept.update(words=words, noted_at=now(), taken_back_at=None):
        await GuestMail.create(
            mail_id=mail.pk, invitation_id=invitation.pk, ref=invitation.ref, words=words, noted_at=now()
        )


async def shown(invitation: Invitation) -> list[Written]:
    """What the guest wrote by mail, the newest first; an answer given since makes the suggestion void."""
    kept = GuestMail.filter(invitation_id=invitation.pk, taken_back_at=None).order_by("-id").limit(MOST)
    found = []
    for one in await kept.select_related("mail"):
        open_still = invitation.answered_at is None or one.noted_at > invitation.answered_at
        found.append(Written(one.mail, masked(one.mail.text), wish(one.mail.text) if open_still else ""))
    return found


async def decide(invitation: Invitation, mail_id: int, said: str, by: Actor) -> Invitation:
    """What somebody wrote is an answer: noted in their name, by a person."""
    kept = await GuestMail.filter(mail_id=mail_id, invitation_id=invitation.pk, taken_back_at=None).first()
    if kept is None or said not in DECIDABLE:
        raise Refusal("The mail does not belong to this guest any more.")
    stands_in = invitation.substitution == SubstituteStatus.ACCEPTED
    source = Source(Via.STAFF, "", by, Told.MAIL, for_stand_in=stands_in)
    return await answer(invitation, Said(said, comment=invitation.comment), source)


async def take_back_next() -> bool:
    """Job: words whose mail turned out to belong elsewhere leave the guest."""
    if not (left := await rows(LEFT)):
        return False
    one = await GuestMail.get(pk=left[0]["id"])
    await settled(await fresh(one.invitation_id), lambda row: _take_back(row, one))
    return True


async def _take_back(invitation: Invitation, one: GuestMail) -> None:
    async with in_transaction():
        if not await GuestMail.filter(pk=one.pk, taken_back_at=None).update(taken_back_at=now()):
            return
        comment = without(invitation.comment, one.words)
        changes: dict[str, Any] = {"comment": comment}
        if not comment or not await GuestMail.exists(invitation_id=invitation.pk, taken_back_at=None):
            changes["message_at"] = None
        if not await invitation.alter(**changes):
            raise Stale
        await write([line(None, "invitation.mail_taken_back", invitation)])


def without(comment: str, words: str) -> str:
    """The comment without what the mail added; words that staff have changed since stay."""
    before, found, after = comment.rpartition(words)
    if not words or not found or (before and not before.endswith("\n")) or (after and not after.startswith("\n")):
        return comment
    return "\n".join(part for part in (before.rstrip("\n"), after.lstrip("\n")) if part)
