"""The outbox: a mail exists because a row was written in the transaction of what caused it.

Here is what people and other slices do with mail. The worker's side is sender.py.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.links import MAIL_ALPHABET, MAIL_LENGTH
from hearing.db import rows
from hearing.mail import addresses
from hearing.mail.addresses import clean
from hearing.mail.models import MailAttachment, Mailing, MailReason, MailStatus, OutgoingMail
from hearing.mail.rules import Gate, blocked
from hearing.organisers.models import Organiser
from hearing.settings import settings

PERSONAL, MANY = 0, 9
DROP = """UPDATE outgoing_mail SET status = 'cancelled', key = key || ':' || id
WHERE topic = ? AND kind IN ({marks}) AND status IN ('queued', 'held') RETURNING id"""
GRACE = timedelta(minutes=5)
LIST_HEADERS = ("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Precedence")
RAW_HEADERS = frozenset({*LIST_HEADERS, "References", "In-Reply-To"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One mail as its slice wants it; `key` names what it is for, so that it exists once."""

    key: str
    kind: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    language: str = "sv"
    organiser: Organiser | None = None
    mailing: Mailing | None = None
    about: str = ""
    about_title: str = ""
    automatic: bool = False  # a notice the program wrote, not a letter from a person
    reply_to: str = ""
    envelope_from: str = ""
    calendar: bytes | None = None
    calendar_method: str = "REQUEST"
    extra: dict[str, str] = field(default_factory=dict)
    files: tuple[tuple[int, str], ...] = ()  # File rows and the names they go out under
    unfinished: bool = False  # a file is still being made; finishing.finish() lets it leave
    leaves_at: datetime | None = None
    expires_at: datetime | None = None


async def put(post: Post) -> OutgoingMail:
    """Ask for a mail in the caller's transaction; the same key is the same mail, sent once."""
    await put_all([post])
    return await OutgoingMail.get(key=post.key)


async def put_all(posts: Sequence[Post]) -> int:
    """Ask for many mails in the caller's transaction; those whose key exists are left as they are."""
    gate = await Gate.now()
    mails = [_row(post, gate) for post in posts]
    shut = await blocked((row.to_address, row.organiser_id) for row in mails)
    for row in mails:
        if (row.to_address, row.organiser_id) in shut:
            row.update_from_dict({"status": MailStatus.FAILED, "reason": MailReason.BLOCKED})
    await OutgoingMail.bulk_create(mails, batch_size=200, ignore_conflicts=True)
    await _attach([post for post in posts if post.files])
    return len(mails)


async def _attach(posts: Sequence[Post]) -> None:
    """The files of mails that are new; a key that existed keeps what it had."""
    files = {post.key: post.files for post in posts}
    keys = list(files)
    for start in range(0, len(keys), 200):
        mails = await OutgoingMail.filter(key__in=keys[start : start + 200]).only("id", "key")
        made = [
            MailAttachment(mail_id=mail.pk, file_id=file, name=name) for mail in mails for file, name in files[mail.key]
        ]
        await MailAttachment.bulk_create(made, batch_size=200, ignore_conflicts=True)


def _row(post: Post, gate: Gate) -> OutgoingMail:
    if unknown := set(post.extra) - RAW_HEADERS:
        raise ValueError(f"not a header of ours: {sorted(unknown)}")
    to_name, to_address = clean(post.to_name), addresses.address(post.to_address)
    from_name, from_address = sender(post.organiser)
    reason = gate.holds(to_address)
    moment = now()
    leaves = post.leaves_at or (post.mailing.leaves_at if post.mailing else moment)
    return OutgoingMail(
        key=post.key,
        organiser_id=post.organiser.pk if post.organiser else None,
        mailing_id=post.mailing.pk if post.mailing else None,
        kind=post.kind,
        automatic=post.automatic,
        priority=MANY if post.mailing else PERSONAL,
        about=post.about,
        topic=post.about.partition("/")[0],
        topic_title=clean(post.about_title),
        language=post.language,
        to_name=to_name,
        to_address=to_address,
        to_norm=to_address.lower(),
        from_name=from_name,
        from_address=from_address,
        reply_to=_reply_to(post, from_address),
        envelope_from=addresses.address(post.envelope_from) if post.envelope_from else own_envelope(),
        subject=clean(post.subject),
        body_text=post.text,
        body_html=post.html,
        calendar=post.calendar,
        calendar_method=post.calendar_method if post.calendar else "",
        attached=len(post.files),
        unfinished=post.unfinished,
        extra={name: header(value) for name, value in post.extra.items()},
        message_id=message_id(post.kind, from_address),
        search_text=f"{to_name} {to_address} {clean(post.subject)}".casefold(),
        status=MailStatus.HELD if reason else MailStatus.QUEUED,
        reason=reason,
        created_at=moment,
        due_at=leaves,
        expires_at=post.expires_at,
    )


def sender(organiser: Organiser | None) -> tuple[str, str]:
    """From: the organiser's name; its own address only in the domain this installation sends for."""
    name, address = addresses.split(settings().mail_from)
    if organiser is None:
        return name, address
    own = addresses.address(organiser.email) if organiser.email else ""
    shared = own if own and addresses.domain_of(own) == addresses.domain_of(address) else address
    return clean(organiser.sender_name or organiser.name), shared


def _reply_to(post: Post, from_address: str) -> str:
    """What the slice wants; else the organiser's own address, where From is not that already."""
    wanted = post.reply_to or (post.organiser.email if post.organiser else "")
    return addresses.address(wanted) if wanted and wanted != from_address else ""


def envelope() -> str:
    """Where a server returns what it cannot deliver."""
    return addresses.split(settings().mail_from)[1]


