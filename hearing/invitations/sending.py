"""How far a sending of invitations has come."""

from dataclasses import dataclass

from hearing.base.clock import now
from hearing.events.models import Event
from hearing.mail.models import Mailing, MailingStatus, MailStatus, OutgoingMail


@dataclass(frozen=True, slots=True)
class Progress:
    """A mailing, and how many of its mails are through, wait, are held back."""

    mailing: Mailing
    total: int
    through: int
    waiting: int
    held: int

    @property
    def can_undo(self) -> bool:
        """Whether nothing has left yet."""
        return self.through == 0 and self.mailing.status == MailingStatus.RUNNING

    @property
    def not_yet(self) -> bool:
        """Whether the five minutes still run."""
        return self.mailing.leaves_at > now()


async def progress_of(event: Event) -> Progress | None:
    """The event's latest mailing while something of it still waits; two queries."""
    about = Mailing.filter(about=f"event-{event.pk}").exclude(status=MailingStatus.UNDONE)
    mailing = await about.order_by("-id").first()
    if mailing is None:
        return None
    mails = OutgoingMail.filter(mailing_id=mailing.pk).exclude(status=MailStatus.CANCELLED)
    states = [row.status for row in await mails.only("id", "status")]
    waiting = sum(state in ("queued", "sending") for state in states)
    held = sum(state == "held" for state in states)
    if not waiting and mailing.leaves_at <= now():
        return None
    return Progress(mailing, len(states), len(states) - waiting - held, waiting, held)
