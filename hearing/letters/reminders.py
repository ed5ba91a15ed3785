"""Reminders: proposed from dates as drafts, to whoever has the letter now; a person says yes to each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tortoise.transactions import atomic, in_transaction

from hearing.base import dates, lang
from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.dates import local
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.letters import lateness
from hearing.letters.kinds import CampaignStatus
from hearing.letters.kinds_case import Ball, Channel
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.merge import page_url
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry, Forwarding
from hearing.letters.models_recipient import SHOWN, Recipient
from hearing.letters.recipients import reply_token
from hearing.letters.sending import addressee
from hearing.letters.standing import Standing, dead, live, settle, standing_of
from hearing.letters.writing import sender_of, wants_copy
from hearing.mail import compose, outbox
from hearing.mail.compose import Block, Piece
from hearing.mail.models import Mailing, MailingStatus, MailStatus, OutgoingMail
from hearing.mail.outbox import Post

CORRECTION = "letter_correction"
REMINDER, REMINDER_COPY = "letter_reminder", "letter_reminder_copy"
MOST_CHARACTERS = 5000


@dataclass(frozen=True, slots=True)
class Proposal:
    """One reminder that is due: which one it is, and to whom it would go."""

    recipient: Recipient
    turn: int
    to_name: str
    to_email: str
    to_holder: bool
    waited: int
    lies_with: str = ""  # where we have no address, and the registrator is asked to pass it on


async def proposals(campaign: Campaign, moment: datetime | None = None) -> list[Proposal]:
    """The reminders due now, or that were due at a moment; a few queries for now, however many lines there are."""
    moment = moment or now()
    day = local(moment).date()
    if campaign.status == CampaignStatus.CLOSED:
        return []
    rows = await Recipient.filter(campaign_id=campaign.pk).order_by("sort_key", "number").only(*SHOWN)
    if not await Entry.filter(recipient__campaign_id=campaign.pk, at__gt=moment).exists():
        fresh = await resting([campaign], day)
        return [_proposal(row, row, turn, day) for row in rows if (turn := due(row, campaign, day, row.pk in fresh))]
    return await _as_then(campaign, rows, moment)


async def resting(campaigns: Sequence[Campaign], day: date) -> set[int]:
    """The recipients reminded once, so lately that the second reminder waits; one query when nobody was."""
    letters = {one.pk: one for one in campaigns}
    since = datetime.combine(day - timedelta(days=lateness.BETWEEN_DAYS + 1), time(0), UTC)
    told = Entry.filter(recipient__campaign_id__in=list(letters) or [0])
    lines = await told.filter(kind=EntryKind.REMINDER, at__gt=since).only("id", "recipient_id", "at")
    if not lines:
        return set()
    takings = await told.filter(kind=EntryKind.UNDONE).only("id", "takes_back_id")
    gone = dead([(one.pk, one.takes_back_id) for one in takings if one.takes_back_id])
    last = {one.recipient_id: local(one.at).date() for one in sorted(lines, key=_when) if one.pk not in gone}
    once = Recipient.filter(campaign_id__in=list(letters), reminders=1, sent_on__isnull=False)
    return {
        row.pk
        for row in await once.only("id", "campaign_id", "sent_on")
        if row.pk in last and row.sent_on and lateness.rests(letters[row.campaign_id], row.sent_on, last[row.pk], day)
    }


def _when(entry: Entry) -> tuple[datetime, int]:
    return entry.at, entry.pk


async def _as_then(campaign: Campaign, rows: Sequence[Recipient], moment: datetime) -> list[Proposal]:
    """The same, read out of the timelines as they stood at an earlier moment."""
    day = local(moment).date()
    entries: dict[int, list[Entry]] = {}
    for entry in await Entry.filter(recipient__campaign_id=campaign.pk, at__lte=moment):
        entries.setdefault(entry.recipient_id, []).append(entry)
    passed: dict[int, list[Forwarding]] = {}
    for one in await Forwarding.filter(recipient__campaign_id=campaign.pk):
        passed.setdefault(one.recipient_id, []).append(one)
    found = []
    for row in rows:
        told = live(entries.get(row.pk, []))
        then = standing_of(told, passed.get(row.pk, []))
        last = max((local(one.at).date() for one in told if one.kind == EntryKind.REMINDER), default=None)
        fresh = last is not None and then.sent_on is not None and lateness.rests(campaign, then.sent_on, last, day)
        if turn := due(then, campaign, day, fresh):
            found.append(_proposal(row, then, turn, day))
    return found


def due(then: Standing | Recipient, campaign: Campaign, day: date, fresh: bool) -> int:
    """Which reminder is due, 1 or 2; 0 for none. A promised date that has not come, or a fresh reminder, keeps it back."""
    if not lateness.is_open(then) or then.ball != Ball.THEM or then.sent_on is None:
        return 0
    if then.ball_until is not None and day <= then.ball_until:
        return 0
    asked = lateness.dates_of(campaign, then.sent_on)
    if then.reminders == 1 and day >= asked.second_on:
        return 0 if fresh else 2
    return 1 if then.reminders == 0 and day >= asked.first_on else 0


def _proposal(row: Recipient, then: Standing | Recipient, turn: int, day: date) -> Proposal:
    waited = lateness.days_waiting(then, day) or 0
    if then.now_with and then.now_email:
        return Proposal(row, turn, then.now_with, then.now_email, True, waited)
    if then.now_with:
        return Proposal(row, turn, _("Registrator"), row.registrator_email, True, waited, then.now_with)
    return Proposal(row, turn, row.name or row.authority, row.email or row.registrator_email, False, waited)


def text_of(campaign: Campaign, turn: int) -> str:
    """A text to start from. An open letter has no legal deadline, and the text claims none."""
    with lang.use(campaign.language):
        day = dates.long(campaign.sent_at) if campaign.sent_at else ""
        first = _(
            "We wrote to you on %(day)s: “%(title)s”. We have not seen an answer yet.", day=day, title=campaign.title
        )
        ask = _("Who has the letter at your place, and when can we expect an answer? A short answer is fine.")
        if turn > 1:
            ask = _("If somebody else has the letter, please tell us who. A short answer is fine.")
        return f"{first}\n\n{ask}\n\n{campaign.sender}".strip()


async def send(
    campaign: Campaign, by: Actor, chosen: Sequence[int], text: str, turns: Mapping[int, int] | None = None
) -> Mailing:
    """Send the reminders a person has said yes to; registrators get theirs as a mail of its own.

    `turns`: which reminder each was when the person saw it; where it is another by now, nothing is sent.
    """
    text = text.strip()
    if not text or len(text) > MOST_CHARACTERS:
        raise Refusal("Write what the reminder says, at most %(most)s characters.", most=MOST_CHARACTERS)
    found = [one for one in await proposals(campaign) if one.recipient.pk in set(chosen) and one.to_email]
    if not found:
        raise Refusal("None of these is due for a reminder any more.")
    if turns and any(turns.get(one.recipient.pk, one.turn) != one.turn for one in found):
        raise Refusal("Somebody else has just sent these. Nothing was sent twice.")
    texts = dict(await Recipient.filter(pk__in=[one.recipient.pk for one in found]).values_list("id", "text"))
    for one in found:
        one.recipient.text = texts[one.recipient.pk]
    posts = [post for one in found for post in posts_of(campaign, one, text)]
    return await _send(campaign, by, found, posts, text)


def posts_of(campaign: Campaign, one: Proposal, text: str) -> list[Post]:
    """The reminder to whoever has the letter, and the registrator's own."""
    row = one.recipient
    first = _post(campaign, one, text, one.to_name, one.to_email, REMINDER)
    if not wants_copy(row) or row.registrator_email.casefold() == one.to_email.casefold():
        return [first]
    with lang.use(campaign.language):
        name = _("Registrator")
    return [first, _post(campaign, one, text, name, row.registrator_email, REMINDER_COPY)]


