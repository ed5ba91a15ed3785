"""Asking organisations to sign: a mail with a link of their own each, five minutes to undo; reminders as drafts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tortoise.transactions import atomic

from hearing.base import dates, lang
from hearing.base.audit import Actor, record
from hearing.base.clock import now, today
from hearing.base.dates import local
from hearing.base.errors import Refusal
from hearing.letters.kinds import CampaignStatus
from hearing.letters.kinds_signing import SignatoryStatus, SignatureKind
from hearing.letters.models import Campaign
from hearing.letters.models_signing import Signatory
from hearing.letters.signing import note
from hearing.letters.writing import sender_of
from hearing.mail import compose, outbox
from hearing.mail.compose import Letter
from hearing.mail.models import Mailing, MailStatus, OutgoingMail
from hearing.mail.outbox import Post
from hearing.settings import settings

SIGN, REMIND = "letter_sign", "letter_sign_reminder"
ASKABLE = (SignatoryStatus.NEW, SignatoryStatus.AGAIN)
WAIT, NEAR = timedelta(days=7), timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that could be sent, and whether it is time."""

    row: Signatory
    due: bool


async def to_ask(campaign: Campaign) -> list[Draft]:
    """Those who have not been asked about the text as it is."""
    rows = await Signatory.filter(campaign_id=campaign.pk, status__in=list(ASKABLE)).order_by("sort_key", "id")
    return [Draft(row, True) for row in rows]


async def to_remind(campaign: Campaign) -> list[Draft]:
    """Those who have not answered; due after a week, or when the last day is near."""
    asked = Signatory.filter(campaign_id=campaign.pk, status=SignatoryStatus.ASKED)
    return [Draft(row, due(row, campaign.sign_by_on, today())) for row in await asked.order_by("sort_key", "id")]


def due(row: Signatory, last_on: date | None, day: date) -> bool:
    """Whether it is time to remind."""
    waited = day - local(row.asked_at).date() if row.asked_at else WAIT
    return waited >= WAIT or bool(last_on and last_on - day <= NEAR and waited >= timedelta(days=1))


def page_url(row: Signatory, language: str) -> str:
    """The whole address of the signatory's own page."""
    return f"{settings().url}{'/en' if language == 'en' else ''}/s/{row.token()}"


def words_of(campaign: Campaign, row: Signatory, text: str, reminder: bool = False) -> Letter:
    """Subject and words of the mail to one signatory."""
    with lang.use(campaign.language):
        by = dates.long(campaign.sign_by_on) if campaign.sign_by_on else ""
    name = "letters/mails/sign_reminder" if reminder else "letters/mails/sign"
    return compose.render(
        name,
        campaign.language,
        sender_of(campaign),
        title=campaign.title,
        kind="statement" if campaign.kind == "statement" else "letter",
        organisation=row.name,
        organiser=campaign.organiser.name,
        contact=campaign.contact,
        note=text,
        by=by,
        again=row.version is not None,
        page=page_url(row, campaign.language),
    )


async def ask(campaign: Campaign, by: Actor, chosen: Sequence[int], text: str, sign_by_on: date | None) -> Mailing:
    """Ask those who are ticked; leaves in five minutes. Those without an address are handed their link."""
    if campaign.status == CampaignStatus.CLOSED:
        raise Refusal("The letter is closed.")
    campaign.sign_by_on = sign_by_on
    rows = [one.row for one in await to_ask(campaign) if one.row.pk in set(chosen)]
    if not rows:
        raise Refusal("Nobody is ticked, or they have been asked already.")
    posts = [_post(campaign, row, text, SIGN) for row in rows if row.email]
    return await _ask(campaign, by, rows, posts, SIGN)


async def remind(campaign: Campaign, by: Actor, chosen: Sequence[int], text: str) -> Mailing:
    """Remind those who are ticked; leaves in five minutes."""
    rows = [one.row for one in await to_remind(campaign) if one.row.pk in set(chosen) and one.row.email]
    if not rows:
        raise Refusal("Nobody is ticked, or they have answered already.")
    posts = [_post(campaign, row, text, REMIND) for row in rows]
    return await _ask(campaign, by, rows, posts, REMIND)


async def again(row: Signatory, by: Actor) -> Mailing:
    """Send one signatory its link once more."""
    campaign = await Campaign.get(pk=row.campaign_id).select_related("organiser")
    if not row.email:
        raise Refusal("%(name)s has no address. Copy the link instead.", name=row.name)
    kind = SIGN if row.status in ASKABLE else REMIND
    return await _ask(campaign, by, [row], [_post(campaign, row, "", kind)], kind)


def _post(campaign: Campaign, row: Signatory, text: str, kind: str) -> Post:
    letter = words_of(campaign, row, text, kind == REMIND)
    return Post(
        key=f"{kind}:{row.pk}",
        kind=kind,
        to_name=row.contact or row.name,
        to_address=row.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=campaign.language,
        organiser=campaign.organiser,
        about_title=campaign.title,
    )


@atomic()
async def _ask(campaign: Campaign, by: Actor, rows: Sequence[Signatory], posts: Sequence[Post], kind: str) -> Mailing:
    fresh = await Campaign.filter(pk=campaign.pk).select_for_update().get()
    before = (SignatoryStatus.ASKED,) if kind == REMIND else ASKABLE
    ids = [row.pk for row in rows]
    if await Signatory.filter(pk__in=ids, status__in=list(before)).count() < len(ids):
        raise Refusal("Somebody else has just sent these. Nothing was sent twice.")
    mailing = await outbox.begin_mailing(campaign.organiser, by, kind, campaign.title, f"letter-{campaign.pk}")
    keyed = [replace(post, key=f"{post.key}:{mailing.pk}", mailing=mailing) for post in posts]
    await outbox.put_all(keyed)
    mails = {mail.key: mail.pk for mail in await OutgoingMail.filter(mailing=mailing).only("id", "key")}
    for row in rows:
        mail = mails.get(f"{kind}:{row.pk}:{mailing.pk}")
        await row.move("ask", asked_at=now(), asked_times=row.asked_times + 1, mail_id=mail)
        await note(row, SignatureKind.REMINDED if kind == REMIND else SignatureKind.ASKED, by, fresh.versions)
    await Campaign.filter(pk=campaign.pk).update(sign_by_on=campaign.sign_by_on, changed_at=now())
    what = "letter.signing_reminded" if kind == REMIND else "letter.signing_asked"
    await record(by, what, campaign, signatories=len(rows), mails=len(posts))
    return mailing


@atomic()
async def undo(mailing: Mailing, by: Actor) -> int:
    """Take the question back before it leaves; says from how many."""
    await outbox.undo(mailing, by)
    gone = await OutgoingMail.filter(mailing_id=mailing.pk, status=MailStatus.CANCELLED).only("id")
    rows = await Signatory.filter(mail_id__in=[mail.pk for mail in gone]).select_related("campaign")
    for row in rows:
        if mailing.kind == SIGN:
            await row.take("unask" if row.version is None else "unask_again")
        await note(row, SignatureKind.UNASKED, by, row.campaign.versions)
    if rows:
        await record(by, "letter.signing_unasked", rows[0].campaign, signatories=len(rows))
    return len(rows)
