"""Sending a letter: a mail of its own for each recipient and each registrator, five minutes to change one's mind."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tortoise.transactions import atomic, in_transaction

from hearing.base import lang
from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.files import keep
from hearing.base.lang import _
from hearing.db import rows as sql
from hearing.letters import enclosures, papers, writing
from hearing.letters.kinds import CampaignStatus, Delivery
from hearing.letters.kinds_case import Channel
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import reply_token
from hearing.letters.standing import settle
from hearing.letters.writing import Batch
from hearing.mail import outbox
from hearing.mail.compose import Block, Letter, Piece
from hearing.mail.models import Mailing, MailingStatus, MailStatus, OutgoingMail
from hearing.mail.outbox import Post

LETTER, COPY = "letter", "letter_copy"
OUTCOMES = """SELECT r.id, m.id AS mail, m.status, m.last_text FROM recipient r
JOIN outgoing_mail m ON m.about = r.ref AND m.kind = 'letter'
WHERE r.delivery = 'queued' AND m.status IN ('sent', 'failed', 'cancelled')
AND m.id = (SELECT max(x.id) FROM outgoing_mail x WHERE x.about = r.ref AND x.kind = 'letter')
ORDER BY r.id LIMIT 50"""
ENDS = {"sent": EntryKind.SENT, "failed": EntryKind.BOUNCED, "cancelled": EntryKind.UNSENT}


async def send(campaign: Campaign, by: Actor) -> Mailing:
    """Send the letter to all who have not got it: leaves in five minutes. Refuses while anything is missing."""
    if campaign.status == CampaignStatus.CLOSED:
        raise Refusal("The letter is closed.")
    ready = await writing.batch(campaign)
    if ready.problems:
        number = len(ready.problems)
        raise Refusal("Something is missing for %(number)s of the recipients. Nothing was sent.", number=number)
    if not ready.rows and not await Recipient.filter(campaign_id=campaign.pk).exists():
        raise Refusal("There are no recipients yet. Choose them first.")
    if not ready.rows:
        raise Refusal("There is nobody to send to: everybody on the list has got the letter.")
    return await _send(ready, await _written(ready), by)


@dataclass(frozen=True, slots=True)
class Written:
    """The mails of a sending, and what their PDFs are made of."""

    posts: list[Post]
    papers: dict[int, Any]


async def _written(ready: Batch) -> Written:
    """Every mail's words, put together before the transaction; each waits for its PDF, which the worker makes."""
    posts: list[Post] = []
    told: dict[int, Any] = {}
    for row in ready.by_mail:
        letter = writing.mail_of(ready.campaign, row, ready.words[row.pk])
        row.update_from_dict({"subject": letter.subject, "text": letter.text})
        row.pdf = None
        told[row.pk] = writing.told_of(ready.campaign, row, ready.words[row.pk])
        posts.append(post_of(ready.campaign, row, letter, LETTER))
        if writing.wants_copy(row):
            posts.append(copy_of(ready, row))
        await asyncio.sleep(0)
    return Written([replace(post, unfinished=True) for post in await enclosed(ready.campaign, posts)], told)


async def enclosed(campaign: Campaign, posts: Sequence[Post]) -> list[Post]:
    """The mails with the letter's enclosures, when all together are small enough for a mail."""
    rows = await enclosures.of(campaign)
    files = tuple((row.file_id, row.name) for row in rows) if enclosures.mailed(rows) else ()
    return [replace(post, files=(*post.files, *files)) for post in posts]


def post_of(campaign: Campaign, row: Recipient, letter: Letter, kind: str, key: str = "") -> Post:
    """One mail to the one it is addressed to."""
    files = ((int(row.pdf.pk), writing.file_name(row.ref)),) if row.pdf else ()
    return Post(
        key=key or f"{kind}:{row.pk}",
        kind=kind,
        to_name=row.name or row.authority,
        to_address=row.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=campaign.language,
        organiser=campaign.organiser,
        about=row.ref,
        about_title=campaign.title,
        reply_to=outbox.reply_address(reply_token(row), campaign.organiser),
        files=files,
    )


def copy_of(ready: Batch, row: Recipient) -> Post:
    """The registrator's own mail: the letter, and to whom it went."""
    with lang.use(ready.campaign.language):
        told = _("Copy for your register. The letter below was sent to %(who)s.", who=addressee(row))
    letter = writing.mail_of(ready.campaign, row, ready.words[row.pk], [Block("small", ((Piece(told),),))])
    post = post_of(ready.campaign, row, letter, COPY)
    with lang.use(ready.campaign.language):
        return replace(post, to_name=_("Registrator"), to_address=row.registrator_email)


