"""The demo's organisers and the people who work for them."""

from typing import Any

from hearing.base.clock import now
from hearing.organisers.models import Organiser
from hearing.staff.models import Account, Membership, Role

ROLES = {
    "administrator": Role.PLANNER,
    "arrangor": Role.PLANNER,
    "moderator": Role.MODERATOR,
    "lasare": Role.READER,
    "dorr": Role.DOOR,
}


async def load(demo: dict[str, Any]) -> dict[str, Organiser]:
    """Create organisers and accounts; returns the organisers by their demo id."""
    more = demo["more"]
    organisers = {
        told["id"]: await _organiser(told, more["organisations"][told["id"]]) for told in demo["organisations"]
    }
    for told in [*demo["users"], *more["users"]]:
        account = await Account.create(
            email=told["email"],
            email_norm=told["email"].casefold(),
            name=told["name"],
            title=told.get("title", ""),
            phone=told.get("phone", ""),
            admin=told["role"] == "administrator",
            created_at=now(),
        )
        await Membership.create(
            account=account, organiser=organisers[told["org"]], role=ROLES[told["role"]], created_at=now()
        )
    return organisers


async def _organiser(told: dict[str, Any], more: dict[str, Any]) -> Organiser:
    return await Organiser.create(
        slug=more["slug"],
        name=told["name"],
        sender_name=more["sender_name"],
        email=told["email"],
        contact_name=more["contact_name"],
        contact_phone=more["contact_phone"],
        postal_address=more["postal_address"],
        website=more.get("website", ""),
        about=more.get("about", ""),
        colour=more["colour"],
        created_at=now(),
    )
