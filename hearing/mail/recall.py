"""Taking back mail that has not left, because what it says no longer holds."""

from collections.abc import Sequence

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from hearing.base.clock import now
from hearing.mail.models import MailReason, MailStatus, OutgoingMail

WAITING = (MailStatus.QUEUED, MailStatus.HELD)
RESENDABLE = (*WAITING, MailStatus.FAILED, MailStatus.DOUBTFUL)
NOBODY = "–"  # in place of an address that is erased
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


async def withdraw(mails: QuerySet[OutgoingMail]) -> None:
    """Let none of some mails begin any more and forget whom they were to, in the caller's transaction.

    It ends what waits, what a person could send again, and what a worker holds but has not begun; what is on its
    way this very moment is tried no second time, and withdrawn once more when it has ended.
    """
    open_ = Q(status__in=list(RESENDABLE)) | Q(status=MailStatus.SENDING, phase="")
    await mails.filter(open_).update(status=MailStatus.CANCELLED, reason=MailReason.NONE)
    await mails.filter(status=MailStatus.SENDING).update(expires_at=now())
    nobody = {"to_name": "", "to_address": NOBODY, "to_norm": "", "search_text": "", "last_text": ""}
    await mails.exclude(status=MailStatus.SENDING).update(**nobody)
