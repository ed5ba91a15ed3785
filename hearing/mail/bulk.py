"""The same done to many mails with one press, as one UPDATE for each few hundred."""

from collections.abc import Sequence
from typing import Any

from tortoise.transactions import atomic

from hearing.base.audit import Actor, AuditEntry, record, trail_of
from hearing.base.clock import now
from hearing.mail.models import MailReason, OutgoingMail
from hearing.mail.rules import Gate, blocked
from hearing.organisers.models import Organiser

CHUNK = 400
LOGGED = {
    "keep": "mail.kept",
    "let_go": "mail.released",
    "cancel": "mail.cancelled",
    "release": "mail.released",
    "discard": "mail.discarded",
    "count": "mail.counted",
    "again": "mail.sent_again",
}
LEAVING = ("release", "let_go", "again")
MOVE = {"let_go": "release"}  # only what a person here holds back


@atomic()
async def many(verb: str, ids: Sequence[int], by: Actor, organiser: Organiser | None) -> tuple[int, int]:
    """Keep, release, take back, discard, count or send again those that still can; how many were, how many could not."""
    wanted = sorted(ids)
    fit = await _allowed(wanted) if verb in LEAVING else wanted
    before, after = OutgoingMail.MOVES[MOVE.get(verb, verb)]
    narrow = {"reason": MailReason.STAFF} if verb == "let_go" else {}
    done = 0
    for start in range(0, len(fit), CHUNK):
        chunk = OutgoingMail.filter(id__in=fit[start : start + CHUNK], status__in=list(before), **narrow)
        mails = await chunk.select_for_update().only("id", "organiser_id")
        changed = OutgoingMail.filter(id__in=[mail.id for mail in mails], status__in=list(before))
        done += await changed.update(status=after, **_changes(verb))
        await AuditEntry.bulk_create([_line(verb, mail, by) for mail in mails])
    if done:
        row = organiser or await OutgoingMail.get(id=wanted[0])
        await record(by, f"mails.{verb}", row, mails=done)
    return done, len(wanted) - done


def _line(verb: str, mail: OutgoingMail, by: Actor) -> AuditEntry:
    """One mail's own line in the log, as when it is done to that mail alone."""
    name = trail_of(mail)
    organiser = mail.organiser_id
    return AuditEntry(
        at=now(), by_id=by.pk, by_name=by.name, what=LOGGED[verb], trail=name, row=name, organiser_id=organiser
    )


def _changes(verb: str) -> dict[str, Any]:
    if verb == "release":
        return {"reason": MailReason.NONE, "due_at": now()}
    if verb in ("keep", "let_go"):
        return {"reason": MailReason.STAFF if verb == "keep" else MailReason.NONE}
    if verb == "again":
        fresh = {"reason": MailReason.NONE, "due_at": now(), "expires_at": None}
        return fresh | {"attempts": 0, "phase": "", "owner": ""}
    return {"sent_at": now(), "phase": ""} if verb == "count" else {}


async def _allowed(ids: list[int]) -> list[int]:
    gate, fit = await Gate.now(), []
    for start in range(0, len(ids), CHUNK):
        found = await OutgoingMail.filter(id__in=ids[start : start + CHUNK]).only("id", "to_address", "organiser_id")
        shut = await blocked((mail.to_address, mail.organiser_id) for mail in found)
        let = [mail for mail in found if (mail.to_address, mail.organiser_id) not in shut]
        fit += [mail.id for mail in let if not gate.holds(mail.to_address)]
    return fit