def addressee(row: Recipient) -> str:
    """Regiondirektör Örjan Vretfors, Region Dalarna."""
    person = " ".join(part for part in (row.title, row.name) if part)
    return ", ".join(part for part in (person, row.authority) if part)


@atomic()
async def _send(ready: Batch, written: Written, by: Actor) -> Mailing:
    campaign, moment = ready.campaign, now()
    if campaign.status == CampaignStatus.DRAFT:
        await campaign.move("send", sent_at=moment, sent_by_name=by.name)
    ids = [int(row.pk) for row in ready.rows]
    waiting = Recipient.filter(pk__in=ids, delivery=Delivery.DRAFT).select_for_update()
    if len(await waiting.values_list("id", flat=True)) < len(ids):
        raise Refusal("Somebody else has just sent these. Nothing was sent twice.")
    mailing = await outbox.begin_mailing(campaign.organiser, by, LETTER, campaign.title, f"letter-{campaign.pk}")
    await Campaign.filter(pk=campaign.pk).update(mailing_id=mailing.pk, changed_at=moment)
    keyed = [replace(post, key=f"{post.key}:{mailing.pk}", mailing=mailing) for post in written.posts]
    await outbox.put_all(keyed)
    await papers.ask(ready.campaign, written.papers)
    await Recipient.bulk_update(ready.rows, fields=["subject", "text", "pdf_id"], batch_size=100)
    kinds = {row.pk: EntryKind.QUEUED if row.email else EntryKind.ADDRESS_MISSING for row in ready.rows}
    await note_all(ready.rows, by, kinds, {post.about: post.key for post in keyed if post.kind == LETTER})
    await record(by, "letter.sent", campaign, recipients=len(ids), mails=len(keyed))
    return mailing


async def note_all(
    rows: Sequence[Recipient], by: Actor | None, kinds: dict[int, EntryKind], keys: dict[str, str]
) -> None:
    """One line on each timeline, and the columns they decide; in the caller's transaction."""
    mails = await OutgoingMail.filter(key__in=list(keys.values())).only("id", "about") if keys else []
    found = {mail.about: mail.pk for mail in mails}
    moment = now()
    await Entry.bulk_create(
        [
            Entry(
                recipient_id=row.pk,
                by_id=by.pk if by else None,
                by_name=by.name if by else "",
                kind=kinds[row.pk],
                at=moment,
                noted_at=moment,
                channel=Channel.MAIL,
                mail_id=found.get(row.ref),
                text=addressee(row),
                who_email=row.email,
            )
            for row in rows
        ],
        batch_size=200,
    )
    await settle(rows)


@atomic()
async def undo(mailing: Mailing, by: Actor) -> int:
    """Take the sending back: what has not left never leaves, and those recipients are drafts again."""
    await outbox.undo(mailing, by)
    return await _unsent(mailing, by)


async def _unsent(mailing: Mailing, by: Actor | None) -> int:
    gone = await OutgoingMail.filter(mailing_id=mailing.pk, kind=LETTER, status=MailStatus.CANCELLED).only(
        "id", "about"
    )
    refs = [mail.about for mail in gone]
    rows = await Recipient.filter(ref__in=refs, delivery=Delivery.QUEUED)
    missing = Recipient.filter(campaign__mailing_id=mailing.pk, delivery=Delivery.ADDRESS_MISSING)
    rows += await missing if rows else []
    await papers.forget([int(row.pk) for row in rows])
    await note_all(rows, by, dict.fromkeys((row.pk for row in rows), EntryKind.UNSENT), {})
    campaign = await Campaign.get_or_none(mailing_id=mailing.pk)
    if campaign and not await Recipient.filter(campaign=campaign).exclude(delivery=Delivery.DRAFT).exists():
        await campaign.take("unsend", sent_at=None, changed_at=now())
        await record(by, "letter.unsent", campaign, recipients=len(rows))
    return len(rows)


async def note_outcomes() -> bool:
    """Job: write down which letters have left, which could not, and when all have."""
    ended = await sql(OUTCOMES)
    if ended:
        async with in_transaction():
            rows = {row.pk: row for row in await Recipient.filter(pk__in=[one["id"] for one in ended])}
            moment = now()
            made = [_ended(rows[one["id"]], one, moment) for one in ended]
            await papers.forget([one["id"] for one in ended if one["status"] == "cancelled"])
            await Entry.bulk_create(made)
            await settle(list(rows.values()))
    return bool(ended) or await _finish()


