"""What staff change about one invitation: withdraw it, send it again, seat one more, move it to another group."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tortoise.transactions import in_transaction

from hearing.base import lang
from hearing.base.audit import Actor
from hearing.base.errors import Refusal
from hearing.base.forms import clean_email
from hearing.events.models import Event, EventGroup
from hearing.invitations import hosts, mails, moved_up, needs, seats, stand_ins, unsent
from hearing.invitations.aliases import next_alias
from hearing.invitations.answer import Said, Source, facts, noted, place_in_queue, refuse_closed
from hearing.invitations.candidates import found_by
from hearing.invitations.log import line, write
from hearing.invitations.models import Invitation, InvitationStatus, Substitute, SubstituteStatus, Via
from hearing.invitations.need_kinds import NeedKind
from hearing.invitations.settle import Stale, settled
from hearing.invitations.texts import body_for

CHANGED = "The invitation has just changed. Look at it and try again."


async def withdraw(invitation: Invitation, by: Actor, tell: bool = True) -> None:
    """Take an invitation back: its link dies, its seat goes to the queue, the person is told if wanted."""
    await settled(invitation, lambda row: _withdraw(row, by, tell))


async def _withdraw(invitation: Invitation, by: Actor, tell: bool) -> None:
    if not invitation.may("withdraw"):
        raise Refusal("This invitation cannot be withdrawn.")
    await hosts.hold(invitation)
    moved = await seats.give_back(invitation, invitation.event) if invitation.seat else []
    came, offered = invitation.status, invitation.offered_until
    revoked = {"link_version": invitation.link_version + 1, "link_hash": None}
    left: dict[str, Any] = {"seat": False, "queue_number": None, "offered_until": None, "passed_at": None}
    left |= {"calendar_turns": invitation.calendar_turns + 1}
    if not await invitation.take("withdraw", **left, **revoked):
        raise Stale
    await stand_ins.forget_links(invitation)
    await moved_up.take_back(invitation)
    await hosts.follow(invitation, came, by)
    moved += await seats.fill(invitation.event) if offered else []
    await write([line(by, "invitation.withdrawn", invitation, was=came)])
    unaware = await unsent.stop([invitation])
    await mails.put([mails.withdrawn(invitation) if tell and invitation.sent_times and not unaware else None])
    await moved_up.tell(moved)


async def resend(invitation: Invitation, by: Actor) -> None:
    """Send the invitation once more, with the same link; refused while the one before has not left."""
    refuse_closed(invitation, invitation.event)
    await stand_ins.load([invitation])
    if not (invitation.stand_in or invitation).email:
        raise Refusal("There is no address to send to.")
    async with in_transaction():
        if invitation.stand_in:
            post = mails.stand_in(invitation, invitation.name, await place_in_queue(invitation))
        elif invitation.host_id:
            post = mails.named(invitation)
        else:
            source = invitation.person.organiser_id is None
            post = mails.invitation_mail(invitation, *await body_for(invitation), told_source=source)
        if post and await unsent.waits(post):
            raise Refusal("The mail to %(email)s has not left yet. It waits in the outbox.", email=post.to_address)
        if not await invitation.alter(sent_times=invitation.sent_times + 1):
            raise Refusal(CHANGED)
        await mails.put([post])
        await write([line(by, "invitation.sent_again", invitation, times=invitation.sent_times)])


async def exceed(invitation: Invitation, by: Actor, reason: str) -> None:
    """Seat somebody although it is full; the reason is kept."""
    if not reason.strip():
        raise Refusal("Write why this person gets a seat although it is full.")
    await settled(invitation, lambda row: _exceed(row, by, reason.strip()))


async def _exceed(invitation: Invitation, by: Actor, reason: str) -> None:
    refuse_closed(invitation, invitation.event)
    if invitation.host_id:
        raise Refusal(
            "This person comes on one of the organisation's places. Give the organisation more places instead."
        )
    if invitation.seat:
        return
    offered = invitation.offered_until
    await seats.exceed(invitation)
    given: dict[str, Any] = {"seat": True, "online": False, "queue_number": None, "exceed_reason": reason[:300]}
    given |= {"offered_until": None, "passed_at": None, "place_told_at": moved_up.told_at(invitation)}
    details: dict[str, Any] = facts(invitation, Source(Via.STAFF, by=by)) if invitation.answered_at is None else {}
    if invitation.substitution != SubstituteStatus.ACCEPTED:
        details["substitution"] = stand_ins.standing(invitation)
    if not await invitation.take("accept", **given, **details):
        raise Stale
    await stand_ins.end(invitation, SubstituteStatus.PROPOSED)
    await moved_up.tell(await seats.fill(invitation.event) if offered else [])
    await write([line(by, "invitation.exceeded", invitation, reason=reason)])
    post = mails.promoted(invitation, given=True)
    await mails.put([replace(post, leaves_at=invitation.place_told_at) if post else None])


async def put_first(invitation: Invitation, by: Actor, reason: str) -> None:
    """Let somebody in the queue come before the others; the reason is kept."""
    if not reason.strip():
        raise Refusal("Write why this person comes before the others.")
    await settled(invitation, lambda row: _put_first(row, by, reason.strip()[:300]))


async def _put_first(invitation: Invitation, by: Actor, reason: str) -> None:
    refuse_closed(invitation, invitation.event)
    if invitation.status != InvitationStatus.WAITING:
        raise Refusal("Only somebody in the queue can come first there.")
    await seats.hold(invitation.event.pk)
    if not await invitation.alter(priority=1, priority_reason=reason, passed_at=None):
        raise Stale
    await write([line(by, "invitation.put_first", invitation, reason=reason)])
    await moved_up.tell(await seats.fill(invitation.event))


async def regroup(invitation: Invitation, group: EventGroup | None, by: Actor) -> None:
    """Move somebody to another group, with the seat; refused when that group is full."""
    await settled(invitation, lambda row: _regroup(row, group, by))


async def _regroup(invitation: Invitation, group: EventGroup | None, by: Actor) -> None:
    event: Event = invitation.event
    before = invitation.group_id  # type: ignore[attr-defined]
    if before == (group.pk if group else None):
        return
    if group is not None and group.event_id != event.pk:  # type: ignore[attr-defined]
        raise Refusal("This group belongs to another event.")
    moved = await _reseat(invitation, group, before, event)
    if not await invitation.alter(group_id=group.pk if group else None):
        raise Stale
    if invitation.status == InvitationStatus.WAITING:
        moved += await seats.fill(event)
    if invitation.names:
        await Invitation.filter(host_id=invitation.pk).update(group_id=group.pk if group else None)
    await write([line(by, "invitation.regrouped", invitation, group=group.name if group else "")])
    await moved_up.tell(moved)


async def _reseat(invitation: Invitation, group: EventGroup | None, before: int | None, event: Event) -> list[int]:
    """Take the seats in the new group, then hand on those of the old one; the event's count stays."""
    await seats.ready(event.pk)
    await seats.hold(event.pk)
    if not invitation.seat:
        return []
    if group is not None and not await seats.take_in_group(group.pk, invitation.places):
        raise Refusal("The group %(name)s is full.", name=group.name)
    return await seats.fill(event, before, invitation.places if before else 0)


