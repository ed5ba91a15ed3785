"""Taking back mail that has not left, because what it says no longer holds."""

from collections.abc import Sequence

from hearing.mail.models import MailReason, MailStatus, OutgoingMail

WAITING = (MailStatus.QUEUED, MailStatus.HELD)
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