def own_envelope() -> str:
    """A return address for one mail alone, so that a report about it proves itself; shared until replies have a place."""
    if "mail_reply" not in settings().model_fields_set:
        return envelope()
    return reply_address(random_token()).lower()


def reply_address(token: str, organiser: Organiser | None = None) -> str:
    """The address an answer comes back to: svar+TOKEN@…; the organiser's own where that would reach nobody."""
    if organiser and organiser.email and settings().loses_replies:
        return addresses.address(organiser.email)
    local, _at, domain = settings().mail_reply.rpartition("@")
    return addresses.address(f"{local}+{token}@{domain}")


def message_id(kind: str, address: str) -> str:
    """A mail's own name, the same over all tries."""
    return f"<{kind}.{random_token()}@{addresses.domain_of(address)}>"


def random_token() -> str:
    """For an address or a name of a mail that nobody can guess."""
    return "".join(secrets.choice(MAIL_ALPHABET) for _sign in range(MAIL_LENGTH))


def header(value: str) -> str:
    """ASCII for a header that programs read, never encoded."""
    cleaned = clean(value, 900)
    if not cleaned.isascii():
        raise ValueError("a header that programs read must be ASCII")
    return cleaned


async def begin_mailing(
    organiser: Organiser, by: Actor | None, kind: str, title: str, about: str = "", grace: timedelta = GRACE
) -> Mailing:
    """Open a mailing in the caller's transaction; its mails leave in five minutes unless it is undone."""
    mailing = await Mailing.create(
        organiser=organiser,
        about=about,
        kind=kind,
        title=clean(title),
        created_by_name=by.name if by else "",
        created_at=now(),
        leaves_at=now() + grace,
    )
    await record(by, "mailing.started", mailing, title=mailing.title)
    return mailing


@atomic()
async def undo(mailing: Mailing, by: Actor | None) -> int:
    """Take back every mail of a mailing that has not left; says how many."""
    await mailing.move("undo")
    waiting = OutgoingMail.filter(mailing_id=mailing.pk, status__in=[MailStatus.QUEUED, MailStatus.HELD])
    taken = await waiting.update(status=MailStatus.CANCELLED, reason=MailReason.NONE)
    if not taken:
        raise Refusal("Everything in this mailing has already left.")
    await record(by, "mailing.undone", mailing, mails=taken)
    return taken


@atomic()
async def stop(mailing: Mailing, by: Actor | None, why: str = "") -> None:
    """Let nothing more of a mailing leave; what waits keeps waiting."""
    await mailing.move("stop", stop_reason=why)
    await record(by, "mailing.stopped", mailing, why=why)


@atomic()
async def resume(mailing: Mailing, by: Actor) -> None:
    """Let the rest of a stopped mailing go out; failures so far are accepted."""
    failed = await OutgoingMail.filter(mailing_id=mailing.pk, status=MailStatus.FAILED).count()
    await mailing.move("resume", stop_reason="", forgiven=failed)
    await record(by, "mailing.resumed", mailing)


@atomic()
async def cancel(mail: OutgoingMail, by: Actor) -> None:
    """Take back one mail while it is queued."""
    await mail.move("cancel")
    await record(by, "mail.cancelled", mail)


async def drop(about: str, kind: str) -> int:
    """Take back what is still queued of one kind about something, in the caller's transaction; says how many."""
    waiting = OutgoingMail.filter(about=about, kind=kind, status__in=[MailStatus.QUEUED, MailStatus.HELD])
    return await waiting.update(status=MailStatus.CANCELLED)


async def drop_all(topic: str, kinds: Sequence[str]) -> int:
    """Take back what is still queued of some kinds about all of a topic, in the caller's transaction.

    Their keys are free again: what has not left may be asked for anew, what has left stays sent once.
    """
    marks = ", ".join("?" for _kind in kinds)
    return len(await rows(DROP.format(marks=marks), topic, *kinds))


@atomic()
async def discard(mail: OutgoingMail, by: Actor) -> None:
    """Throw away one held mail."""
    await mail.move("discard")
    await record(by, "mail.discarded", mail)


@atomic()
async def release(mail: OutgoingMail, by: Actor) -> None:
    """Let one held mail go, if the rules of now allow its address."""
    await _check(mail.to_address, mail.organiser_id)
    await mail.move("release", reason=MailReason.NONE, due_at=now())
    await record(by, "mail.released", mail)


@atomic()
async def count(mail: OutgoingMail, by: Actor) -> None:
    """A person says that a doubtful mail did arrive."""
    await mail.move("count", sent_at=mail.tried_at or now(), phase="")
    await record(by, "mail.counted", mail)


@atomic()
async def again(mail: OutgoingMail, by: Actor, to_address: str = "") -> None:
    """Send a doubtful or failed mail once more, with its own Message-ID; maybe to a corrected address."""
    address = addresses.address(to_address or mail.to_address)
    await _check(address, mail.organiser_id)
    found = f"{mail.to_name} {address} {mail.subject}".casefold()
    fresh = {"reason": MailReason.NONE, "attempts": 0, "phase": "", "owner": "", "due_at": now(), "expires_at": None}
    await mail.move("again", to_address=address, to_norm=address.lower(), search_text=found, **fresh)
    await record(by, "mail.sent_again", mail)


async def _check(address: str, organiser: int | None) -> None:
    reason = (await Gate.now()).holds(address)
    if not reason and await blocked([(address, organiser)]):
        reason = MailReason.BLOCKED
    if reason:
        raise Refusal("This mail cannot leave: %(reason)s.", reason=reason.label)
