"""The demo's post about letters: what went out stands in the outbox; what came in is read like any other mail."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from tortoise.transactions import in_transaction

from hearing.base.clock import now
from hearing.letters import sending, writing
from hearing.letters.demo import moment
from hearing.letters.kinds import CampaignStatus
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import reply_token
from hearing.letters.writing import Batch
from hearing.mail import outbox
from hearing.mail.models import Mailing, MailReason, MailStatus, OutgoingMail
from hearing.mail.outbox import Post
from hearing.people.models import Person

Told = dict[str, Any]
CAME_BACK = "550 5.1.1 Mottagaren finns inte"
LATER = timedelta(days=1)


async def outgoing() -> None:
    """Every letter of the demo as the mail it was: sent, and the one that came back."""
    for campaign in await Campaign.filter(status=CampaignStatus.SENT).select_related("organiser").order_by("id"):
        rows = await Recipient.filter(campaign_id=campaign.pk).order_by("number")
        ready = await writing.batch(campaign, rows)
        async with in_transaction():
            await _sent(ready)


async def _sent(ready: Batch) -> None:
    campaign, sent = ready.campaign, ready.campaign.sent_at or now()
    facts: Told = {"title": campaign.title, "created_by_name": campaign.sent_by_name, "about": f"letter-{campaign.pk}"}
    facts |= {"kind": sending.LETTER, "created_at": sent - outbox.GRACE, "leaves_at": sent}
    mailing = await Mailing.create(organiser=campaign.organiser, **facts)
    await Campaign.filter(pk=campaign.pk).update(mailing_id=mailing.pk)
    returned = {
        entry.recipient_id for entry in await Entry.filter(recipient__campaign_id=campaign.pk, kind=EntryKind.BOUNCED)
    }
    posts = [post for row in ready.by_mail for post in _posts(ready, row, mailing)]
    await outbox.put_all(posts)
    mails = OutgoingMail.filter(mailing_id=mailing.pk)
    done: Told = {
        "status": MailStatus.SENT,
        "reason": MailReason.NONE,
        "attempts": 1,
        "created_at": sent - outbox.GRACE,
    }
    await mails.update(**done, due_at=sent, tried_at=sent, sent_at=sent, smtp_response="250 2.0.0 Ok")
    for row in ready.rows:
        if row.pk in returned:
            await _returned(row, sent)


def _posts(ready: Batch, row: Recipient, mailing: Mailing) -> list[Post]:
    letter = writing.mail_of(ready.campaign, row, ready.words[row.pk])
    posts = [sending.post_of(ready.campaign, row, letter, sending.LETTER)]
    posts += [sending.copy_of(ready, row)] if writing.wants_copy(row) else []
    return [replace(post, key=f"{post.key}:{mailing.pk}", mailing=mailing) for post in posts]


async def _returned(row: Recipient, sent: datetime) -> None:
    """The mail to the one who had left, which came back; the registrator's went out the day after."""
    again = await OutgoingMail.get(about=row.ref, kind=sending.LETTER)
    person = await Person.get_or_none(pk=row.person_id or 0)
    if person is None or not person.email:
        return
    first = await OutgoingMail.get(pk=again.pk)
    first.pk = None
    first.update_from_dict(
        {"key": f"{again.key}:first", "message_id": outbox.message_id(again.kind, again.from_address)}
    )
    first.update_from_dict({"to_name": person.name, "to_address": person.email, "to_norm": person.email.lower()})
    first.update_from_dict({"status": MailStatus.FAILED, "reason": MailReason.BOUNCED, "last_text": CAME_BACK})
    first.update_from_dict(
        {"last_code": 550, "search_text": f"{person.name} {person.email} {again.subject}".casefold()}
    )
    first._saved_in_db = False
    await first.save()
    moved = {"created_at": sent + LATER, "due_at": sent + LATER, "tried_at": sent + LATER, "sent_at": sent + LATER}
    await OutgoingMail.filter(pk=again.pk).update(**moved)


async def incoming(told: list[Told], shift: timedelta) -> list[tuple[bytes, datetime]]:
    """The mails as they came in, and when."""
    return [await _raw(one, number, shift) for number, one in enumerate(told, start=1)]


async def _raw(one: Told, number: int, shift: timedelta) -> tuple[bytes, datetime]:
    at = min(moment(one["on"], time.fromisoformat(one["at"]), shift), now())
    mail = EmailMessage()
    mail["From"], mail["Date"] = one["from"], format_datetime(at)
    mail["Message-ID"] = f"<demo-{number}@{one['from'].rpartition('@')[2].strip('>')}>"
    subject, to, quoted = one["subject"], outbox.envelope(), ""
    if "code" in one:
        row = await Recipient.get(campaign__slug=one["letter"], code=one["code"])
        to, subject = outbox.reply_address(reply_token(row)), f"{subject} {row.subject}"
        quoted = "\n\n" + "\n".join(f"> {line}" for line in row.text.splitlines()[:6]) if one.get("quotes") else ""
    mail["To"], mail["Subject"] = to, subject
    for name, value in one.get("headers", {}).items():
        mail[name] = value
    mail.set_content(f"{one['text']}{quoted}\n")
    return mail.as_bytes(), at
