"""The demo's organisers and the people who work for them."""

from typing import Any

from hearing.base.clock import now
from hearing.base.files import keep
from hearing.base.paths import DATA
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
    organisers = {told["id"]: await _organiser(told, more["organisers"][told["id"]]) for told in demo["organisations"]}
    for told in [*demo["users"], *more["accounts"]]:
        account = await Account.create(
            email=told["email"],
            email_norm=told["email"].casefold(),
            name=told["name"],
            title=told.get("title", ""),
            phone=more["phones"].get(told["id"], ""),
            admin=told["role"] == "administrator",
            created_at=now(),
            digest_at=now(),
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
        website=more["website"],
        about=more["about"],
        colour=more["colour"],
        logo=await keep((DATA / "demo" / more["logo"]).read_bytes(), more["logo"], "image/png"),
        created_at=now(),
    )
