"""Events that were called off, replaced or moved: every invited person is told once.

Nobody calls this from events: a job looks for invited people who do not know yet. What an invitation has been
told stands in its mails' keys, so that a second look writes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from hearing.base import dates, lang
from hearing.base.audit import WORDS, Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import lazy
from hearing.db import dialect, rows
from hearing.events.ical import public
from hearing.events.models import Event, EventStatus
from hearing.events.news import Change, Decided, change_of, decided, gone_back, settle, take_back
from hearing.events.news import decide as keep
from hearing.events.stamp import hold
from hearing.invitations import confirming, mails, stand_ins, unsent
from hearing.invitations.models import ANSWERABLE, Invitation, InvitationStatus
from hearing.mail.outbox import GRACE, Post
from hearing.staff.models import Account

BATCH = 50
S = InvitationStatus
HOLDING = tuple(status for status in ANSWERABLE if status != InvitationStatus.NO)

INTENDED, UNDONE = "event.telling", "event.telling_undone"
WORDS.update({INTENDED: lazy("Decided who is told of a change"), UNDONE: lazy("Telling of a change undone")})

# Events whose change some invited person, other than those who have said no, has not been told of.
DUE = """SELECT e.id FROM event e WHERE e.ends_at > ?
AND (e.status IN ('cancelled', 'replaced') OR (e.status IN ('published', 'unlisted') AND e.untold IS NULL)) AND EXISTS (SELECT 1 FROM invitation i WHERE i.event_id = e.id AND i.told_sequence < e.sequence
  AND i.status IN ('invited', 'yes', 'maybe', 'waiting')) ORDER BY e.id LIMIT 1"""

UNDECIDED = "SELECT e.id FROM event e WHERE e.starts_at > ? AND e.untold IS NOT NULL ORDER BY e.id LIMIT 20"


@dataclass(frozen=True, slots=True)
class News:
    """What is told, and the words only this notice has."""

    what: str
    event: Event

    def words(self, row: Invitation) -> dict[str, str]:
        """The notice's own words in the reader's language."""
        with lang.use(row.language):
            if self.what == "moved":
                confirm = dates.weekday(row.confirm_by_on) if row.confirm_by_on else ""
                return {"was": _was(self.event), "stands": str(row.status), "confirm": confirm}
            if self.what == "replaced":
                return _other(self.event)
        return {}


async def tell_next() -> bool:
    """Job: tell some of the invited of one event what has become of it."""
    moment = now() if dialect() == "postgres" else now().isoformat(" ")
    found = await rows(DUE, moment)
    if not found:
        return False
    event = await Event.get(pk=found[0]["id"]).select_related("organiser", "venue", "replaced_by")
    return await _tell(News(_what(event), event)) > 0


def _what(event: Event) -> str:
    return {EventStatus.CANCELLED: "cancelled", EventStatus.REPLACED: "replaced"}.get(event.status, "moved")


async def intend(event: Event, by: Actor, whom: Collection[InvitationStatus], confirm_by_on: date | None = None) -> int:
    """Say who is told; nothing is written for five minutes, and until then one press undoes it."""
    async with in_transaction():
        change = await _open(event)
        wanted = [status for status in HOLDING if status in whom]
        people = len(await to_tell(event, change, wanted))
        told = Decided(tuple(wanted), confirm_by_on, int(by.pk), by.name, people, now() + GRACE)
        await keep(event, told)
        await record(by, INTENDED, event, people=people)
    return people


async def undo(event: Event, by: Actor) -> None:
    """Nobody is told yet: who is, can be decided once more."""
    async with in_transaction():
        await hold(event)
        if decided(event) is None:
            raise Refusal("It is too late to undo: the mails are on their way.")
        await keep(event, None)
        await record(by, UNDONE, event)


async def decide_next() -> bool:
    """Job: the five minutes of one decision are over, so those meant are told."""
    moment = now() if dialect() == "postgres" else now().isoformat(" ")
    for number in [row["id"] for row in await rows(UNDECIDED, moment)]:
        event = await Event.get(pk=number).select_related("organiser", "venue")
        async with in_transaction():
            await hold(event)
            told = decided(event)
            if told is None or told.leaves_at > now() or await change_of(event) is None:
                continue
            by = await Account.get_or_none(pk=told.by_id)
            await decide(event, by, [S(status) for status in told.whom], told.confirm_by_on)
            return True
    return False


async def _open(event: Event) -> Change:
    """The change nobody has decided about; the event is held until the transaction ends."""
    await hold(event)
    change = await change_of(event)
    if change is None or change.decided:
        raise Refusal("It is decided already who is told.")
    return change


async def decide(
    event: Event, by: Actor | None, whom: Collection[InvitationStatus], confirm_by_on: date | None = None
) -> int:
    """Tell those who stand so of what has changed, and nobody else; says how many. A yes may have to be given again."""
    async with in_transaction():
        await hold(event)
        change = await change_of(event)
        if change is None:
            raise Refusal("It is decided already who is told.")
        wanted = [status for status in HOLDING if status in whom]
        people = await to_tell(event, change, wanted)
        await settle(event, by, len(people), confirm_by_on if change.moved and S.YES in wanted else None)
        await _leave_out(event, wanted)
        if not change.moved:
            await _placed(event, people, int(change.since.timestamp()))
    return len(people)


async def to_tell(event: Event, change: Change, whom: Sequence[InvitationStatus] = HOLDING) -> list[Invitation]:
    """Those invited before the change who stand so."""
    before = Q(invited_at__lte=change.since) | Q(invited_at=None, created_at__lte=change.since)  # who registered
    held = Invitation.filter(before, event_id=event.pk, status__in=list(whom))
    return await held.order_by("id").select_related("person")


async def _leave_out(event: Event, wanted: Sequence[InvitationStatus]) -> None:
    """Who is not told is not told later either."""
    others = Invitation.filter(event_id=event.pk, told_sequence__lt=event.sequence)
    others = others.exclude(status__in=list(wanted)) if wanted else others
    await others.update(told_sequence=event.sequence)


async def _placed(event: Event, people: Sequence[Invitation], change: int) -> None:
    """Write to them of another venue or link; once for each change."""
    posts = []
    await stand_ins.load(people)
    for row in people:
        row.event = event
        if not await unsent.rewrite(row) or row.answered_at:
            posts.append(mails.placed(row, change))
    await mails.put(posts)


async def hold_next() -> bool:
    """Job: while it is undecided who is told of a change, no mail that waits says what was."""
    moment = now() if dialect() == "postgres" else now().isoformat(" ")
    for number in [row["id"] for row in await rows(UNDECIDED, moment)]:
        event = await Event.get(pk=number).select_related("organiser", "venue")
        async with in_transaction():
            await take_back(event)
            waiting = Invitation.filter(event_id=event.pk, status__in=list(HOLDING), mailing__leaves_at__gt=now())
            for row in await waiting.select_related("person"):
                row.event = event
                if await unsent.rewrite(row):
                    await Invitation.tell([int(row.pk)], event.sequence)
            back, untold = gone_back(event), event.untold
            if back or not await Invitation.filter(event_id=event.pk, status__in=list(HOLDING)).exists():
                await settle(event, None, 0, event.confirm_by_on)
            if back:  # who was told of nothing has nothing to be told
                unaware = Invitation.filter(event_id=event.pk, told_sequence=untold["sequence"])
                await unaware.update(told_sequence=event.sequence)
    return False


async def _tell(news: News) -> int:
    """One batch, in one transaction: the mails, and that these people have been told."""
    event = news.event
    async with in_transaction():
        waiting = Invitation.filter(event_id=event.pk, told_sequence__lt=event.sequence, status__in=list(HOLDING))
        batch = await waiting.order_by("id").limit(BATCH).select_related("person")
        await stand_ins.load(batch)
        await take_back(event)
        for row in batch:
            row.event = event
        if news.what == "moved":
            await confirming.ask(event, batch)
        told = await Invitation.tell([int(row.pk) for row in batch], event.sequence)
        unaware = await _without(news, batch)
        await mails.put([_post(news, row) for row in batch if row.pk not in unaware])
    return told


async def _without(news: News, batch: list[Invitation]) -> set[int]:
    """Those who need no notice: their invitation had not left, so it is stopped, or tells the new time itself."""
    if news.what != "moved":
        return await unsent.stop(batch)
    return {int(row.pk) for row in batch if await unsent.rewrite(row) and row.answered_at is None}


def _post(news: News, row: Invitation) -> Post | None:
    return mails.notice(row, news.what, **news.words(row))


def replaced(event: Event, row: Invitation) -> Post | None:
    """To the one who comes, when the event is replaced: also where the invited hears of it in another way."""
    row.event = event
    return _post(News("replaced", event), row)


def _was(event: Event) -> str:
    before = event.moved_from_at
    if before is None:
        return ""
    return f"{dates.weekday(dates.local(before, event.zone))}, {dates.times(before, None, event.zone)}"


def _other(event: Event) -> dict[str, str]:
    other = event.replaced_by
    if other is None and event.slug:  # several came instead: its own page leads to them
        return {"other": "", "other_when": "", "other_page": public(event.slug, lang.language() == "en").page}
    if other is None or not other.slug or other.status == EventStatus.DRAFT:
        return {"other": "", "other_when": "", "other_page": ""}  # nobody outside knows of a draft
    page = public(other.slug, lang.language() == "en").page
    return {"other": other.title, "other_when": mails.when(other), "other_page": page}