def _post(campaign: Campaign, one: Proposal, text: str, name: str, address: str, kind: str) -> Post:
    row = one.recipient
    with lang.use(campaign.language):
        subject = _("Reminder: %(subject)s", subject=row.subject or f"{campaign.title} [Ref {row.ref}]")
        blocks = [Block("text", ((Piece(line),),)) for line in text.split("\n") if line.strip()]
        if one.lies_with:
            told = _("We have been told that the letter is with %(who)s. Please pass this on.", who=one.lies_with)
            blocks.append(Block("text", ((Piece(told),),)))
        page = page_url(row, campaign.language)
        blocks.append(Block("small", ((Piece(_("The letter's own page:") + " "), Piece(page, page)),)))
        blocks.append(Block("small", ((Piece(_("Our reference: %(ref)s.", ref=row.ref)),),)))
        if row.text:
            blocks.append(Block("heading", ((Piece(_("The letter was")),),)))
            blocks += [Block("text", ((Piece(part),),)) for part in row.text.split("\n\n") if part.strip()]
    letter = compose.assemble(subject[:250], blocks, campaign.language, sender_of(campaign))
    return Post(
        key=f"{kind}:{row.pk}:{one.turn}",
        kind=kind,
        to_name=name,
        to_address=address,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=campaign.language,
        organiser=campaign.organiser,
        about=row.ref,
        about_title=campaign.title,
        reply_to=outbox.reply_address(reply_token(row), campaign.organiser),
    )


