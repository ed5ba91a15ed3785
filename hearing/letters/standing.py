"""Where a recipient stands: one function reads it out of the timeline, and keeps it in one column each.

Board, export and public page show these columns, so they agree by construction. Lines that were taken back do not count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from hearing.base.dates import local
from hearing.letters.kinds import Delivery
from hearing.letters.kinds_case import Assessment, Ball, Handling, Outcome
from hearing.letters.kinds_entry import ANSWERS, EntryKind
from hearing.letters.models_entry import Entry, Forwarding
from hearing.letters.models_recipient import Recipient

OTHER = "svar av annan än adressaten"
DELIVERIES = {
    EntryKind.QUEUED: Delivery.QUEUED,
    EntryKind.ADDRESS_MISSING: Delivery.ADDRESS_MISSING,
    EntryKind.SENT: Delivery.SENT,
    EntryKind.UNSENT: Delivery.DRAFT,
    EntryKind.DELIVERED: Delivery.DELIVERED,
    EntryKind.BOUNCED: Delivery.BOUNCED,
    EntryKind.RESENT: Delivery.QUEUED,
}
HANDLINGS = {
    EntryKind.ACKNOWLEDGED: Handling.ACKNOWLEDGED,
    EntryKind.PASSED_ON: Handling.PASSED_ON,
    EntryKind.PARTLY: Handling.PARTLY,
    EntryKind.ANSWERED: Handling.ANSWERED,
    EntryKind.CLOSED: Handling.CLOSED,
}
ORDER = list(Handling)
DECIDED = frozenset({EntryKind.SORTED, EntryKind.SHOWN, EntryKind.BALL, EntryKind.REOPENED})
THEIRS = ANSWERS | {EntryKind.ACKNOWLEDGED, EntryKind.PASSED_ON, EntryKind.PROMISED}


CHUNK = 300


@dataclass(slots=True)
class Standing:
    """The columns of a recipient that its timeline decides."""

    delivery: Delivery = Delivery.DRAFT
    handling: Handling = Handling.NONE
    ball: Ball = Ball.US
    ball_until: date | None = None
    assessment: Assessment = Assessment.NONE
    outcomes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    sent_on: date | None = None
    heard_on: date | None = None
    answered_on: date | None = None
    answered_by_other: bool = False
    responder: str = ""
    summary: str = ""
    now_with: str = ""
    now_email: str = ""
    reminders: int = 0
    checked_on: date | None = None
    requested_on: date | None = None
    shown: bool = False
    shown_text: str = ""


COLUMNS = list(Standing.__slots__)


def live(entries: Iterable[Entry], until: datetime | None = None) -> list[Entry]:
    """The lines that count, oldest first; `until`: as they stood at a moment."""
    told = [one for one in entries if until is None or one.at <= until]
    back = dead([(one.pk, one.takes_back_id) for one in told if one.takes_back_id is not None])
    kept = [one for one in told if one.pk not in back and one.kind != EntryKind.UNDONE]
    decided = [one for one in kept if one.kind in DECIDED]
    return sorted(kept, key=lambda entry: (_place(entry, decided), entry.pk))


def _place(entry: Entry, decided: Sequence[Entry]) -> datetime:
    """When it counts from: an answer of an earlier day, noted after we decided something, was unknown to us then."""
    if entry.kind not in ANSWERS:
        return entry.at
    noted = (entry.noted_at, entry.pk)
    return max([entry.at, *(one.at for one in decided if (one.noted_at, one.pk) < noted)])


def dead(takings: Iterable[tuple[int, int]]) -> set[int]:
    """Which lines do not count, of (line, the line it takes back); a taking back can itself be taken back."""
    back: set[int] = set()
    for number, other in sorted(takings, reverse=True):
        if number not in back:
            back.add(other)
    return back


def standing_of(entries: Sequence[Entry], forwardings: Iterable[Forwarding] = ()) -> Standing:
    """What these lines say, all of them live."""
    found, before = Standing(), Delivery.DRAFT
    passed = {one.entry_id: one for one in forwardings}
    moved: Entry | None = None
    for entry in entries:
        before = found.delivery if entry.kind == EntryKind.RESENT else before
        _deliver(found, entry, before)
        if _handle(found, entry, passed.get(entry.pk)) or entry.kind == EntryKind.BALL:
            moved = entry
        _sort(found, entry)
    if found.answered_by_other:
        found.tags = [OTHER, *(tag for tag in found.tags if tag != OTHER)]
    _turn(found, moved)
    return found


def _deliver(found: Standing, entry: Entry, before: Delivery) -> None:
    """What became of the letter; a second sending that is undone leaves the first as it was."""
    found.delivery = DELIVERIES.get(entry.kind, found.delivery)
    if entry.kind in (EntryKind.QUEUED, EntryKind.SENT) and found.sent_on is None:
        found.sent_on = local(entry.at).date()
    elif entry.kind == EntryKind.UNSENT and before != Delivery.DRAFT:
        found.delivery = before
    elif entry.kind == EntryKind.UNSENT:
        found.sent_on = None
    elif entry.kind == EntryKind.REMINDER:
        found.reminders += 1


def _handle(found: Standing, entry: Entry, passed: Forwarding | None) -> bool:
    """Take in what they did; True when it may move the ball."""
    day = local(entry.at).date()
    if entry.kind == EntryKind.REOPENED:
        found.handling = _reopened(found)
        found.shown, found.shown_text = False, ""
        return True
    if entry.kind == EntryKind.ACKNOWLEDGED and found.delivery in (Delivery.QUEUED, Delivery.SENT):
        found.delivery = Delivery.DELIVERED
    wanted = HANDLINGS.get(entry.kind)
    if wanted and (wanted == Handling.ANSWERED or _further(found.handling, wanted)):
        found.handling = wanted
    if entry.kind in THEIRS:
        found.heard_on = max(found.heard_on or day, day)
    if passed is not None:
        found.now_with, found.now_email = passed.to, passed.to_email
    if entry.kind == EntryKind.PROMISED:
        found.ball_until = entry.until_on
    if entry.kind in ANSWERS:
        _answer(found, entry, day)
    return entry.kind in THEIRS | {EntryKind.CLOSED}


def _further(now: Handling, wanted: Handling) -> bool:
    """Whether it is a step ahead; nothing undoes an answer but taking it back or reopening."""
    return now != Handling.ANSWERED and ORDER.index(wanted) > ORDER.index(now)


def _answer(found: Standing, entry: Entry, day: date) -> None:
    """A new answer is neither sorted nor ticked, whatever was said of the one before."""
    found.assessment, found.shown, found.shown_text = Assessment.NONE, False, ""
    if entry.kind == EntryKind.ANSWERED and found.answered_on is None:
        found.answered_on = day
    found.answered_by_other = entry.by_other
    found.responder = ", ".join(part for part in (entry.who, entry.who_title) if part)
    found.summary = entry.text
    if entry.by_other:
        found.now_with, found.now_email = found.responder, entry.who_email


def _reopened(found: Standing) -> Handling:
    """Open again: as far as it had come short of an answer."""
    found.answered_on, found.answered_by_other = None, False
    if found.now_with:
        return Handling.PASSED_ON
    return Handling.ACKNOWLEDGED if found.heard_on else Handling.NONE


def _sort(found: Standing, entry: Entry) -> None:
    """What people decided: assessment, outcomes, tags, what is shown."""
    facts: dict[str, Any] = entry.facts or {}
    if "assessment" in facts:
        found.assessment = Assessment(facts["assessment"])
    if "outcomes" in facts:
        found.outcomes = list(facts["outcomes"])
    if "adds" in facts:
        found.outcomes = list(dict.fromkeys([*found.outcomes, *facts["adds"]]))
    if "tags" in facts:
        found.tags = list(facts["tags"])
    if "responder" in facts and found.handling in (Handling.PARTLY, Handling.ANSWERED):
        found.responder, found.answered_by_other = facts["responder"], bool(facts["by_other"])
        if found.answered_by_other:
            found.now_with, found.now_email = found.responder, facts["responder_email"]
    if "checked" in facts:
        found.checked_on = local(entry.at).date()
    if entry.kind == EntryKind.REQUESTED:
        found.requested_on = local(entry.at).date()
    if entry.kind == EntryKind.SHOWN:
        found.shown, found.shown_text = bool(facts.get("shown")), entry.text


def _turn(found: Standing, moved: Entry | None) -> None:
    """Whose turn it is; a person's word holds until the authority does something."""
    if moved is not None and moved.kind == EntryKind.BALL:
        found.ball, found.ball_until = Ball(moved.facts["ball"]), moved.until_on
        return
    if found.delivery in (Delivery.DRAFT, Delivery.BOUNCED, Delivery.ADDRESS_MISSING):
        found.ball = Ball.US
    elif found.handling == Handling.CLOSED:
        found.ball = Ball.NOBODY
    elif found.handling == Handling.ANSWERED:
        found.ball = Ball.US if _unfinished(found) else Ball.NOBODY
    else:
        found.ball = Ball.THEM
    if found.ball != Ball.THEM:
        found.ball_until = None


def _unfinished(found: Standing) -> bool:
    """Whether an answer waits for us: to be sorted, or to be visited."""
    wants = Outcome.WANTS_VISIT in found.outcomes
    booked = {Outcome.VISIT_BOOKED, Outcome.VISIT_DONE} & set(found.outcomes)
    return found.assessment == Assessment.NONE or (wants and not booked)


async def settle(recipients: Sequence[Recipient]) -> None:
    """Keep what the timelines say now in the recipients' columns; in the caller's transaction. Two reads, one write."""
    entries: dict[int, list[Entry]] = {}
    forwardings: dict[int, list[Forwarding]] = {}
    ids = [int(row.pk) for row in recipients]
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        for entry in await Entry.filter(recipient_id__in=some):
            entries.setdefault(entry.recipient_id, []).append(entry)
        for one in await Forwarding.filter(recipient_id__in=some):
            forwardings.setdefault(one.recipient_id, []).append(one)
    for row in recipients:
        found = standing_of(live(entries.get(row.pk, [])), forwardings.get(row.pk, []))
        row.update_from_dict({name: getattr(found, name) for name in COLUMNS})
    if recipients:
        await Recipient.bulk_update(recipients, fields=COLUMNS, batch_size=100)