async def put_right(
    invitation: Invitation, by: Actor, group: EventGroup | None, name: str, email: str, title: str
) -> bool:
    """Correct name, address, title and group; all of it or nothing. Says whether a mail that failed goes out again."""

    async def step(row: Invitation) -> bool:
        await _regroup(row, group, by)
        return await _correct(row, by, name, email, title)

    return await settled(invitation, step)


async def _correct(invitation: Invitation, by: Actor, name: str, email: str, title: str) -> bool:
    """Put right a name, an address or a title; a mail that has not left yet is written anew, one that failed follows."""
    address = clean_email(email)
    wanted = {"name": name, "title": title, "email": address, "email_norm": address.casefold()}
    if all(getattr(invitation, column) == value for column, value in wanted.items()):
        return False
    taken = Invitation.filter(event_id=invitation.event_id, email_norm=wanted["email_norm"])  # type: ignore[attr-defined]
    if address and await taken.exclude(pk=invitation.pk).exclude(status=InvitationStatus.WITHDRAWN).exists():
        raise Refusal("Somebody else with this address is already invited.")
    moved = invitation.email_norm != wanted["email_norm"]
    found = found_by(name, invitation.organisation_name, title, address)
    if one := (await stand_ins.shown([invitation])).get(invitation.pk):
        found += " " + found_by(one.name, "", one.title, one.email)
    if not await invitation.alter(**wanted, search_text=found):
        raise Stale
    await write([line(by, "invitation.corrected", invitation)])
    return not await unsent.rewrite(invitation) and moved and await unsent.again(invitation)


async def stand_in_lists(invitation: Invitation, hidden: bool) -> None:
    """Let a number stand in every list instead of the name, or the name again; the invited person's own wish."""
    await settled(invitation, lambda row: _stand_in_lists(row, hidden))


async def _stand_in_lists(invitation: Invitation, hidden: bool) -> None:
    if hidden == bool(invitation.alias):
        return
    await seats.hold(invitation.event.pk)
    with lang.use(invitation.event.language):
        alias = await next_alias(invitation.event.pk) if hidden else ""
    if not await invitation.alter(alias=alias):
        raise Stale
    await write([line(None, "invitation.hidden" if hidden else "invitation.shown", invitation, by_name=alias)])


async def answer_whole(
    invitation: Invitation,
    said: Said,
    source: Source,
    wanted: Mapping[NeedKind, str],
    hidden: bool,
    visitor: Substitute | None = None,
) -> Invitation:
    """Note an answer with the needs of the one who gives it, and how the invited stands in lists: all or nothing.

    A substitute's needs are the substitute's own; whether the invited person's name is shown is for that person to say.
    """

    async def step(row: Invitation) -> Invitation:
        if visitor is None:
            await _stand_in_lists(row, hidden)  # first: the answer's own line in the log calls them what they want
        after = await noted(row, said, source)
        await needs.ask(after, wanted, whose=visitor)
        return after

    return await settled(invitation, step)


async def dealt_with(invitation: Invitation, by: Actor) -> None:
    """The message that came after the last day to answer has been read and handled."""
    async with in_transaction():
        if invitation.message_at and await invitation.alter(message_at=None):
            await write([line(by, "invitation.message_read", invitation)])
