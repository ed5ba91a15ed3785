"""Log lines of invitations, several in one statement."""

import json
from collections.abc import Sequence
from typing import Any

from hearing.base.audit import Actor, AuditEntry
from hearing.base.clock import now
from hearing.invitations.models import Invitation


def line(by: Actor | None, what: str, invitation: Invitation, by_name: str = "", **details: Any) -> AuditEntry:
    """One line on the event's thread; needs the invitation's event."""
    return AuditEntry(
        at=now(),
        by_id=by.pk if by else None,
        by_name=(by.name if by else by_name)[:200],
        what=what,
        trail=invitation.trail(),
        row=f"invitation-{invitation.pk}",
        organiser_id=invitation.event.organiser_id,
        details=json.dumps({"name": invitation.name, **details}, ensure_ascii=False, default=str),
    )


async def write(lines: Sequence[AuditEntry]) -> None:
    """Write them in the caller's transaction."""
    if lines:
        await AuditEntry.bulk_create(lines)
