"""Somebody else comes instead: proposed by the invited, accepted at once or by staff, refused kindly, passed on again.

The seat stays with the invitation, its group, region and side; what changes is who sits there. A substitute may send
a substitute: the one accepted last is the one who comes.
"""

from dataclasses import asdict, dataclass
from typing import Any

from hearing.base.audit import Actor
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.sorting import fold
from hearing.events.models import Event
from hearing.invitations import hosts, mails, moved_up, seats, stand_ins
from hearing.invitations.answer import Said, Source, facts, place_in_queue, refuse_closed, stand, words
from hearing.invitations.log import line, write
from hearing.invitations.mail_domains import same_house
from hearing.invitations.models import Invitation, InvitationStatus, Substitute, SubstituteStatus, Via
from hearing.invitations.settle import Stale, settled

STAYS = (InvitationStatus.YES, InvitationStatus.WAITING)
S = SubstituteStatus


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who would come instead."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    party: str = ""


async def propose(invitation: Invitation, who: Proposal, source: Source, comment: str = "") -> Invitation:
    """Keep a proposed substitute; a seat or a place in the queue stays where it is until it is decided.

    Somebody of the same mail domain is accepted at once, where the organiser has it so.
    """
    if not who.name:
        raise Refusal("Write the name of the one who comes instead.")
    return await settled(invitation, lambda row: _propose(row, who, source, comment))


async def _propose(invitation: Invitation, who: Proposal, source: Source, comment: str) -> Invitation:
    refuse_closed(invitation, invitation.event)
    if await _same(invitation, who):
        return invitation
    await _alone(invitation)
    details = facts(invitation, source) | {"substitution": S.PROPOSED}
    details["search_text"] = _found_by(invitation, who)
    if comment:
        details["comment"] = words(invitation, comment, source)
    stays = invitation.status in STAYS
    if not await (invitation.alter(**details) if stays else invitation.take("propose", **details)):
        raise Stale
    await stand_ins.end(invitation, S.PROPOSED)
    named: dict[str, Any] = {"language": invitation.language, "proposed_by": invitation.answered_by}
    one = await Substitute.create(invitation=invitation, created_at=now(), **asdict(who), **named)
    told = {"substitute": who.name, "via": source.via, "said_by": invitation.answered_by}
    await write([line(source.by, "substitute.proposed", invitation, by_name=invitation.answered_by, **told)])
    if await _at_once(invitation, one):
        await _let_in(invitation, one, None)
    elif source.receipt:
        await mails.put([mails.substitute_noted(invitation, _proposer(invitation, one), who.name)])
    return invitation


async def suggest(invitation: Invitation, who: Proposal) -> Invitation:
    """Somebody answered a passed-on invitation: kept as a proposal for staff; what the invited said stands."""
    return await settled(invitation, lambda row: _suggest(row, who))


async def _suggest(invitation: Invitation, who: Proposal) -> Invitation:
    named: dict[str, Any] = {"language": invitation.language, "proposed_by": who.name, "created_at": now()}
    one = Substitute(invitation=invitation, **asdict(who), **named)
    if invitation.status in STAYS or invitation.substitution or invitation.host_id or await _busy(invitation, one):
        return invitation
    if not await invitation.alter(substitution=S.PROPOSED, search_text=_found_by(invitation, who)):
        raise Stale
    await one.save()
    told = {"substitute": who.name, "via": Via.CALENDAR, "said_by": who.name}
    await write([line(None, "substitute.proposed", invitation, by_name=who.name, **told)])
    return invitation


async def _same(invitation: Invitation, who: Proposal) -> bool:
    if invitation.substitution not in (S.PROPOSED, S.ACCEPTED):
        return False
    last = (await stand_ins.shown([invitation])).get(invitation.pk)
    return last is not None and all(getattr(last, name) == value for name, value in asdict(who).items())


async def _alone(invitation: Invitation) -> None:
    """Be alone with the event's seats, so that nobody is let in twice."""
    await seats.ready(invitation.event.pk)
    await seats.hold(invitation.event.pk)


def _found_by(invitation: Invitation, who: Proposal) -> str:
    words = fold(" ".join((who.name, who.title, who.email)))
    return invitation.search_text if words in invitation.search_text else f"{invitation.search_text} {words}"[-4000:]


async def _at_once(invitation: Invitation, one: Substitute) -> bool:
    house = invitation.event.organiser.substitutes_at_once and same_house(invitation.email, one.email)
    return bool(house) and await _busy(invitation, one) is None


