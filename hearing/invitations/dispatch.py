"""Sending the mails around an event: by themselves at their time, by hand to those chosen, stopped ahead of time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tortoise.expressions import Q
from tortoise.transactions import atomic, in_transaction

from hearing.base.audit import Actor, record
from hearing.base.clock import now, today
from hearing.base.errors import Refusal
from hearing.events import documents
from hearing.events.models import Event
from hearing.events.stamp import hold
from hearing.invitations import mails, matrix, stand_ins
from hearing.invitations.models import Invitation
from hearing.invitations.models_dispatch import Dispatch, DispatchKind
from hearing.mail import outbox
from hearing.mail.models import Mailing, OutgoingMail
from hearing.mail.outbox import Post

AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Planned:
    """One kind of mail of an event: when, to how many, and what is changed about it."""

    kind: DispatchKind
    at: datetime | None
    people: int
    row: Dispatch | None
    sent: bool
    late: bool
    by_hand: bool


async def planned(event: Event) -> list[Planned]:
    """All kinds in the order they leave; those without a time last."""
    kept = {row.kind: row for row in await Dispatch.filter(event_id=event.pk)}
    found = []
    for kind in DispatchKind:
        row, at = kept.get(kind), matrix.at(kind, event)
        sent = row is not None and row.sent_for_on is not None and row.sent_for_on == matrix.day(kind, event)
        people = len(await recipients(kind, event, row))
        late = at is not None and now() >= at + matrix.LATEST and not sent
        found.append(Planned(kind, at, people, row, sent, late, matrix.by_hand(kind, event)))
    return sorted(found, key=lambda one: one.at.timestamp() if one.at else float("inf"))


async def recipients(kind: DispatchKind, event: Event, row: Dispatch | None, early: bool = True) -> list[Invitation]:
    """Those who get it, without the ones left out by hand."""
    out = set(row.left_out) if row else set()
    return [it for it in await matrix.whom(kind, event, early).select_related("person") if it.pk not in out]


async def send_next() -> bool:
    """Job: send one kind of mail of one event whose moment has come."""
    soon = Q(starts_at__gt=now(), starts_at__lt=now() + timedelta(days=9))
    past = Q(ends_at__lte=now(), ends_at__gt=now() - timedelta(days=4))
    asked = Q(answer_by_on__gte=today(), answer_by_on__lte=today() + timedelta(days=9))
    for event in await Event.filter(soon | past | asked).select_related("organiser", "venue").order_by("id"):
        for kind in DispatchKind:
            if matrix.is_due(kind, event) and await _send_due(kind, event):
                return True
    return False


async def _send_due(kind: DispatchKind, event: Event) -> bool:
    due = matrix.day(kind, event)
    row = await row_of(event, kind)
    if row.stopped or (row.sent_for_on, row.sent_turn) == (due, event.sequence):
        return False
    async with in_transaction():
        await hold(event)  # it may have been moved since it was read
        await event.fetch_related("organiser", "venue")
        if not matrix.is_due(kind, event) or matrix.day(kind, event) != due:
            return False
        people = await recipients(kind, event, row)
        return await _claim(row, event, due, len(people)) and await _send(row, event, people, None, AT_ONCE) is not None


async def _claim(row: Dispatch, event: Event, due: date | None, people: int) -> bool:
    """One worker sends it, once for its day and the event's turn."""
    open_ = Dispatch.filter(pk=row.pk, stopped=False)
    open_ = open_.filter(Q(sent_for_on=None) | ~Q(sent_for_on=due) | ~Q(sent_turn=event.sequence))
    return bool(await open_.update(sent_for_on=due, sent_turn=event.sequence, sent_at=now(), people=people))


async def _send(
    row: Dispatch, event: Event, people: Sequence[Invitation], by: Actor | None, grace: timedelta
) -> Mailing | None:
    posts = await _unsent(await _written(row, event, people))
    if not posts:
        return None
    mailing = await outbox.begin_mailing(event.organiser, by, row.kind, event.title, f"event-{event.pk}", grace)
    await outbox.put_all([mails.in_mailing(post, mailing) for post in posts])
    await record(by, "dispatch.sent", row, kind=row.kind, mails=len(posts))
    return mailing


async def _unsent(posts: Sequence[Post]) -> list[Post]:
    """Those that nobody has got for this day."""
    known = {mail.key for mail in await OutgoingMail.filter(key__in=[post.key for post in posts]).only("id", "key")}
    return [post for post in posts if post.key not in known]


async def _written(row: Dispatch, event: Event, people: Sequence[Invitation]) -> list[Post]:
    for it in people:
        it.event = event
    await stand_ins.load(people)
    threads = await _threads(people) if row.kind == DispatchKind.NUDGE else {}
    due, expires = matrix.day(row.kind, event) or today(), matrix.expires(row.kind, event)
    material = await documents.of(event, "coming") if row.kind == DispatchKind.THANKS else []
    posts = [mails.dispatch(it, row.kind, due, expires, row.note, threads.get(it.ref, ""), material) for it in people]
    return [post for post in posts if post]


async def _threads(people: Sequence[Invitation]) -> dict[str, str]:
    """The Message-ID of each one's invitation, so that a reminder stands in the same thread."""
    sent = OutgoingMail.filter(about__in=[it.ref for it in people], kind="invitation").order_by("id")
    return {str(about): str(name) for about, name in await sent.values_list("about", "message_id")}


@atomic()
async def send_now(event: Event, kind: DispatchKind, by: Actor, chosen: Collection[int]) -> Mailing:
    """Send it by hand to those chosen, with five minutes to change one's mind."""
    if not matrix.by_hand(kind, event):
        raise Refusal("This cannot be sent now.")
    row = await row_of(event, kind)
    people = [it for it in await recipients(kind, event, None, early=False) if it.pk in chosen]
    mailing = await _send(row, event, people, by, outbox.GRACE)
    if mailing is None:
        raise Refusal("There is nobody to send to.")
    sent = {
        "sent_for_on": matrix.day(kind, event),
        "sent_turn": event.sequence,
        "sent_at": now(),
        "people": len(people),
    }
    await Dispatch.filter(pk=row.pk).update(**sent)
    return mailing


@atomic()
async def stop(event: Event, kind: DispatchKind, by: Actor, stopped: bool = True) -> None:
    """Let it not leave, or leave after all; what has been sent stays sent."""
    row = await row_of(event, kind)
    await Dispatch.filter(pk=row.pk).update(stopped=stopped, stopped_by=by.name if stopped else "")
    await record(by, "dispatch.stopped" if stopped else "dispatch.started", row, kind=kind)


@atomic()
async def choose(event: Event, kind: DispatchKind, by: Actor, chosen: Collection[int], note: str) -> int:
    """Keep who gets it and what is added to it; says how many do."""
    row = await row_of(event, kind)
    people = await recipients(kind, event, None, early=False)
    out = [int(it.pk) for it in people if it.pk not in chosen]
    await Dispatch.filter(pk=row.pk).update(left_out=out, note=note)
    await record(by, "dispatch.chosen", row, kind=kind, left_out=len(out))
    return len(people) - len(out)


async def row_of(event: Event, kind: DispatchKind) -> Dispatch:
    """The row of this kind; made when there is none."""
    await Dispatch.bulk_create([Dispatch(event_id=event.pk, kind=kind)], ignore_conflicts=True)
    row = await Dispatch.get(event_id=event.pk, kind=kind)
    row.event = event
    return row
