"""Answers: yes, no, maybe, by the personal link or written down by staff; each can be changed.

An answer takes or gives back its seats, moves up the queue, leaves one line in the log and puts its receipt in the
outbox, all in one transaction. The same answer twice changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hearing.base.audit import Actor
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.events.models import Event, EventStatus, Mode
from hearing.invitations import hosts, mails, moved_up, seats, stand_ins, turns
from hearing.invitations.log import line, write
from hearing.invitations.models import (
    ANSWERABLE,
    Invitation,
    InvitationStatus,
    Substitute,
    SubstituteStatus,
    Told,
    Via,
)
from hearing.invitations.settle import Stale, settled
from hearing.mail.outbox import Post

PROPOSED, ACCEPTED = SubstituteStatus.PROPOSED, SubstituteStatus.ACCEPTED
YES, NO, MAYBE, OTHER = "yes", "no", "maybe", "other"
ANSWERS = (YES, NO, MAYBE, OTHER)
OFF = (EventStatus.CANCELLED, EventStatus.REPLACED)


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered."""

    answer: str
    online: bool = False
    comment: str = ""
    wants_material: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Who answered and how it reached us; `by` is the account that wrote it down.

    `for_stand_in`: it is the answer of the one who comes instead, so that he or she goes on being the one who comes.
    """

    via: Via = Via.WEB
    name: str = ""
    by: Actor | None = None
    how: Told | None = None
    receipt: bool = True
    for_stand_in: bool = False


async def answer(invitation: Invitation, said: Said, source: Source) -> Invitation:
    """Note an answer; gives the invitation as it stands afterwards."""
    return await settled(invitation, lambda row: noted(row, said, source))


async def noted(invitation: Invitation, said: Said, source: Source) -> Invitation:
    """The same in the caller's transaction; Stale when somebody else was first."""
    event: Event = invitation.event
    refuse_closed(invitation, event)
    said = replace(as_possible(event, said), comment=words(invitation, said.comment, source))
    if _same(invitation, said, source):
        return invitation
    had_seat, was, offered = invitation.seat, invitation.status, invitation.offered_until
    await hosts.hold(invitation)
    verb, standing = await stand(invitation, said, event)
    details = facts(invitation, source) | {"comment": said.comment, "wants_material": said.wants_material}
    details |= turned(invitation, verb, source) | {"substitution": kept(invitation, source)}
    before, comes_after_all = invitation.substitution, invitation.stand_in if not source.for_stand_in else None
    moved = await _hand_on(invitation, event, had_seat and not standing["seat"])
    if not await invitation.take(verb, **standing, **details):
        raise Stale
    if (offered and not invitation.seat) or (
        invitation.status == InvitationStatus.WAITING and was != InvitationStatus.WAITING
    ):
        moved += await seats.fill(event)
    if before and invitation.substitution != before:
        await stand_ins.end(invitation, *([PROPOSED] if invitation.substitution else [PROPOSED, ACCEPTED]))
        invitation.stand_in = invitation.stand_in if invitation.substitution else None
    others = about_stand_in(invitation, comes_after_all, said, source)
    others += await hosts.follow(invitation, was, source.by)
    await _tell(invitation, moved, said, source, was, others)
    return invitation


def kept(invitation: Invitation, source: Source) -> SubstituteStatus | None:
    """Whose answer it is decides who comes: the invited, or still the one accepted instead."""
    return ACCEPTED if source.for_stand_in and invitation.stand_in else None


def words(invitation: Invitation, text: str, source: Source) -> str:
    """What stands as the comment afterwards: staff's words hold, the invited may change their own.

    What staff have not read yet stays, and so do the invited's own words when the one who comes instead writes.
    """
    if source.by or not (source.for_stand_in or invitation.message_at):
        return text
    if source.for_stand_in and text:
        text = f"{speaker(invitation, source)}: {text}"
    return text if invitation.comment in text else below(invitation.comment, text)


def below(kept: str, added: str) -> str:
    """Words under those there are already, and only once."""
    if not added or f"\n{added}\n" in f"\n{kept}\n":
        return kept
    return f"{kept}\n{added}"[-20_000:] if kept else added


def about_stand_in(invitation: Invitation, dropped: Substitute | None, said: Said, source: Source) -> list[Post | None]:
    """What the other one of the two is told: no longer needed, or cannot come either."""
    if dropped:
        return [mails.stood_down(invitation, dropped, invitation.name)]
    if source.for_stand_in and invitation.stand_in and said.answer == NO:
        return [mails.substitute_declined(invitation, invitation.stand_in.name)]
    return []


def turned(invitation: Invitation, verb: str, source: Source) -> dict[str, Any]:
    """Whether calendars must be told anew after an answer; the one that answered knows already."""
    changes: dict[str, Any] = {}
    if source.via == Via.CALENDAR:
        return changes
    comes, came = verb in ("accept", "queue"), invitation.status in (InvitationStatus.YES, InvitationStatus.WAITING)
    if (came and not comes) or (comes and not came and invitation.calendar_turns):
        changes["calendar_turns"] = invitation.calendar_turns + 1
    return changes


def as_possible(event: Event, said: Said) -> Said:
    """Online only where the event is; an event that is only online takes no seats."""
    online = event.mode == Mode.ONLINE or (said.online and event.mode == Mode.HYBRID)
    return Said(said.answer, online and said.answer == YES, said.comment, said.wants_material)


