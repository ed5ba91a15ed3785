"""Sending a month's letter: a mail of its own to each who has asked for it, five minutes to change one's mind."""

import asyncio
from dataclasses import replace

from tortoise.transactions import atomic

from hearing.base import lang
from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import LANGUAGES, _
from hearing.db import rows
from hearing.mail import outbox
from hearing.mail.compose import Block, Letter, Piece
from hearing.mail.models import Mailing, MailingStatus, MailStatus, OutgoingMail
from hearing.mail.outbox import Post
from hearing.newsletters import mails, monthly
from hearing.newsletters.models import Newsletter
from hearing.newsletters.subscribe import receivers
from hearing.settings import settings

UNDONE = """SELECT n.id FROM newsletter n JOIN mailing m ON m.id = n.mailing_id
WHERE n.status = 'sent' AND m.status = 'undone' AND NOT EXISTS (
SELECT 1 FROM outgoing_mail o WHERE o.mailing_id = m.id AND o.status <> 'cancelled')"""


async def send(newsletter: Newsletter, by: Actor) -> Mailing:
    """Send it to all who have asked for it: leaves in five minutes. A second press sends nothing."""
    told = await monthly.told(newsletter)
    if not (newsletter.intro.strip() or told.events or told.answers):
        raise Refusal("There is nothing in the letter yet.")
    shared = {code: mails.blocks(newsletter, told, code) for code in LANGUAGES}
    return await _send(newsletter, shared, await _written(newsletter, shared), by)


async def _written(newsletter: Newsletter, shared: dict[str, list[Block]]) -> dict[int, Post]:
    """Every mail's words, made before the transaction so that nobody waits for them."""
    posts = {}
    people, _shut = await receivers(newsletter.organiser)
    for row in people:
        posts[row.pk] = mails.monthly(newsletter, shared[row.language], row)
        await asyncio.sleep(0)
    return posts


@atomic()
async def _send(newsletter: Newsletter, shared: dict[str, list[Block]], ready: dict[int, Post], by: Actor) -> Mailing:
    organiser = newsletter.organiser
    await newsletter.move("send", sent_at=now(), sent_by_name=by.name)
    people, _shut = await receivers(organiser, hold=True)
    if not people:
        raise Refusal("Nobody gets the monthly letter yet. It is sent to those who have asked for it.")
    about = f"newsletter-{newsletter.pk}"
    mailing = await outbox.begin_mailing(organiser, by, mails.MONTHLY, newsletter.subject, about)
    text = sample(newsletter, shared[organiser.language], organiser.language).text
    await Newsletter.filter(pk=newsletter.pk).update(mailing_id=mailing.pk, people=len(people), text=text)
    posts = [ready.get(row.pk) or mails.monthly(newsletter, shared[row.language], row) for row in people]
    await outbox.put_all([replace(post, key=f"{post.key}:{mailing.pk}", mailing=mailing) for post in posts])
    await record(by, "newsletter.sent", newsletter, people=len(people))
    return mailing


def sample(newsletter: Newsletter, shared: list[Block], language: str) -> Letter:
    """The letter as it stands, with the public page in place of anybody's own link."""
    own = f"{settings().url}{mails.root(language)}/newsletters/{newsletter.organiser.slug}"
    return mails.letter(newsletter, shared, language, own)


async def preview(newsletter: Newsletter, language: str) -> Letter:
    """The letter as it would be."""
    return sample(newsletter, mails.blocks(newsletter, await monthly.told(newsletter), language), language)


@atomic()
async def undo(newsletter: Newsletter, mailing: Mailing, by: Actor) -> int:
    """Take back what has not left; when nothing has, it is a draft again. Says how many mails."""
    taken = await outbox.undo(mailing, by)
    if newsletter.pk in await _undone():
        await _unsend(newsletter, by)
    return taken


async def _undone() -> list[int]:
    return [int(found["id"]) for found in await rows(UNDONE)]


async def _unsend(newsletter: Newsletter, by: Actor | None) -> None:
    if await newsletter.take("unsend", mailing_id=None, people=0, text="", sent_at=None, sent_by_name=""):
        await record(by, "newsletter.unsent", newsletter)


@atomic()
async def note_undone() -> bool:
    """Job: a letter whose mailing was undone before anything left is a draft again, wherever that was pressed."""
    found = await _undone()
    for row in await Newsletter.filter(id__in=found):
        await _unsend(row, None)
    return bool(found)


@atomic()
async def test(newsletter: Newsletter, by: Actor, address: str, language: str) -> None:
    """Send it to oneself; nobody else gets it."""
    with lang.use(language):
        note = Block("small", ((Piece(_("This is a test. Only you have got it.")),),))
    blocks = [note, *mails.blocks(newsletter, await monthly.told(newsletter), language)]
    words = sample(newsletter, blocks, language)
    post = Post(
        key=f"{mails.TEST}:{newsletter.pk}:{now().timestamp():.3f}",
        kind=mails.TEST,
        to_name=by.name,
        to_address=address,
        subject=words.subject,
        text=words.text,
        html=words.html,
        language=language,
        organiser=newsletter.organiser,
        automatic=True,
    )
    await outbox.put(post)
    await record(by, "newsletter.tested", newsletter)


async def tally(newsletter: Newsletter) -> dict[str, int]:
    """How many of its mails stand where."""
    if newsletter.mailing_id is None:
        return {}
    every = OutgoingMail.filter(mailing_id=newsletter.mailing_id)
    return {status.value: n for status in MailStatus if (n := await every.filter(status=status).count())}


def early(mailing: Mailing | None) -> bool:
    """Whether it can still be taken back whole."""
    return mailing is not None and mailing.status == MailingStatus.RUNNING and mailing.leaves_at > now()
