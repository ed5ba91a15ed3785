"""All mail as `hearing export mail` tells it."""

from typing import Any

from hearing.mail.models import OutgoingMail

COLUMNS = ("id", "key", "to_address", "subject", "status", "attempts", "message_id", "about")


async def everything() -> dict[str, list[dict[str, Any]]]:
    """Outgoing mail, oldest first."""
    rows = await OutgoingMail.all().order_by("id").values(*COLUMNS)
    return {"outgoing": [_told(row) for row in rows], "incoming": []}


def _told(row: dict[str, Any]) -> dict[str, Any]:
    told = {"to" if name == "to_address" else name: row[name] for name in COLUMNS}
    return told | {"status": str(row["status"]), "about": row["about"] or None}
