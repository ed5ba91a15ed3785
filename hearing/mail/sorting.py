"""What was read and where it belongs, written down in one transaction with everything that follows from it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from tortoise.transactions import in_transaction

from hearing.base.clock import now
from hearing.mail import returned
from hearing.mail.addresses import clean
from hearing.mail.directory import Directory, Known
from hearing.mail.kinds import spam_signals
from hearing.mail.mailboxes import same_house
from hearing.mail.matching import POINTS, Outcome, Place, match
from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import BOUNCES, IncomingKind, IncomingMail, IncomingMatch, IncomingStatus, MatchDecision
from hearing.mail.parsed import Parsed, Reading

ANSWERS = (IncomingKind.REPLY, IncomingKind.FORWARDED_REPLY, IncomingKind.CALENDAR_REPLY)
SEARCHED = 4_000
TELLING = {"sender", "ref"}  # what makes a guess an answer before a person has decided
AGAIN = timedelta(seconds=5)
MARKED = POINTS["near_token"]  # a filter may be wrong about what carries a mark of ours: a person looks


async def sort(
    mail: IncomingMail,
    reading: Reading,
    directory: Directory,
    claimants: Sequence[Callable[[IncomingMail], Awaitable[bool]]],
) -> None:
    """Place one mail: its columns, its places, what a bounce changes, and whoever claims it, all or nothing."""
    outcome = await match(reading, directory)
    sent = await returned.about(reading, mail.envelope_to)
    kind = kind_of(reading, outcome)
    async with in_transaction():
        if not await _still_mine(mail):
            return
        mail.update_from_dict(columns(mail, reading, outcome, kind))
        mail.proven = sent is not None
        first = await _first_of(mail, outcome)
        if first is not None and first.status == IncomingStatus.KEPT:
            await IncomingMail.filter(pk=mail.pk).update(due_at=now() + AGAIN)
            return
        mail.duplicate_of_id = first.pk if first else None
        mail.counts_as_answer = mail.counts_as_answer and first is None
        if await _write_places(mail, outcome, sent):
            await _as_decided(mail)
        if first is None and kind in BOUNCES and sent is not None:
            await returned.take(mail, sent)
        await mail.save()
        await _hand_on(mail, claimants)


async def _still_mine(mail: IncomingMail) -> bool:
    """Locks the row; False when this worker was so slow that another one has taken it."""
    mine = IncomingMail.filter(pk=mail.pk, status=IncomingStatus.KEPT, due_at=mail.due_at)
    return bool(await mine.update(attempts=mail.attempts))


async def give_up(mail: IncomingMail, why: str) -> None:
    """A mail that breaks the sorting waits for a person."""
    await mail.take("wait", problem=clean(why))


def kind_of(reading: Reading, outcome: Outcome) -> IncomingKind:
    """The kind, now that it is known whether the mail belongs to something of ours."""
    if outcome.ours and reading.bounce is None:
        return IncomingKind.LOOP
    if reading.kind == "spam" and any(_is_theirs(reading.parsed, place.known) for place in outcome.certain):
        return _answer_from(reading, outcome.certain)
    if reading.kind != "human":
        return IncomingKind(reading.kind)
    if chosen := outcome.certain or [one for one in outcome.places[:1] if TELLING & set(one.reasons)]:
        return _answer_from(reading, chosen)
    return IncomingKind.SPAM if spam_signals(reading.parsed) else IncomingKind.UNMATCHED


def _answer_from(reading: Reading, places: Sequence[Place]) -> IncomingKind:
    """By whom we wrote to, also from an address of their own, or by somebody else."""
    own = any(_is_own(reading.parsed, place) for place in places)
    return IncomingKind.REPLY if own else IncomingKind.FORWARDED_REPLY


def _is_own(parsed: Parsed, place: Place) -> bool:
    known = place.known
    if known.address in (parsed.from_address, parsed.sender):
        return True
    if not parsed.from_name:
        return place.certain and not same_house(parsed.from_address, known.address)
    return bool(known.name) and alike(parsed.from_name) == alike(known.name)


def _is_theirs(parsed: Parsed, known: Known) -> bool:
    """From whom we wrote to, or their house: no filter's word against it."""
    return known.is_from(parsed.from_address) or same_house(parsed.from_address, known.address)


def alike(name: str) -> list[str]:
    """A name's words for comparing, in any order: Vretfors, Örjan is Örjan Vretfors."""
    return sorted(name.partition("(")[0].casefold().replace(",", " ").split())