def _same(invitation: Invitation, said: Said, source: Source) -> bool:
    taken = {YES: (InvitationStatus.YES, InvitationStatus.WAITING), NO: (InvitationStatus.NO,)}
    return (
        not (invitation.offered_until or invitation.passed_at or invitation.confirm_by_on)
        and invitation.status in taken.get(said.answer, (InvitationStatus.MAYBE,))
        and invitation.answered_at is not None
        and invitation.online == said.online
        and invitation.comment == said.comment
        and invitation.wants_material == said.wants_material
        and invitation.substitution == kept(invitation, source)
        and (invitation.answered_via, invitation.answered_by) == (source.via, speaker(invitation, source))
    )


async def stand(invitation: Invitation, said: Said, event: Event) -> tuple[str, dict[str, Any]]:
    """The move to make, and seat and queue number after it; takes the seats when there are any."""
    said = as_possible(event, said)
    nothing = {"seat": False, "online": said.online, "queue_number": None, "offered_until": None, "passed_at": None}
    if said.answer != YES:
        return ("decline" if said.answer == NO else "hesitate"), nothing
    if said.online or invitation.host_id:
        return "accept", nothing
    if invitation.seat:
        return "accept", nothing | {"seat": True}
    number = invitation.queue_number
    if invitation.status != InvitationStatus.WAITING or invitation.passed_at:
        number = await seats.claim(invitation)
    elif invitation.offered_until and await seats.take_offered(invitation):
        number = None
    if number is None:
        return "accept", nothing | {"seat": True}
    return "queue", nothing | {"queue_number": number}


async def _hand_on(invitation: Invitation, event: Event, leaves: bool) -> list[int]:
    return await seats.give_back(invitation, event) if leaves else []


async def _tell(
    invitation: Invitation,
    moved: list[int],
    said: Said,
    source: Source,
    was: InvitationStatus,
    others: list[Post | None],
) -> None:
    """The log and the mails of an answer and of those it let in."""
    what = f"invitation.{'answered' if was == InvitationStatus.INVITED else 'changed'}"
    told = {"answer": said.answer, "status": invitation.status, "via": source.via, "said_by": invitation.answered_by}
    news = await moved_up.about(moved)
    await write([line(source.by, what, invitation, by_name=invitation.answered_by, **told), *news.lines])
    if was == InvitationStatus.YES and invitation.status != was:
        await moved_up.take_back(invitation)
    entry = source.via != Via.CALENDAR
    receipt = [mails.receipt(invitation, await place_in_queue(invitation), entry)] if source.receipt else []
    await mails.put([*receipt, *others, *news.posts])


async def place_in_queue(invitation: Invitation) -> int:
    """How many stand up to and with this one; 0 when it does not wait."""
    if invitation.status != InvitationStatus.WAITING:
        return 0
    return (await turns.places(invitation.event_id)).get(int(invitation.pk), 0)  # type: ignore[attr-defined]


def speaker(invitation: Invitation, source: Source) -> str:
    """Whose word it was."""
    stand_in = invitation.stand_in if source.for_stand_in else None
    return source.name or (stand_in or invitation).name


def facts(invitation: Invitation, source: Source) -> dict[str, Any]:
    """Who answered, when and how, as columns; only staff have dealt with a message that waits."""
    read: dict[str, Any] = {"message_at": None} if source.by else {}
    return read | {
        "answered_at": now(),
        "answered_via": source.via,
        "answered_by": speaker(invitation, source),
        "answered_how": source.how,
        "noted_by": source.by.name if source.by else "",
        "confirm_by_on": None,
        "told_sequence": invitation.event.sequence,
    }


def refuse_closed(invitation: Invitation, event: Event) -> None:
    """Refuse an answer to what is withdrawn, not sent, or called off."""
    if invitation.status not in ANSWERABLE:
        raise Refusal("This invitation is not open for answers.")
    if event.status in OFF:
        raise Refusal("The event is called off, so nothing was changed.")


def deadline(event: Event) -> datetime | None:
    """The instant after which answers become messages to staff: the end of the last day to answer."""
    if event.answer_by_on is None:
        return None
    zone = ZoneInfo(event.zone)
    return datetime.combine(event.answer_by_on + timedelta(days=1), time(0), zone)


def too_late(event: Event) -> bool:
    """Whether the last day to answer has passed."""
    limit = deadline(event)
    return limit is not None and now() >= limit


def late_now(invitation: Invitation) -> bool:
    """Whether an answer is a message to staff; one who is asked to confirm again, or offered a seat, is not late."""
    return too_late(invitation.event) and not (invitation.confirm_by_on or invitation.offered_until)


async def leave_message(invitation: Invitation, text: str, wish: str, name: str) -> Invitation:
    """Keep what somebody writes after the last day to answer; staff see it until they have dealt with it."""
    return await settled(invitation, lambda row: _keep(row, text, wish, name))


async def _keep(invitation: Invitation, text: str, wish: str, name: str) -> Invitation:
    refuse_closed(invitation, invitation.event)
    words = f"{wish}: {text}" if wish and text else wish or text
    if not words:
        raise Refusal("Write something first.")
    if invitation.message_at and invitation.comment.endswith(words):
        return invitation
    comment = "\n".join(part for part in (invitation.comment, words) if part)[-20_000:]
    if not await invitation.alter(comment=comment, message_at=now()):
        raise Stale
    await write([line(None, "invitation.message", invitation, by_name=name or invitation.name)])
    return invitation
