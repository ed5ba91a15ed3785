"""Somebody else comes instead: the invited person names one, staff see it."""

from dataclasses import asdict, dataclass

from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.invitations import mails
from hearing.invitations.answer import Source, facts, refuse_closed
from hearing.invitations.log import line, write
from hearing.invitations.models import Invitation, InvitationStatus, Substitute, SubstituteStatus
from hearing.invitations.settle import Stale, settled

STAYS = (InvitationStatus.YES, InvitationStatus.WAITING)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who would come instead."""

    name: str
    title: str = ""
    email: str = ""
    phone: str = ""
    party: str = ""


async def propose(invitation: Invitation, who: Proposal, source: Source, comment: str = "") -> Invitation:
    """Keep a proposed substitute; a seat or a place in the queue stays where it is until staff have decided."""
    if not who.name:
        raise Refusal("Write the name of the one who comes instead.")
    return await settled(invitation, lambda row: _propose(row, who, source, comment))


async def _propose(invitation: Invitation, who: Proposal, source: Source, comment: str) -> Invitation:
    refuse_closed(invitation, invitation.event)
    if invitation.substitution == SubstituteStatus.PROPOSED and await _same(invitation, who):
        return invitation
    details = facts(invitation, source) | {"substitution": SubstituteStatus.PROPOSED}
    if comment:
        details["comment"] = comment
    if invitation.status in STAYS:
        done = await invitation.alter(**details)
    else:
        done = await invitation.take("propose", **details)
    if not done:
        raise Stale
    await Substitute.create(invitation=invitation, created_at=now(), **asdict(who))
    told = {"substitute": who.name, "via": source.via, "said_by": invitation.answered_by}
    await write([line(source.by, "substitute.proposed", invitation, by_name=invitation.answered_by, **told)])
    if source.receipt:
        await mails.put([mails.substitute_noted(invitation, who.name)])
    return invitation


async def _same(invitation: Invitation, who: Proposal) -> bool:
    last = await Substitute.filter(invitation_id=invitation.pk).order_by("-id").first()
    return last is not None and all(getattr(last, name) == value for name, value in asdict(who).items())
