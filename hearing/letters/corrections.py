"""A correction: one mail more to those who got the letter, in the thread of it, chosen and sent by a person."""

from collections.abc import Sequence
from dataclasses import replace

from tortoise.transactions import atomic

from hearing.base import lang
from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.letters.kinds import Delivery
from hearing.letters.kinds_case import Channel
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_entry import Entry
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import reply_token
from hearing.letters.reminders import CORRECTION, MOST_CHARACTERS
from hearing.letters.sending import COPY, LETTER, addressee
from hearing.letters.standing import settle
from hearing.letters.writing import sender_of, wants_copy
from hearing.mail import compose, outbox
from hearing.mail.compose import Block, Piece
from hearing.mail.models import Mailing, MailingStatus, MailStatus, OutgoingMail
from hearing.mail.outbox import Post


async def receivers(campaign: Campaign) -> list[Recipient]:
    """Those who got the letter and can be written to."""
    got = Recipient.filter(campaign_id=campaign.pk, delivery__in=[Delivery.SENT, Delivery.DELIVERED])
    return await got.exclude(email="").order_by("sort_key", "number")


async def send(campaign: Campaign, by: Actor, chosen: Sequence[int], text: str) -> Mailing:
    """Send the correction to those who were ticked, and to their registrators; leaves in five minutes."""
    text = text.strip()
    if not text or len(text) > MOST_CHARACTERS:
        raise Refusal("Write what is corrected, at most %(most)s characters.", most=MOST_CHARACTERS)
    rows = [row for row in await receivers(campaign) if row.pk in set(chosen)]
    if not rows:
        raise Refusal("Choose who gets the correction.")
    ids = await _threads(campaign)
    return await _send(campaign, by, rows, [post for row in rows for post in _posts(campaign, row, text, ids)], text)


async def _threads(campaign: Campaign) -> dict[tuple[str, str], str]:
    """The Message-ID of what each address got."""
    sent = OutgoingMail.filter(topic=campaign.reference, kind__in=[LETTER, COPY], status=MailStatus.SENT)
    found = await sent.order_by("id").only("about", "to_norm", "message_id")
    return {(mail.about, mail.to_norm): mail.message_id for mail in found}


def _posts(campaign: Campaign, row: Recipient, text: str, ids: dict[tuple[str, str], str]) -> list[Post]:
    with lang.use(campaign.language):
        subject = _("Correction: %(subject)s", subject=row.subject or f"{campaign.title} [Ref {row.ref}]")
        blocks = [Block("text", ((Piece(line),),)) for line in text.split("\n") if line.strip()]
        blocks.append(Block("small", ((Piece(_("Our reference: %(ref)s.", ref=row.ref)),),)))
        registrator = _("Registrator")
    letter = compose.assemble(subject[:250], blocks, campaign.language, sender_of(campaign))
    first = Post(
        key=f"{CORRECTION}:{row.pk}",
        kind=CORRECTION,
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
    )
    copy = replace(first, key=f"{CORRECTION}_copy:{row.pk}", kind=f"{CORRECTION}_copy", to_name=registrator)
    copies = [replace(copy, to_address=row.registrator_email)] if wants_copy(row) else []
    return [_threaded(post, ids.get((row.ref, post.to_address.lower()), "")) for post in [first, *copies]]


def _threaded(post: Post, message_id: str) -> Post:
    return replace(post, extra={"In-Reply-To": message_id, "References": message_id}) if message_id else post


@atomic()
async def _send(campaign: Campaign, by: Actor, rows: Sequence[Recipient], posts: Sequence[Post], text: str) -> Mailing:
    await Campaign.filter(pk=campaign.pk).select_for_update().get()  # two presses, one after the other
    last = await Mailing.filter(about=f"letter-{campaign.pk}", kind=CORRECTION).order_by("-id").first()
    same = Entry.filter(source=f"mailing-{last.pk}", text=text) if last else None
    if same and last and last.status != MailingStatus.UNDONE and await same.exists():
        raise Refusal("This correction has already been sent.")
    mailing = await outbox.begin_mailing(campaign.organiser, by, CORRECTION, campaign.title, f"letter-{campaign.pk}")
    await outbox.put_all([replace(post, key=f"{post.key}:{mailing.pk}", mailing=mailing) for post in posts])
    moment = now()
    await Entry.bulk_create(
        Entry(
            recipient_id=row.pk,
            by_id=by.pk,
            by_name=by.name,
            kind=EntryKind.CORRECTED,
            at=moment,
            noted_at=moment,
            channel=Channel.MAIL,
            who=addressee(row)[:200],
            who_email=row.email,
            text=text,
            source=f"mailing-{mailing.pk}",
        )
        for row in rows
    )
    await settle(list(rows))
    await record(by, "letter.corrected", campaign, recipients=len(rows), mails=len(posts))
    return mailing
