"""The code somebody shows at the door: a few signs to type, and a picture that leads the door's own telephone there.

The picture holds the address of the door's page with that guest; only who looks after the door may open it.
"""

from functools import lru_cache
from typing import Any

import segno
from markupsafe import Markup

from hearing.base.errors import Refusal
from hearing.base.links import mail_token
from hearing.invitations.models import Invitation, InvitationStatus, Substitute, SubstituteStatus
from hearing.settings import settings

KIND = "door"
LENGTH = 8


def code_of(invitation: Invitation) -> str:
    """Eight small letters without look-alikes, the same for all the invitation's life; none when its secret is gone."""
    try:
        return mail_token(KIND, int(invitation.pk), 1, invitation.link_key)[:LENGTH]
    except Refusal:
        return ""


def picture(event_id: int, code: str, scale: int = 5) -> str:
    """An SVG that stands in a page or on a badge: black on white, with its quiet edge; none of no code."""
    return _drawn(f"{settings().url}/desk/events/{event_id}/door?q={code}", scale) if code else ""


@lru_cache(maxsize=2048)
def _drawn(address: str, scale: int) -> str:  # one mask for all: to weigh eight costs more than the rest
    return segno.make(address, error="m", mask=3, micro=False).svg_inline(scale=scale, light="white", border=3)


def shown(invitation: Invitation, visitor: Substitute | None) -> dict[str, Any]:
    """What the receipt shows of it: to the one who comes on site, nothing to others."""
    replaced = invitation.substitution == SubstituteStatus.ACCEPTED and visitor is None
    if invitation.status != InvitationStatus.YES or invitation.online or replaced:
        return {}
    code = code_of(invitation)
    if not code:
        return {}
    return {"code": code, "code_picture": Markup(picture(int(invitation.event.pk), code))}  # noqa: S704 - an SVG made of our own letters
