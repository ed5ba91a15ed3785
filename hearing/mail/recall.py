"""Taking back mail that has not left, because what it says no longer holds."""

from collections.abc import Sequence

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from hearing.base.clock import now
from hearing.mail.models import MailReason, MailStatus, OutgoingMail

WAITING = (MailStatus.QUEUED, MailStatus.HELD)
RESENDABLE = (*WAITING, MailStatus.FAILED, MailStatus.DOUBTFUL)
GONE = (MailStatus.SENDING, MailStatus.SENT, MailStatus.DOUBTFUL)


async def recall(abouts: Sequence[str], kind: str = "") -> list[OutgoingMail]:
    """Take back, in the caller's transaction, what waits about some rows; gives the mails that were stopped."""
    waiting = OutgoingMail.filter(about__in=list(abouts), status__in=list(WAITING))
    ids = await (waiting.filter(kind=kind) if kind else waiting).values_list("id", flat=True)
    if not ids:
        return []
    stopped = {"status": MailStatus.CANCELLED, "reason": MailReason.NONE}
    await OutgoingMail.filter(id__in=ids, status__in=list(WAITING)).update(**stopped)
    return await OutgoingMail.filter(id__in=ids, status=MailStatus.CANCELLED).order_by("id").select_related("mailing")


async def reached(abouts: Sequence[str]) -> set[str]:
    """Those of the rows about which some mail has left, or may have."""
    left = OutgoingMail.filter(about__in=list(abouts), status__in=list(GONE))
    return {str(about) for about in await left.distinct().values_list("about", flat=True)}


async def withdraw(organiser: int, norm: str, kinds: Sequence[str]) -> None:
    """Let no mail of some kinds to an address begin any more, in the caller's transaction.

    It ends what waits, what a person could send again, and what a worker holds but has not begun;
    what is on its way this very moment is tried no second time.
    """
    theirs = OutgoingMail.filter(to_norm=norm, organiser_id=organiser, kind__in=list(kinds))
    await cancel(theirs, Q(status=MailStatus.SENDING, phase=""))
    await theirs.filter(status=MailStatus.SENDING).update(expires_at=now())


async def cancel(mails: QuerySet[OutgoingMail], also: Q) -> int:
    """End those that wait or could be sent again, and some more."""
    ended = mails.filter(Q(status__in=list(RESENDABLE)) | also)
    return await ended.update(status=MailStatus.CANCELLED, reason=MailReason.NONE)
