"""Log lines of invitations, several in one statement."""

import json
from collections.abc import Sequence
from typing import Any

from hearing.base.audit import WORDS, Actor, AuditEntry
from hearing.base.clock import now
from hearing.base.lang import lazy
from hearing.invitations.models import Invitation

WORDS.update(
    {
        "invitations.chosen": lazy("People put on the list"),
        "invitations.sent": lazy("Invitations sent"),
        "invitations.undone": lazy("Sending undone"),
        "invitation.written": lazy("Invitation written"),
        "invitation.answered": lazy("Answer noted"),
        "invitation.changed": lazy("Answer changed"),
        "invitation.promoted": lazy("Moved up from the queue"),
        "invitation.offered": lazy("A free seat offered"),
        "invitation.passed": lazy("Let an offered seat pass"),
        "invitation.put_first": lazy("Put first in the queue"),
        "invitation.lapsed": lazy("Not confirmed again in time"),
        "invitation.message": lazy("Message from the guest"),
        "invitation.mail_taken_back": lazy("A mail taken from the guest"),
        "invitation.calendar_ignored": lazy("A calendar entry from outside, kept and not followed"),
        "invitation.message_read": lazy("Message dealt with"),
        "invitation.withdrawn": lazy("Invitation withdrawn"),
        "invitation.sent_again": lazy("Invitation sent again"),
        "invitation.exceeded": lazy("Seat given beyond the limit"),
        "invitation.regrouped": lazy("Moved to another group"),
        "invitation.corrected": lazy("Invitation corrected"),
        "invitation.hidden": lazy("Stands in no list"),
        "invitation.shown": lazy("Stands in lists by name again"),
        "invitation.left_out": lazy("Left out of a sending"),
        "invitation.taken_in": lazy("Included in a sending again"),
        "invitation.ended_allowed": lazy("Invited although the role has ended"),
        "invitation.dropped": lazy("Taken off the list"),
        "person.named": lazy("Named for an organisation's place"),
        "person.renamed": lazy("The named person corrected"),
        "places.back": lazy("Places without a name given back"),
        "places.unconfirmed": lazy("Places without a new yes given back"),
        "places.changed": lazy("Number of places changed"),
        "dispatch.sent": lazy("Mails about the event sent"),
        "dispatch.stopped": lazy("A planned mail stopped"),
        "dispatch.started": lazy("A planned mail let go again"),
        "dispatch.chosen": lazy("Who gets a planned mail chosen"),
        "substitute.proposed": lazy("Somebody else comes instead"),
        "substitute.accepted": lazy("Substitute accepted"),
        "substitute.refused": lazy("Substitute refused"),
    }
)


def line(by: Actor | None, what: str, invitation: Invitation, by_name: str = "", **details: Any) -> AuditEntry:
    """One line on the event's thread; needs the invitation's event. Who stands in no list is called by the alias."""
    name = invitation.alias or invitation.name
    said = by.name if by else invitation.alias or by_name
    if invitation.alias and "said_by" in details:
        details["said_by"] = invitation.alias
    return AuditEntry(
        at=now(),
        by_id=by.pk if by else None,
        by_name=said[:200],
        what=what,
        trail=invitation.trail(),
        row=f"invitation-{invitation.pk}",
        organiser_id=invitation.event.organiser_id,
        details=json.dumps({"name": name, **details}, ensure_ascii=False, default=str),
    )


async def write(lines: Sequence[AuditEntry]) -> None:
    """Write them in the caller's transaction."""
    if lines:
        await AuditEntry.bulk_create(lines)
