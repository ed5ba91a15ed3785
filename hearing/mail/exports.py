"""All mail as `hearing export mail` tells it."""

from collections.abc import Sequence
from typing import Any

from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import IncomingMail, IncomingMatch, IncomingStatus, MatchDecision

COLUMNS = ("id", "key", "to_address", "subject", "status", "attempts", "message_id", "about")
BATCH = 500


async def everything() -> dict[str, list[dict[str, Any]]]:
    """Outgoing and incoming mail, oldest first."""
    rows = await OutgoingMail.all().order_by("id").values(*COLUMNS)
    return {"outgoing": [_told(row) for row in rows], "incoming": await incoming()}


def _told(row: dict[str, Any]) -> dict[str, Any]:
    told = {"to" if name == "to_address" else name: row[name] for name in COLUMNS}
    return told | {"status": str(row["status"]), "about": row["about"] or None}


async def incoming() -> list[dict[str, Any]]:
    """Incoming mail with where it belongs and where it may belong."""
    told: list[dict[str, Any]] = []
    last = 0
    while mails := await IncomingMail.filter(id__gt=last).order_by("id").limit(BATCH):
        last = mails[-1].pk
        places = await IncomingMatch.filter(mail_id__in=[mail.pk for mail in mails]).order_by("-score", "id")
        told += [_told_in(mail, [place for place in places if place.mail_id == mail.pk]) for mail in mails]
    return told


def _told_in(mail: IncomingMail, places: Sequence[IncomingMatch]) -> dict[str, Any]:
    return {
        "id": mail.pk,
        "sha256": mail.sha256,
        "received_at": mail.received_at.isoformat(),
        "from": mail.from_address or None,
        "from_name": mail.from_name or None,
        "subject": mail.subject or None,
        "kind": str(mail.kind),
        "match": [place.ref for place in places if place.decided == MatchDecision.YES],
        "suggest": [place.ref for place in places if place.decided == MatchDecision.OPEN],
        "references": mail.numbers,
        "text": mail.text,
        "full_text": mail.full_text,
        "html": mail.html or None,
        "attachments": [one["name"] for one in mail.attachments],
        "bounce_status": mail.bounce_status or None,
        "suppressed": mail.suppressed,
        "counts_as_answer": mail.counts_as_answer,
        "responder": mail.responder or None,
        "partstat": mail.partstat or None,
        "duplicate_of": mail.duplicate_of_id,
        "state": "unsorted" if mail.status == IncomingStatus.KEPT else str(mail.status),
    }
