"""Who comes instead just now, read beside the invitations, so that every mail reaches the one who comes."""

from collections.abc import Sequence

from hearing.base.clock import now
from hearing.invitations.models import Invitation, Substitute, SubstituteStatus

S = SubstituteStatus


async def load(invitations: Sequence[Invitation]) -> None:
    """Read the accepted substitutes of these; one query, none where nobody sends anybody."""
    asked = [int(row.pk) for row in invitations if row.substitution]
    found = await Substitute.filter(invitation_id__in=asked, status=S.ACCEPTED) if asked else []
    accepted = {one.invitation_id: one for one in found}  # type: ignore[attr-defined]
    for row in invitations:
        row.stand_in = accepted.get(row.pk)


async def shown(invitations: Sequence[Invitation]) -> dict[int, Substitute]:
    """For each invitation the one its `substitution` speaks of; one query."""
    asked = {int(row.pk): row.substitution for row in invitations if row.substitution}
    found = await Substitute.filter(invitation_id__in=list(asked)).order_by("id") if asked else []
    told = {}
    for one in found:
        number = one.invitation_id  # type: ignore[attr-defined]
        if one.status == asked[number]:
            told[number] = one
    return told


async def end(invitation: Invitation, *states: SubstituteStatus) -> None:
    """Those of the invitation in these states are no longer meant; their links go on saying so."""
    meant = Substitute.filter(invitation_id=invitation.pk, status__in=list(states))
    await meant.update(status=S.ENDED, decided_at=now())


async def forget_links(invitation: Invitation) -> None:
    """No substitute's link opens anything any more."""
    await end(invitation, S.ACCEPTED, S.PROPOSED)
    await Substitute.filter(invitation_id=invitation.pk).update(link_hash=None)


def standing(invitation: Invitation) -> SubstituteStatus | None:
    """What stands when an open proposal falls: the one accepted before, or nobody."""
    return S.ACCEPTED if invitation.stand_in else None
