"""The same done to many mails with one press, as one UPDATE for each few hundred."""

from collections.abc import Sequence
from typing import Any

from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.mail.models import MailReason, OutgoingMail
from hearing.mail.rules import Gate, blocked
from hearing.organisers.models import Organiser

CHUNK = 400
LEAVING = ("release", "again")


@atomic()
async def many(verb: str, ids: Sequence[int], by: Actor, organiser: Organiser | None) -> tuple[int, int]:
    """Release, discard, count or send again those that still can; how many were, and how many could not."""
    wanted = sorted(ids)
    fit = await _allowed(wanted) if verb in LEAVING else wanted
    before, after = OutgoingMail.MOVES[verb]
    done = 0
    for start in range(0, len(fit), CHUNK):
        chunk = OutgoingMail.filter(id__in=fit[start : start + CHUNK], status__in=list(before))
        done += await chunk.update(status=after, **_changes(verb))
    if done:
        row = organiser or await OutgoingMail.get(id=wanted[0])
        await record(by, f"mails.{verb}", row, mails=done)
    return done, len(wanted) - done


def _changes(verb: str) -> dict[str, Any]:
    if verb == "release":
        return {"reason": MailReason.NONE, "due_at": now()}
    if verb == "again":
        fresh = {"reason": MailReason.NONE, "due_at": now(), "expires_at": None}
        return fresh | {"attempts": 0, "phase": "", "owner": ""}
    return {"sent_at": now(), "phase": ""} if verb == "count" else {}


async def _allowed(ids: list[int]) -> list[int]:
    gate, fit = await Gate.now(), []
    for start in range(0, len(ids), CHUNK):
        found = await OutgoingMail.filter(id__in=ids[start : start + CHUNK]).values_list("id", "to_address")
        shut = await blocked([str(address) for _id, address in found])
        fit += [int(pk) for pk, to in found if not gate.holds(str(to)) and str(to).lower() not in shut]
    return fit
