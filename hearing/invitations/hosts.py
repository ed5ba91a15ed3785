"""An organisation's places and those it has named: what happens to the one when the other changes.

The seats stay with the organisation's invitation; whoever it names has an invitation of their own on one of its
places. Its `names` counts those who come. Everything here runs in the caller's transaction.
"""

from typing import Any

from tortoise.queryset import QuerySet

from hearing.base.audit import Actor
from hearing.base.clock import today
from hearing.base.errors import Refusal
from hearing.invitations import mails, moved_up, seats, stand_ins
from hearing.invitations.log import line, write
from hearing.invitations.models import ANSWERABLE, Invitation, InvitationStatus
from hearing.invitations.settle import RELATED, Stale
from hearing.mail.outbox import Post
from hearing.mail.recall import reached, recall

YES = InvitationStatus.YES


def is_one(invitation: Invitation) -> bool:
    """Whether it is an organisation's invitation, that names its people."""
    return invitation.host_id is None and (invitation.places > 1 or invitation.names > 0)


def over(host: Invitation) -> bool:
    """Whether the last day to name people has passed."""
    return host.name_by_on is not None and host.name_by_on < today()


def living(host: Invitation) -> QuerySet[Invitation]:
    """Those it has named, whatever they have answered; not those it took off again."""
    found = Invitation.filter(host_id=host.pk, status__in=list(ANSWERABLE))
    return found.order_by("sort_key", "id").select_related("person")


async def hold(invitation: Invitation) -> None:
    """Be alone with the event's seats where an organisation's places, or an offered seat, are concerned."""
    if invitation.host_id or invitation.names or invitation.offered_until:
        await seats.hold(invitation.event.pk)


async def follow(invitation: Invitation, was: InvitationStatus, by: Actor | None) -> list[Post | None]:
    """An organisation that no longer comes lets its named go; one of them who does not come frees the place."""
    if invitation.host_id:
        return await _count(invitation, was, by)
    if invitation.names and invitation.status != YES:
        await let_go(invitation, by)
    return []


async def _count(person: Invitation, was: InvitationStatus, by: Actor | None) -> list[Post | None]:
    comes = person.status == YES
    if comes == (was == YES):
        return []
    host = await of(person)
    names = host.names + (1 if comes else -1)
    if comes and (host.status != YES or names > host.places):
        raise Refusal("All places of the organisation have been given to others.")
    if not await host.alter(names=names):
        raise Stale
    if comes:
        return []
    if over(host):
        await hand_in(host, by)
    return [mails.named_no(host, person.name)] if person.status != InvitationStatus.WITHDRAWN else []


async def of(person: Invitation) -> Invitation:
    """The organisation's invitation that named somebody, with the same event."""
    host = await Invitation.get(pk=person.host_id).select_related(*RELATED)
    host.event = person.event
    await stand_ins.load([host])
    return host


async def let_go(host: Invitation, by: Actor | None) -> None:
    """Withdraw all it has named; they are told."""
    for person in await living(host):
        person.event = host.event
        await take_off(person, by)
    if not await host.alter(names=0):
        raise Stale


async def take_off(person: Invitation, by: Actor | None, by_name: str = "") -> None:
    """Withdraw one of the named, without counting; the link dies, they are told."""
    left: dict[str, Any] = {"link_version": person.link_version + 1, "link_hash": None, "confirm_by_on": None}
    if not await person.take("withdraw", **left, calendar_turns=person.calendar_turns + 1):
        raise Stale
    await stand_ins.load([person])
    await stand_ins.forget_links(person)
    await write([line(by, "invitation.withdrawn", person, by_name=by_name, named=True)])
    unheard = await recall([person.ref]) and not await reached([person.ref])
    await mails.put([None if unheard else mails.withdrawn(person)])


async def keep_confirmed(host: Invitation) -> bool:
    """The organisation's yes was not given again: those it named who come all the same keep their places.

    The other named are taken off and the other places go on. False when nobody is left.
    """
    people = await living(host).filter(status=YES)
    kept = sum(person.confirm_by_on is None for person in people)
    if not kept:
        return False
    for person in people:
        if person.confirm_by_on is not None:
            person.event = host.event
            await take_off(person, None)
    back = host.places - kept
    moved = await seats.fewer(host, host.event, back) if host.seat and back else []
    if not await host.alter(places=kept, names=kept, confirm_by_on=None):
        raise Stale
    await write([line(None, "places.unconfirmed", host, places=back)])
    await mails.put([mails.places_back(host, back, unconfirmed=True) if back else None])
    await moved_up.tell(moved)
    return True


async def hand_in(host: Invitation, by: Actor | None) -> None:
    """Places without a name go back, and on to the queue; without any name the invitation is open again."""
    unused = host.places - host.names
    if unused <= 0 or host.status != YES:
        return
    moved = await seats.fewer(host, host.event, unused) if host.seat else []
    if host.names:
        done = await host.alter(places=host.names)
    else:
        open_again: dict[str, Any] = {"seat": False, "online": False, "confirm_by_on": None, "answered_at": None}
        done = await host.take("lapse", **open_again, name_by_on=None, calendar_turns=host.calendar_turns + 1)
    if not done:
        raise Stale
    await write([line(by, "places.back", host, places=unused)])
    await mails.put([mails.places_back(host, unused)])
    await moved_up.tell(moved)
