"""Who came: told by the door, never read and written in two steps."""

from datetime import datetime

from tortoise.expressions import F

from hearing.events.models import Event
from hearing.invitations.models import Invitation, InvitationStatus


async def hold(invitation_id: int, event_id: int) -> bool:
    """Be alone with who of this invitation is inside until the transaction ends; False when it is not the event's."""
    mine = Invitation.filter(pk=invitation_id, event_id=event_id).exclude(status=InvitationStatus.DRAFT)
    return bool(await mine.update(event_id=event_id))


async def inside(invitation_id: int, people: int, came_at: datetime | None) -> None:
    """So many of an invitation's places are filled."""
    came = {"inside": people, "came_at": came_at, "attended": True if people else None}
    await Invitation.filter(pk=invitation_id).update(**came)


async def absent(event: Event) -> int:
    """Those who said yes to a seat on site and were never seen are marked as not having come; says how many."""
    unseen = Invitation.filter(event_id=event.pk, status=InvitationStatus.YES, attended=None, inside=0, online=False)
    return await unseen.filter(names__lt=F("places")).update(attended=False)  # who is named has a row of their own
