"""Sending invitations: nothing leaves when a value is missing or a role has ended; five minutes to change one's mind."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tortoise.transactions import atomic, in_transaction

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.events.models import Event, EventStatus
from hearing.events.times import day_of
from hearing.invitations import mails, texts
from hearing.invitations.models import Invitation, InvitationStatus, InvitationText
from hearing.mail import outbox
from hearing.mail.models import Mailing, MailingStatus, MailStatus, OutgoingMail
from hearing.people.models import Holding, OfficeKind

KIND = "invitation"
SHOWN = (EventStatus.PUBLISHED, EventStatus.UNLISTED)
PUBLIC = (OfficeKind.ELECTED, OfficeKind.OFFICIAL, OfficeKind.POLITICAL_STAFF, OfficeKind.FUNCTION)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one chosen person cannot be written to yet."""

    invitation: Invitation
    missing: tuple[str, ...] = ()
    ended: bool = False


@dataclass(slots=True)
class Batch:
    """What would be sent: to whom, in which words, and what stands in the way."""

    event: Event
    drafts: list[Invitation]
    text: InvitationText
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0

    @property
    def by_mail(self) -> list[Invitation]:
        """Those who get a mail."""
        return [row for row in self.drafts if row.email]

    @property
    def without_address(self) -> list[Invitation]:
        """Those who are invited all the same, by telephone or letter."""
        return [row for row in self.drafts if not row.email]

    @property
    def ended(self) -> list[Invitation]:
        """Those invited all the same although their role is over by then."""
        return [row for row in self.drafts if row.ended_ok and ends_before(row.holding, self.event)]

    @property
    def to_authorities(self) -> bool:
        """Whether some hold office at an authority, where a letter is a public record the same day."""
        return any(row.holding and row.holding.office.kind in PUBLIC for row in self.drafts)


async def batch(event: Event) -> Batch:
    """The drafts of an event and what is wrong with them; needs the event's organiser and venue."""
    rows = Invitation.filter(event_id=event.pk, status=InvitationStatus.DRAFT).order_by("sort_key", "id")
    drafts = await rows.select_related("person", "holding__office", "group")
    for row in drafts:
        row.event = event
    text = await texts.text_for(event)
    found = Batch(event, [row for row in drafts if not row.left_out], text)
    found.left_out = len(drafts) - len(found.drafts)
    found.problems = [problem for row in found.drafts if (problem := problem_of(row, text))]
    return found


def problem_of(row: Invitation, text: InvitationText) -> Problem | None:
    """What stands in the way of one invitation."""
    values = texts.values_for(row)
    lacking = tuple(dict.fromkeys(texts.missing(text.subject, values) + texts.missing(text.body, values)))
    ended = ends_before(row.holding, row.event) and not row.ended_ok
    return Problem(row, lacking, ended) if lacking or ended else None


def ends_before(holding: Holding | None, event: Event) -> bool:
    """Whether a role is over by the event's day."""
    return bool(holding and holding.ends_on and holding.ends_on < day_of(event.starts_at, event.zone))


