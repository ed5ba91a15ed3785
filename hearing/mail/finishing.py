"""Mails that wait for a file of their own: it is put with them, and they may leave."""

from collections.abc import Mapping

from tortoise.expressions import F

from hearing.mail.models import MailAttachment, OutgoingMail


async def finish(files: Mapping[str, tuple[int, str]]) -> None:
    """Give the mails about some rows the file they waited for, (its number, its name), in the caller's transaction."""
    mails = await OutgoingMail.filter(about__in=list(files), unfinished=True).only("id", "about")
    made = []
    for mail in mails:
        file, name = files[mail.about]
        made.append(MailAttachment(mail_id=mail.pk, file_id=file, name=name))
    await MailAttachment.bulk_create(made, batch_size=200, ignore_conflicts=True)
    waited = OutgoingMail.filter(id__in=[mail.pk for mail in mails], unfinished=True)
    await waited.update(unfinished=False, attached=F("attached") + 1)
