"""What the worker does with mail, and `hearing mail send-now`."""

from hearing.base.clock import now
from hearing.base.jobs import Job
from hearing.mail import relay
from hearing.mail.claims import take_back
from hearing.mail.fetching import Fetcher
from hearing.mail.models import MailReason, MailStatus, OutgoingMail
from hearing.mail.sender import Sender
from hearing.mail.shown import counts
from hearing.settings import settings


class _Running:
    """What this process sends and fetches with, made when there is something to do."""

    sender: Sender | None = None
    fetcher: Fetcher | None = None


async def send_due() -> bool:
    """Job: see that what is due goes out, over the kept connections."""
    server = settings().smtp
    if server is None:
        return await hold_due()
    if _Running.sender is None:
        _Running.sender = Sender(server)
    return await _Running.sender.work()


async def stop() -> None:
    """Let what is on its way arrive, give back the rest, close the connections."""
    if _Running.sender:
        await _Running.sender.stop()
    _Running.sender = None


async def fetch() -> bool:
    """Job: read the mailbox, if this worker is the one that does."""
    server = settings().imap
    if server is None:
        return False
    if _Running.fetcher is None:
        _Running.fetcher = Fetcher(server)
    return await _Running.fetcher.work()


async def stop_fetching() -> None:
    """Let the mail at hand be kept, then leave the mailbox to others."""
    if _Running.fetcher:
        await _Running.fetcher.stop()
    _Running.fetcher = None


async def hold_due() -> bool:
    """Without a mail server, what is due is held: it must not leave by itself when one is configured."""
    due = OutgoingMail.filter(status=MailStatus.QUEUED, due_at__lte=now())
    return bool(await due.update(status=MailStatus.HELD, reason=MailReason.NO_SERVER))


async def send_now() -> dict[str, int]:
    """Work the outbox until nothing is due; how many mails stand where afterwards."""
    await take_back()
    server = settings().smtp
    if server is None:
        await hold_due()
    else:
        sender = Sender(server)
        try:
            await sender.drain()
        finally:
            await sender.stop()
    return await counts(OutgoingMail.all())


JOBS = [
    Job("mail.send", 1.0, send_due, stop),
    Job("mail.take_back", 30.0, take_back),
    Job("mail.server", 120.0, relay.ask_again),
    Job("mail.fetch", 1.0, fetch, stop_fetching),
]