def _ended(row: Recipient, one: dict[str, object], moment: object) -> Entry:
    kind = ENDS[str(one["status"])]
    why = str(one["last_text"] or "") if kind == EntryKind.BOUNCED else ""
    times = {"at": moment, "noted_at": moment}
    return Entry(recipient_id=row.pk, kind=kind, mail_id=one["mail"], channel=Channel.MAIL, text=why, **times)


async def _finish() -> bool:
    waiting = Recipient.filter(delivery=Delivery.QUEUED)
    for campaign in await Campaign.filter(status=CampaignStatus.SENDING):
        mailing = await Mailing.get_or_none(pk=campaign.mailing_id)  # type: ignore[attr-defined]
        if mailing and mailing.status == MailingStatus.UNDONE:
            if not await Recipient.filter(campaign=campaign).exclude(delivery=Delivery.DRAFT).exists():
                return await campaign.take("unsend", sent_at=None)
        elif not await waiting.filter(campaign=campaign).exists():
            return await campaign.take("finish")
    return False


async def resend(recipient: Recipient, by: Actor, to_address: str, to_name: str = "") -> None:
    """Send the letter once more to one recipient, at another address: after a bounce, or when the address came later."""
    campaign = await Campaign.get(pk=recipient.campaign_id).select_related("organiser")
    if recipient.delivery not in (Delivery.BOUNCED, Delivery.ADDRESS_MISSING):
        raise Refusal("The letter to %(name)s has not come back.", name=recipient.authority)
    recipient.update_from_dict({"email": to_address, "name": to_name or recipient.name})
    if to_address.casefold() == recipient.registrator_email.casefold():
        recipient.update_from_dict({"name": "", "title": ""})
    ready = await writing.batch(campaign, [recipient])
    if ready.problems:
        raise Refusal("A value is missing: %(words)s.", words=", ".join(ready.problems[0].missing))
    await _resend(ready, await _written(ready), by)


@atomic()
async def _resend(ready: Batch, written: Written, by: Actor) -> None:
    row = ready.rows[0]
    fresh = await Recipient.filter(pk=row.pk).select_for_update().get()
    if fresh.delivery not in (Delivery.BOUNCED, Delivery.ADDRESS_MISSING):
        raise Refusal("Somebody else has just sent these. Nothing was sent twice.")
    turn = await Entry.filter(recipient_id=row.pk).count()
    mailing = await outbox.begin_mailing(ready.campaign.organiser, by, "letter_again", ready.campaign.title, row.ref)
    keyed = [replace(post, key=f"{post.key}:again:{turn}", mailing=mailing) for post in written.posts]
    await outbox.put_all(keyed)
    await papers.ask(ready.campaign, written.papers)
    facts = {name: getattr(row, name) for name in ("name", "title", "email", "subject", "text", "pdf_id")}
    await Recipient.filter(pk=row.pk).update(**facts)
    await note_all([row], by, {row.pk: EntryKind.RESENT}, {p.about: p.key for p in keyed if p.kind == LETTER})
    await record(by, "letter.sent", ready.campaign, recipients=1, mails=len(keyed))


async def test_run(campaign: Campaign, by: Actor, row: Recipient, to_address: str) -> None:
    """Send one recipient's letter to oneself; nothing is noted on its timeline."""
    ready = await writing.batch(campaign, [row])
    if ready.problems:
        raise Refusal("A value is missing: %(words)s.", words=", ".join(ready.problems[0].missing) or row.authority)
    with lang.use(campaign.language):
        told = _("This is a test. The letter would go to %(who)s.", who=addressee(row))
    letter = writing.mail_of(campaign, row, ready.words[row.pk], [Block("small", ((Piece(told),),))])
    content = await writing.pdf_of(campaign, row, ready.words[row.pk])
    async with in_transaction():
        row.pdf = await keep(content, writing.file_name(row.ref), "application/pdf")
        key = f"letter_test:{row.pk}:{now().timestamp():.3f}"
        (post,) = await enclosed(campaign, [post_of(campaign, row, letter, "letter_test", key)])
        await outbox.put(replace(post, to_name=by.name, to_address=to_address, about="", reply_to="", automatic=True))
        await record(by, "letter.tested", campaign)