@atomic()
async def _send(campaign: Campaign, by: Actor, found: Sequence[Proposal], posts: Sequence[Post], text: str) -> Mailing:
    ids = [int(one.recipient.pk) for one in found]
    fresh = {row.pk: row for row in await Recipient.filter(pk__in=ids).select_for_update()}
    if any(fresh[one.recipient.pk].reminders != one.recipient.reminders for one in found):
        raise Refusal("Somebody else has just sent these. Nothing was sent twice.")
    mailing = await outbox.begin_mailing(campaign.organiser, by, REMINDER, campaign.title, f"letter-{campaign.pk}")
    await outbox.put_all([_in(post, mailing) for post in posts])
    moment = now()
    await Entry.bulk_create(
        Entry(
            recipient_id=one.recipient.pk,
            by_id=by.pk,
            by_name=by.name,
            kind=EntryKind.REMINDER,
            at=moment,
            noted_at=moment,
            channel=Channel.MAIL,
            who=one.to_name if one.to_holder else addressee(one.recipient),
            who_email=one.to_email,
            text=text,
            source=f"mailing-{mailing.pk}",
        )
        for one in found
    )
    await settle(list(fresh.values()))
    await record(by, "letter.reminded", campaign, recipients=len(found), mails=len(posts))
    return mailing


def _in(post: Post, mailing: Mailing) -> Post:
    """The mail as one of this mailing: what was undone and is sent anew is a mail of its own."""
    return replace(post, key=f"{post.key}:{mailing.pk}", mailing=mailing)


@atomic()
async def undo(mailing: Mailing, by: Actor) -> int:
    """Take the reminders back before they leave: their lines on the timelines are taken back, too."""
    await outbox.undo(mailing, by)
    return await _take_back(mailing, by)


async def _take_back(mailing: Mailing, by: Actor | None) -> int:
    gone = OutgoingMail.filter(mailing_id=mailing.pk, status=MailStatus.CANCELLED, kind=mailing.kind)
    refs = [mail.about for mail in await gone.only("id", "about")]
    lines = await Entry.filter(source=f"mailing-{mailing.pk}", recipient__ref__in=refs).select_related("recipient")
    known = {one.takes_back_id for one in await Entry.filter(takes_back_id__in=[line.pk for line in lines])}
    new = [line for line in lines if line.pk not in known]
    moment, name = now(), by.name if by else ""
    told: dict[str, Any] = {"kind": EntryKind.UNDONE, "at": moment, "noted_at": moment, "by_name": name}
    number = by.pk if by else None
    await Entry.bulk_create(
        Entry(recipient_id=line.recipient_id, takes_back=line, by_id=number, **told) for line in new
    )
    await settle([line.recipient for line in new])
    return len(new)


async def take_back_undone() -> bool:
    """Job: reminders that were undone from the outbox are taken back on the timelines, too."""
    undone = Mailing.filter(
        kind__in=[REMINDER, CORRECTION], status=MailingStatus.UNDONE, created_at__gte=now() - timedelta(days=2)
    )
    for mailing in await undone:
        async with in_transaction():
            if await _take_back(mailing, None):
                return True
    return False