def columns(mail: IncomingMail, reading: Reading, outcome: Outcome, kind: IncomingKind) -> dict[str, Any]:
    """Everything the mail's row says."""
    parsed, bounce, absence = reading.parsed, reading.bounce, reading.absence
    owners = {place.known.organiser_id for place in outcome.certain}
    return {
        "organiser_id": owners.pop() if len(owners) == 1 else None,
        "kind": kind,
        "message_id": parsed.message_id,
        "sent_at": parsed.sent_at,
        "from_address": parsed.from_address,
        "from_name": clean(parsed.from_name, 200),
        "subject": clean(parsed.subject, 500),
        "text": parsed.text,
        "full_text": parsed.full_text,
        "html": parsed.html,
        "attachments": [asdict(one) for one in parsed.attachments],
        "numbers": reading.numbers,
        "calendar": asdict(parsed.calendar) if parsed.calendar else None,
        "partstat": parsed.calendar.partstat if parsed.calendar and kind == IncomingKind.CALENDAR_REPLY else "",
        "bounce_status": bounce.status[:12] if bounce else "",
        "bounce_cause": bounce.cause if bounce else "",
        "bounce_address": bounce.address if bounce else "",
        "bounce_text": clean(bounce.text, 500) if bounce else "",
        "suppressed": False,
        "counts_as_answer": kind in ANSWERS and not _asks(reading),
        "opt_out": reading.opt_out,
        "responder": (parsed.from_name or parsed.from_address) if kind in ANSWERS else "",
        "signals": reading.signals,
        "problem": mail.problem or clean(reading.problem),
        "returns_on": absence.returns_on if absence else None,
        "stand_in_name": absence.stand_in_name[:200] if absence else "",
        "stand_in_address": absence.stand_in_address if absence else "",
        "search_text": f"{parsed.from_address} {parsed.from_name} {parsed.subject} {parsed.text[:SEARCHED]}".casefold(),
    }


def _asks(reading: Reading) -> bool:
    """A calendar that asks for the invitation anew answers nothing."""
    return reading.kind == "calendar_reply" and bool(reading.parsed.calendar) and "calendar refresh" in reading.signals


async def _first_of(mail: IncomingMail, outcome: Outcome) -> IncomingMail | None:
    """The same mail by another door, unless this one belongs to somebody else as well."""
    if not mail.second_key:
        return None
    first = await IncomingMail.filter(second_key=mail.second_key, id__lt=mail.pk).order_by("id").first()
    if first is None or first.status == IncomingStatus.KEPT:
        return first
    known = await IncomingMatch.filter(mail_id=first.pk, certain=True).values_list("ref", flat=True)
    return first if {place.ref for place in outcome.certain} <= {str(ref) for ref in known} else None


async def _write_places(mail: IncomingMail, outcome: Outcome, sent: OutgoingMail | None) -> bool:
    """The places of this reading; what a person decided about earlier stays: whether there is such."""
    there = await IncomingMatch.filter(mail_id=mail.pk)
    decided = {row.ref for row in there if row.decided_by_name and row.decided != MatchDecision.OPEN}
    if gone := [row.pk for row in there if row.ref not in decided]:
        await IncomingMatch.filter(id__in=gone).delete()
    rows = [_row(mail, place) for place in outcome.places if place.ref not in decided]
    if sent is not None and sent.about and sent.about not in decided | {place.ref for place in outcome.places}:
        rows.append(_row(mail, returned.place(sent)))
    if rows:
        await IncomingMatch.bulk_create(rows)
    return bool(decided)


def _row(mail: IncomingMail, place: Place) -> IncomingMatch:
    return IncomingMatch(
        mail_id=mail.pk,
        ref=place.ref,
        certain=place.certain,
        score=place.score,
        reasons=place.reasons,
        decided=MatchDecision.YES if place.certain else MatchDecision.OPEN,
        decided_at=now() if place.certain else None,
    )


async def _as_decided(mail: IncomingMail) -> None:
    """What a person has put somewhere is an answer, whatever the reading alone would make of it."""
    said = IncomingMatch.filter(mail_id=mail.pk, decided=MatchDecision.YES).exclude(decided_by_name="")
    ref = await said.order_by("id").first().values_list("ref", flat=True)
    if ref is None:
        return
    sent = await OutgoingMail.filter(about=str(ref)).order_by("-id").first()
    mail.organiser_id = mail.organiser_id or (sent.organiser_id if sent else None)
    if mail.kind in (IncomingKind.UNMATCHED, IncomingKind.SPAM):
        own = sent is not None and sent.to_norm == mail.from_address
        mail.kind = IncomingKind.REPLY if own else IncomingKind.FORWARDED_REPLY
        mail.counts_as_answer, mail.responder = mail.duplicate_of_id is None, mail.from_name or mail.from_address


async def _hand_on(mail: IncomingMail, claimants: Sequence[Callable[[IncomingMail], Awaitable[bool]]]) -> None:
    """Where the mail stands now: sorted when somebody claims it or it has a place that is decided."""
    places = IncomingMatch.filter(mail_id=mail.pk)
    has_place = await places.filter(decided=MatchDecision.YES).exists()
    is_junk = _flagged(mail) and not has_place and not await places.filter(score__gte=MARKED).exists()
    if mail.kind == IncomingKind.LOOP or mail.duplicate_of_id or is_junk:
        await mail.take("finish")
        return
    claimed = False
    for claim in claimants:
        if await claim(mail):
            claimed = True
            break
    placed = (claimed or has_place or mail.proven) and mail.kind != IncomingKind.SPAM
    if placed and not mail.problem:
        await mail.take("sort", counts_as_answer=mail.counts_as_answer)
    else:
        await mail.take("wait", problem=mail.problem, counts_as_answer=mail.counts_as_answer)


def _flagged(mail: IncomingMail) -> bool:
    return mail.kind == IncomingKind.SPAM and any(str(one).startswith("flag") for one in mail.signals)