async def _busy(invitation: Invitation, one: Substitute) -> Refusal | None:
    """Why the substitute cannot come for this invitation: invited already, or coming for another one."""
    address = one.email.casefold()
    if not address or address == invitation.email_norm:
        return None
    others = Invitation.filter(event_id=invitation.event.pk, email_norm=address)
    if await others.exclude(status=InvitationStatus.WITHDRAWN).exists():
        return Refusal(
            "%(name)s has an invitation of their own. Withdraw it first, or refuse the substitute.", name=one.name
        )
    elsewhere = Substitute.filter(invitation__event_id=invitation.event.pk, status=S.ACCEPTED)
    taken = await elsewhere.exclude(invitation_id=invitation.pk).values_list("email", flat=True)
    if address in {str(known).casefold() for known in taken}:
        return Refusal("%(name)s already comes instead of somebody else.", name=one.name)
    return None


async def accept(invitation: Invitation, by: Actor) -> Invitation:
    """Let the proposed one come: with the seat or the place in the queue, or a new seat where there was none."""
    return await settled(invitation, lambda row: _accept(row, by))


async def _accept(invitation: Invitation, by: Actor) -> Invitation:
    one = await proposed(invitation)
    await _alone(invitation)
    if why := await _busy(invitation, one):
        raise why
    await _let_in(invitation, one, by)
    return invitation


async def proposed(invitation: Invitation) -> Substitute:
    """The one to decide on; refuses when there is nobody."""
    refuse_closed(invitation, invitation.event)
    one = await Substitute.filter(invitation_id=invitation.pk, status=S.PROPOSED).order_by("-id").first()
    if one is None or invitation.substitution != S.PROPOSED:
        raise Refusal("There is no substitute to decide on.")
    return one


async def _let_in(invitation: Invitation, one: Substitute, by: Actor | None) -> None:
    event: Event = invitation.event
    before, was = invitation.stand_in, invitation.status
    first, proposer = before or invitation, _proposer(invitation, one)
    changes = {"substitution": S.ACCEPTED, "calendar_turns": invitation.calendar_turns + 1}
    moved: list[int] = []
    if invitation.status in STAYS:
        done = await invitation.alter(**changes)
    else:
        verb, standing = await stand(invitation, Said("yes"), event)
        if invitation.answered_at is None:  # nobody but the substitute has said anything
            changes |= facts(invitation, Source(Via.STAFF, one.name, by)) | {"message_at": invitation.message_at}
        done = await invitation.take(verb, **standing, **changes)
        moved = await seats.fill(event) if verb == "queue" else []
    if not done:
        raise Stale
    await hosts.follow(invitation, was, by)
    await stand_ins.end(invitation, S.ACCEPTED)
    decided = {"status": S.ACCEPTED, "decided_at": now(), "decided_by": by.name if by else ""}
    one.update_from_dict(one.link_columns() | decided)
    await one.save(update_fields=[*one.link_columns(), *decided])
    invitation.stand_in = one
    await write([line(by, "substitute.accepted", invitation, substitute=one.name, instead_of=first.name)])
    place = await place_in_queue(invitation)
    replaced = mails.substitute_accepted(invitation, proposer, one.name, place)
    await mails.put([mails.stand_in(invitation, proposer.name, place), replaced])
    if before and before is not proposer and was in STAYS:
        await mails.put([mails.stood_down(invitation, before, invitation.name)])
    await moved_up.tell(moved)


def _proposer(invitation: Invitation, one: Substitute) -> mails.Reader:
    """Who proposed this one, and hears what becomes of it: the one who comes instead just now, or the invited."""
    now_coming = invitation.stand_in
    return now_coming if now_coming and one.proposed_by == now_coming.name else invitation


async def refuse(invitation: Invitation, by: Actor, reason: str = "") -> Invitation:
    """Say no to the proposed one, kindly: seat or place stay with the one who has them."""
    return await settled(invitation, lambda row: _refuse(row, by, reason.strip()[:1000]))


async def _refuse(invitation: Invitation, by: Actor, reason: str) -> Invitation:
    one = await proposed(invitation)
    stays = stand_ins.standing(invitation) or S.REFUSED
    if not await invitation.alter(substitution=stays):
        raise Stale
    decided = {"status": S.REFUSED, "decided_at": now(), "decided_by": by.name, "reason": reason}
    await Substitute.filter(pk=one.pk).update(**decided)
    await write([line(by, "substitute.refused", invitation, substitute=one.name, reason=reason)])
    await mails.put([mails.substitute_refused(invitation, _proposer(invitation, one), one.name, reason)])
    return invitation