def examples(ready: Batch) -> list[Invitation]:
    """Three real recipients: the longest name and title, an ordinary one, and one that lacks something."""
    wrong = [problem.invitation for problem in ready.problems]
    fine = [row for row in ready.drafts if row not in wrong]
    longest = max(fine, key=lambda row: len(row.name) + len(row.title) + len(row.organisation_name), default=None)
    ordinary = [row for row in fine if row is not longest]
    picked = [longest, *(ordinary[len(ordinary) // 2 :][:1]), *wrong[:1]]
    return [row for row in [*picked, *ordinary[:1]] if row is not None][:3]


async def send(event: Event, by: Actor) -> Mailing:
    """Invite the drafts: mails leave in five minutes. Refuses while anything is missing; twice sends nothing twice."""
    if event.status not in SHOWN:
        raise Refusal("Publish the event first, openly or unlisted: the invited must be able to see it.")
    if event.starts_at <= now():
        raise Refusal("The event has already begun.")
    ready = await batch(event)
    if ready.problems:
        raise Refusal(
            "Something is missing for %(number)s of the recipients. Nothing was sent.", number=len(ready.problems)
        )
    if not ready.drafts:
        raise Refusal("There is nobody to send to: everybody chosen has been invited.")
    posts = await _written(ready)
    return await _send(ready, posts, by)


async def _written(ready: Batch) -> list[outbox.Post]:
    """The mails' words, made before the transaction so that nobody waits for them."""
    posts = []
    for place, row in enumerate(ready.by_mail):
        values = texts.values_for(row)
        subject, body = texts.filled(ready.text.subject, values), texts.filled(ready.text.body, values)
        post = mails.invitation_mail(row, subject, body, told_source=row.person.organiser_id is None)
        posts += [post] if post else []
        if place % 20 == 19:
            await asyncio.sleep(0)
    return posts


@atomic()
async def _send(ready: Batch, posts: Sequence[outbox.Post], by: Actor) -> Mailing:
    event = ready.event
    title = event.title
    mailing = await outbox.begin_mailing(event.organiser, by, KIND, title, f"event-{event.pk}")
    numbers = [int(row.pk) for row in ready.drafts]
    await _unchanged(ready)
    sent = {"invited_at": now(), "sent_times": 1, "mailing_id": mailing.pk, "told_sequence": event.sequence}
    if await Invitation.move_all("invite", numbers, **sent) < len(numbers):
        raise Refusal("Somebody else has just sent these. Nothing was sent twice.")
    await outbox.put_all([replace(post, mailing=mailing) for post in posts])
    await record(by, "invitations.sent", event, people=len(numbers), mails=len(posts))
    return mailing


async def just_sent(event: Event) -> Mailing | None:
    """The sending of the last five minutes, if it left nobody to send to: a second press means the same."""
    if await Invitation.filter(event_id=event.pk, status=InvitationStatus.DRAFT, left_out=False).exists():
        return None
    made = Mailing.filter(about=f"event-{event.pk}", kind=KIND, status=MailingStatus.RUNNING, leaves_at__gt=now())
    return await made.order_by("-id").first()


async def _unchanged(ready: Batch) -> None:
    """Refuse when somebody was corrected or left out after the mails were written."""
    waiting = Invitation.filter(event_id=ready.event.pk, status=InvitationStatus.DRAFT)
    stand = dict(await waiting.values_list("id", "changes"))
    if any(stand.get(int(row.pk), row.changes) != row.changes for row in ready.drafts):
        raise Refusal("The list has just changed. Nothing was sent. Read the examples and send again.")


async def recipients(mailing: Mailing) -> int:
    """How many a sending invited, by mail or without address."""
    return await Invitation.filter(mailing_id=mailing.pk).count()


@atomic()
async def undo(mailing: Mailing, by: Actor) -> int:
    """Take the sending back: what has not left never leaves, and its recipients are drafts again."""
    if await OutgoingMail.filter(mailing_id=mailing.pk).exists():
        await outbox.undo(mailing, by)
    else:
        await mailing.move("undo")
    return await _draft_again(mailing, by)


async def _draft_again(mailing: Mailing, by: Actor | None) -> int:
    left = OutgoingMail.filter(mailing_id=mailing.pk).exclude(status=MailStatus.CANCELLED)
    gone = {int(mail.about.rpartition("/")[2]) for mail in await left.only("id", "about")}
    rows = Invitation.filter(mailing_id=mailing.pk, status=InvitationStatus.INVITED, answered_at=None)
    back = [row.id for row in await rows.only("id") if row.id not in gone]
    if back:
        event = await Event.get(pk=int(mailing.about.removeprefix("event-")))
        await record(by, "invitations.undone", event, people=len(back))
    return await Invitation.move_all("uninvite", back, invited_at=None, sent_times=0, mailing_id=None)


async def return_undone() -> bool:
    """Job: a mailing that was undone from the outbox gives its recipients back as drafts."""
    waiting = Invitation.filter(mailing__status=MailingStatus.UNDONE, status=InvitationStatus.INVITED)
    recent = waiting.filter(answered_at=None, changed_at__gte=now() - timedelta(days=2))
    for number in await recent.distinct().values_list("mailing_id", flat=True):
        async with in_transaction():
            if await _draft_again(await Mailing.get(pk=number), None):
                return True
    return False


async def leave_out(invitation: Invitation, by: Actor, out: bool = True) -> None:
    """Except somebody from what is sent now, by hand."""
    await _mark(invitation, by, "invitation.left_out" if out else "invitation.taken_in", left_out=out)


async def allow_ended(invitation: Invitation, by: Actor) -> None:
    """Invite somebody although the role has ended: the extra yes."""
    await _mark(invitation, by, "invitation.ended_allowed", ended_ok=True)


@atomic()
async def _mark(invitation: Invitation, by: Actor, what: str, **changes: bool) -> None:
    if not await invitation.alter(**changes):
        raise Refusal("The invitation has just changed. Look at it and try again.")
    await record(by, what, invitation, organiser_id=invitation.event.organiser_id, name=invitation.name)
