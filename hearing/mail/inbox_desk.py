"""What people do with incoming mail: each one transaction, one line in the log, and only from where the mail stands."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from tortoise.transactions import atomic

from hearing.base.audit import WORDS, Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import lazy
from hearing.mail import blocks, inbox
from hearing.mail.addresses import clean
from hearing.mail.models import BlockCause, OutgoingMail
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, IncomingStatus, MatchDecision
from hearing.mail.sorting import ANSWERS
from hearing.organisers.models import Organiser

Claimant = Callable[[IncomingMail], Awaitable[bool]]
STANDS = lazy("The answer it gave stands at the guest, seats and mails with it. Change it there.")
PERSON, HAND = "person", "hand"  # reasons: a person said yes to a guess; a person found the place

WORDS.update(
    {
        "incoming.accepted": lazy("Incoming mail put where it belongs"),
        "incoming.refused": lazy("Incoming mail taken from a place"),
        "incoming.not_ours": lazy("Incoming mail marked as not ours"),
        "incoming.done": lazy("Incoming mail dealt with"),
        "incoming.reopened": lazy("Sorting of incoming mail undone"),
        "incoming.assigned": lazy("Incoming mail given to a colleague"),
        "incoming.reread": lazy("Incoming mail read anew"),
        "incoming.answered": lazy("Incoming mail answered"),
    }
)


@atomic()
async def accept(
    mail: IncomingMail, ref: str, by: Actor, organiser: Organiser, claimants: Sequence[Claimant] = ()
) -> None:
    """A guess is right: the mail belongs there, and whoever claims such mail is told."""
    said = {"decided": MatchDecision.YES, "certain": True, "decided_by_name": by.name, "decided_at": now()}
    _is_read(mail)
    ref = clean(ref, 60)
    if await OutgoingMail.exists(about=ref) and await ours(ref, organiser) is None:
        raise Refusal("Nothing that was sent has the reference %(ref)s.", ref=ref)
    guess = await IncomingMatch.get_or_none(mail_id=mail.pk, ref=ref)
    if guess is None:
        raise Refusal("%(ref)s is not suggested for this mail.", ref=ref)
    open_ones = IncomingMatch.filter(pk=guess.pk).exclude(decided=MatchDecision.YES)
    if not await open_ones.update(**said, reasons=[*guess.reasons, PERSON]):
        raise Refusal("The mail already belongs there.")
    await _placed(mail, ref, organiser, claimants)
    await record(by, "incoming.accepted", mail, ref=ref)


@atomic()
async def attach(
    mail: IncomingMail, typed: str, by: Actor, organiser: Organiser, claimants: Sequence[Claimant] = ()
) -> None:
    """A person knows where it belongs: a reference of something this organiser wrote."""
    _is_read(mail)
    ref = clean(typed, 60)
    about = await ours(ref, organiser)
    if about is None:
        raise Refusal("Nothing that was sent has the reference %(ref)s.", ref=ref or "–")
    ref = about.about
    if await IncomingMatch.exists(mail_id=mail.pk, ref=ref):
        await accept(mail, ref, by, organiser, claimants)
        return
    await IncomingMatch.create(
        mail_id=mail.pk,
        ref=ref,
        certain=True,
        reasons=[HAND],
        decided=MatchDecision.YES,
        decided_by_name=by.name,
        decided_at=now(),
    )
    await _placed(mail, ref, organiser, claimants)
    await record(by, "incoming.accepted", mail, ref=ref)


def _is_read(mail: IncomingMail) -> None:
    if mail.status == IncomingStatus.KEPT:
        raise Refusal("The mail is being read. Try again in a moment.")


async def ours(ref: str, organiser: Organiser) -> OutgoingMail | None:
    """The latest mail this organiser sent about that."""
    if not ref:
        return None
    sent = OutgoingMail.filter(organiser_id=organiser.pk, about__in=[ref, ref.upper(), ref.lower()])
    return await sent.order_by("-id").first()


async def _placed(mail: IncomingMail, ref: str, organiser: Organiser, claimants: Sequence[Claimant]) -> None:
    changes: dict[str, Any] = {"organiser_id": mail.organiser_id or organiser.pk}
    if mail.kind in (IncomingKind.UNMATCHED, IncomingKind.SPAM):
        sent = await ours(ref, organiser)
        own = sent is not None and sent.to_norm == mail.from_address
        changes["kind"] = IncomingKind.REPLY if own else IncomingKind.FORWARDED_REPLY
        changes |= {"counts_as_answer": True, "responder": mail.from_name or mail.from_address}
    await mail.move("sort", **changes)
    for claim in claimants:
        if await claim(mail):
            return


@atomic()
async def refuse(mail: IncomingMail, ref: str, by: Actor) -> None:
    """It does not belong there; a mail that then belongs nowhere waits for a person again."""
    ref = clean(ref, 60)
    left = IncomingMatch.filter(mail_id=mail.pk, ref=ref).exclude(decided=MatchDecision.NO)
    if not await left.update(decided=MatchDecision.NO, decided_by_name=by.name, decided_at=now()):
        raise Refusal("%(ref)s is not suggested for this mail.", ref=ref)
    placed = await IncomingMatch.exists(mail_id=mail.pk, decided=MatchDecision.YES)
    if not placed and mail.status == IncomingStatus.SORTED:
        await mail.move("wait", **_left_standing(mail))
    await record(by, "incoming.refused", mail, ref=ref)


@atomic()
async def not_ours(mail: IncomingMail, by: Actor) -> None:
    """It belongs nowhere here: every place is refused, and it no longer waits."""
    _is_read(mail)
    await mail.move("finish", **_left_standing(mail), counts_as_answer=False)
    places = IncomingMatch.filter(mail_id=mail.pk).exclude(decided=MatchDecision.NO)
    await places.update(decided=MatchDecision.NO, decided_by_name=by.name, decided_at=now())
    await record(by, "incoming.not_ours", mail)


def _left_standing(mail: IncomingMail) -> dict[str, Any]:
    """An answer a calendar gave may have moved seats and mails: it stands until a person changes it."""
    gave = mail.kind == IncomingKind.CALENDAR_REPLY and mail.counts_as_answer and mail.status == IncomingStatus.SORTED
    return {"problem": STANDS.msgid} if gave else {}


@atomic()
async def finish(mail: IncomingMail, by: Actor) -> None:
    """Nothing more to do about it; where it belongs stays."""
    _is_read(mail)
    await mail.move("finish")
    await record(by, "incoming.done", mail)


@atomic()
async def reopen(mail: IncomingMail, by: Actor) -> None:
    """Undo what people did with it: their words about its places are forgotten, and it stands where it stood."""
    _is_read(mail)
    undone = await _forget_all(mail)
    placed = await IncomingMatch.exists(mail_id=mail.pk, decided=MatchDecision.YES)
    back = placed and (undone or mail.status == IncomingStatus.DONE)
    if mail.status == IncomingStatus.UNSORTED and not undone:
        raise Refusal("There is nothing to undo.")
    if mail.status != IncomingStatus.UNSORTED and not (back and mail.status == IncomingStatus.SORTED):
        await mail.move("wait")
    changes = await _as_read(mail)
    if back:
        await mail.move("sort", **changes)
    elif changes:
        await IncomingMail.filter(pk=mail.pk).update(**changes)
    await record(by, "incoming.reopened", mail)


async def _as_read(mail: IncomingMail) -> dict[str, Any]:
    """What the mail counts as when only the reading of it speaks."""
    if mail.kind in (IncomingKind.REPLY, IncomingKind.FORWARDED_REPLY) and not await IncomingMatch.exists(
        mail_id=mail.pk
    ):
        return {"kind": IncomingKind.UNMATCHED, "counts_as_answer": False, "responder": ""}
    return {"counts_as_answer": mail.kind in ANSWERS and mail.duplicate_of_id is None}


async def _forget_all(mail: IncomingMail) -> bool:
    """Whether people had said anything about its places."""
    said = await IncomingMatch.filter(mail_id=mail.pk).exclude(decided_by_name="")
    for row in said:
        if HAND in row.reasons:
            await row.delete()
        else:
            await _forget(row)
    return bool(said)


async def _forget(row: IncomingMatch) -> None:
    """The place as it was before people decided about it."""
    certain = row.certain and PERSON not in row.reasons
    decided = MatchDecision.YES if certain else MatchDecision.OPEN
    reasons = [reason for reason in row.reasons if reason != PERSON]
    places = IncomingMatch.filter(pk=row.pk)
    at = now() if certain else None
    await places.update(certain=certain, decided=decided, reasons=reasons, decided_by_name="", decided_at=at)


@atomic()
async def assign(mail: IncomingMail, name: str, by: Actor) -> None:
    """Give it to a colleague, or to nobody; refused when somebody else was faster."""
    now_with = clean(name, 200)
    same = IncomingMail.filter(pk=mail.pk, assigned_to=mail.assigned_to)
    if not await same.update(assigned_to=now_with):
        raise Refusal("Somebody else gave this mail away just now. Look again.")
    mail.assigned_to = now_with
    await record(by, "incoming.assigned", mail, to=now_with)


@atomic()
async def read_anew(mail: IncomingMail, by: Actor) -> None:
    """Let the worker read it from its raw bytes again."""
    await inbox.reread(mail)
    await record(by, "incoming.reread", mail)


@atomic()
async def block_sender(mail: IncomingMail, reason: str, by: Actor, organiser: int | None) -> None:
    """Write no more to whoever wrote this; the list says that this mail is why."""
    await blocks.block(mail.from_address, reason, by, BlockCause.ASKED, organiser, incoming=int(mail.pk))


MANY: dict[str, Callable[[IncomingMail, Any], Awaitable[None]]] = {"not-ours": not_ours, "done": finish}


async def many(do: str, mails: Sequence[IncomingMail], by: Actor) -> tuple[int, int]:
    """The same for many mails, each for itself: how many were done, how many could not."""
    well = 0
    for mail in mails:
        try:
            await MANY[do](mail, by)
            well += 1
        except Refusal:
            continue
    return well, len(mails) - well
