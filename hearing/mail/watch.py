"""Watches a mailing while it goes out and stops it when something is plainly wrong."""

import re

from hearing.mail.models import Mailing, MailingStatus, MailStatus, OutgoingMail
from hearing.mail.outbox import stop
from hearing.mail.smtp import Result

MOST_FAILURES = 20
FEW = 3
SHARE = 0.05
OURS = re.compile(r"\b5\.7\.(?:2[35-9]|30|[567]\d\d)\b")
SIGN_IN = (530, 534, 535, 538)
SPAM = re.compile(r"\b(?:spam|blacklist|blocklist|reputation)", re.IGNORECASE)


async def watch(mail: OutgoingMail, result: Result) -> None:
    """After a server refused a mail of a mailing."""
    await brake(mail, at_fault(result))


async def brake(mail: OutgoingMail, ours: bool) -> None:
    """After a mail of a mailing failed: stop the mailing when too many did, or when the fault is ours."""
    if mail.mailing_id is None:
        return
    mailing = await Mailing.get(pk=mail.mailing_id)
    if mailing.status != MailingStatus.RUNNING:
        return
    if ours:
        await stop(mailing, None, "at_fault")
    elif await _too_many(mailing):
        await stop(mailing, None, "failures")


def at_fault(result: Result) -> bool:
    """Whether the server refuses us and not the address: sender rules, authentication, reputation."""
    text = result.text
    return bool(OURS.search(text) or result.code in SIGN_IN or (result.code in (550, 554) and SPAM.search(text)))


async def _too_many(mailing: Mailing) -> bool:
    mails = OutgoingMail.filter(mailing_id=mailing.pk)
    failed = await mails.filter(status=MailStatus.FAILED).count() - mailing.forgiven
    return failed >= MOST_FAILURES or (failed >= FEW and failed > SHARE * await mails.count())
