"""What a bounce changes: the mail it is about, its mailing, and whether the address gets mail again."""

from datetime import timedelta

from hearing.base.clock import now
from hearing.mail import blocks
from hearing.mail.matching import Place
from hearing.mail.models import MailReason, OutgoingMail
from hearing.mail.models_in import IncomingKind, IncomingMail
from hearing.mail.parsed import Reading
from hearing.mail.sent import known, returned_to
from hearing.mail.watch import brake

SOFT_DAYS = 6  # half a point a day at most, off at three
SOFT_SPAN = timedelta(days=30)
RETURN_PLACES = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "received")


async def about(reading: Reading, envelope_to: str) -> OutgoingMail | None:
    """The mail of ours that a report is about, proven by its own return address or by its Message-ID inside."""
    if reading.bounce is None:
        return None
    parsed = reading.parsed
    places = [envelope_to.lower(), *(one for name in RETURN_PLACES for one in parsed.places.get(name, []))]
    if sent := await returned_to(places):
        return sent
    ids = list(reading.marks.message_ids)
    return await OutgoingMail.filter(message_id__in=ids).order_by("-id").first() if ids else None


def place(sent: OutgoingMail) -> Place:
    """Where a report about that mail belongs."""
    return Place(sent.about, known(sent), ["inside"], certain=True)


async def take(mail: IncomingMail, sent: OutgoingMail) -> None:
    """Note that a mail of ours came back; write no more to an address that is gone. In the caller's transaction."""
    mail.organiser_id = mail.organiser_id or sent.organiser_id
    meant = mail.bounce_address in (sent.to_norm, "")
    if meant or mail.bounce_cause == "ours":
        told = f"{mail.bounce_status} {mail.bounce_text}".strip()[:500]
        if await sent.take("bounce", reason=MailReason.BOUNCED, last_text=told):
            await brake(sent, mail.bounce_cause == "ours")
    if await _wrote_to(mail.bounce_address, sent) and await _ends(mail):
        mail.suppressed = True
        await blocks.block(mail.bounce_address, _why(mail), None, incoming=int(mail.pk), outgoing=sent.pk)


async def _wrote_to(address: str, sent: OutgoingMail) -> bool:
    """Whether that address got this mail, or a copy of its own about the same."""
    if address == sent.to_norm or not address or not sent.about:
        return bool(address) and address == sent.to_norm
    return await OutgoingMail.exists(about=sent.about, to_norm=address, organiser_id=sent.organiser_id)


async def _ends(mail: IncomingMail) -> bool:
    """Gone for good, or undeliverable on six days of the last thirty."""
    if mail.kind == IncomingKind.BOUNCE_HARD:
        return True
    if mail.bounce_cause not in ("full", "other"):
        return False
    since = now() - SOFT_SPAN
    soft = IncomingMail.filter(
        bounce_address=mail.bounce_address, received_at__gte=since, kind=IncomingKind.BOUNCE_SOFT, proven=True
    )
    times = await soft.filter(bounce_cause__in=["full", "other"]).values_list("received_at", flat=True)
    days = {str(time)[:10] for time in [*times, mail.received_at]}
    return len(days) >= SOFT_DAYS


def _why(mail: IncomingMail) -> str:
    return f"{mail.bounce_status} {mail.bounce_text}".strip() or "undeliverable"
