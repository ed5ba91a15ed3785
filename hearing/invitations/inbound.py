"""What comes back to invitations: answers from calendars are noted, replies in words are shown at the guest.

An answer from a calendar counts only when it is the invited person's own and about the event as it stands;
everything else waits for a person, with the reason. Absences, receipts and delivery reports change no answer.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from hearing.base.clock import now
from hearing.base.lang import lazy
from hearing.invitations import answer, itip, mails, replies, stand_ins, zones
from hearing.invitations.answer import MAYBE, NO, OFF, YES, Said, Source, below, late_now
from hearing.invitations.log import line, write
from hearing.invitations.models import ANSWERABLE, Invitation, Via
from hearing.invitations.settle import fresh
from hearing.invitations.substitutes import Proposal, propose, suggest
from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import IncomingKind, IncomingMail, IncomingMatch, MatchDecision

ANSWERS = {"ACCEPTED": YES, "DECLINED": NO, "TENTATIVE": MAYBE}
WISHES = {YES: lazy("Yes"), NO: lazy("No"), MAYBE: lazy("Maybe")}
WORDS = (IncomingKind.REPLY, IncomingKind.FORWARDED_REPLY)
MOST_WORDS = 4_000
PAUSE = timedelta(hours=1)  # a calendar that asks all the time gets one answer an hour
CLOSED = lazy("The invitation takes no answers any more")
UNREADABLE = lazy("The answer from the calendar cannot be used")
REFRESH = lazy("Asks for the invitation once more")
OTHER_EVENT = lazy("The answer is about another event")
STRANGER = lazy("Answered by somebody else than the invited person")
FORGED = lazy("The sender's own mail server does not vouch for this mail")
EARLIER = lazy("Answered the earlier time")
SUBSTITUTE = lazy("Somebody else comes instead: see whose answer it is")
DELEGATED = lazy("Passes the invitation on to somebody else")
OTHER_TIME = lazy("Proposes another time")
NO_WORDS = lazy("There are no words in the mail: look at its subject and its files")
OUTSIDE = ("REQUEST", "CANCEL", "ADD", "PUBLISH", "DECLINECOUNTER")  # not theirs to say about our event


async def claim(mail: IncomingMail) -> bool:
    """Take what certainly belongs to an invitation, in the caller's transaction."""
    if mail.kind != IncomingKind.CALENDAR_REPLY and mail.kind not in WORDS:
        return False
    invitation = await _invitation(mail)
    if invitation is None:
        return False
    if invitation.status not in ANSWERABLE or invitation.event.status in OFF:
        return _look(mail, CLOSED)
    if mail.kind in WORDS:
        return await _words(mail, invitation)
    await stand_ins.load([invitation])
    if (mail.calendar or {}).get("method") == "REFRESH" and _theirs(mail, invitation):
        return await _again(mail, invitation)
    if why := _doubt(mail, invitation):
        await _suggested(mail, invitation, why)
        return _look(mail, why)
    return await _calendar(mail, invitation)


async def _invitation(mail: IncomingMail) -> Invitation | None:
    """The only invitation the mail certainly belongs to."""
    sure = IncomingMatch.filter(mail_id=mail.pk, decided=MatchDecision.YES, ref__startswith="event-")
    refs = [str(ref) for ref in await sure.values_list("ref", flat=True)]
    number = refs[0].rpartition("/")[2] if len(refs) == 1 else ""
    if not number.isdigit() or not await Invitation.exists(pk=int(number)):
        return None
    found = await fresh(int(number))
    return found if found.ref == refs[0] else None


def _look(mail: IncomingMail, why: Any) -> bool:
    """Leave it to a person."""
    mail.problem, mail.counts_as_answer = why.msgid, False
    return True


async def _words(mail: IncomingMail, invitation: Invitation) -> bool:
    """Show what somebody wrote at the guest; what it means is for a person to say."""
    text, part = mail.text.strip()[:MOST_WORDS], mail.calendar or {}
    if part.get("method") in OUTSIDE and not part.get("broken"):
        mail.counts_as_answer = False
        await write([line(None, "invitation.calendar_ignored", invitation, method=part["method"])])
    elif not text:
        return _look(mail, UNREADABLE if part.get("broken") else NO_WORDS)
    own = mail.from_address == invitation.email_norm
    said = text if own else f"{mail.from_name or mail.from_address}: {text}"
    if text and said not in invitation.comment:
        await answer.leave_message(invitation, said, "", mail.from_name or mail.from_address)
        await replies.note(mail, invitation, said)
    return True


def _theirs(mail: IncomingMail, invitation: Invitation) -> bool:
    """Whether it comes from the one the calendar entry was sent to."""
    one = invitation.stand_in or invitation
    return bool(one.email) and mail.from_address == one.email.casefold()


def _comes_instead(mail: IncomingMail, invitation: Invitation) -> bool:
    """Whether it is the own answer of the one accepted instead."""
    part = mail.calendar or {}
    return invitation.stand_in is not None and _theirs(mail, invitation) and part.get("attendee") == mail.from_address


async def _again(mail: IncomingMail, invitation: Invitation) -> bool:
    """The calendar has lost its entry: send the one that holds, once for each time it asks."""
    part = mail.calendar or {}
    if part.get("uid") not in ("", None, invitation.event.uid):
        return _look(mail, OTHER_EVENT)
    mail.counts_as_answer = False
    lately = OutgoingMail.filter(kind="asked_again", about=invitation.ref, created_at__gt=now() - PAUSE)
    if not await lately.exists():
        await mails.put([mails.asked_again(invitation, int(mail.pk))])
    return True


def _doubt(mail: IncomingMail, invitation: Invitation) -> Any:
    """Why a person must look at an answer from a calendar; nothing when it can be noted."""
    part = mail.calendar or {}
    if part.get("method") == "REFRESH":
        return REFRESH
    if part.get("broken") or mail.partstat not in (*ANSWERS, "DELEGATED"):
        return UNREADABLE
    if part.get("uid") != invitation.event.uid or part.get("recurrence"):
        return OTHER_EVENT
    comes_instead = _comes_instead(mail, invitation)
    if (part.get("delegated_from") and not comes_instead) or _gives_up(mail, invitation):
        return SUBSTITUTE
    if not comes_instead and not mail.from_address == part.get("attendee") == invitation.email_norm:
        return STRANGER
    if "dmarc failed" in mail.signals:
        return FORGED
    return EARLIER if _earlier(part, invitation) else None


def _earlier(part: dict[str, Any], invitation: Invitation) -> bool:
    """Whether it answers an earlier turn; a program that tells no turn is taken by the time it names."""
    turn = part.get("sequence", 0)
    if turn >= 0:
        return bool(turn < itip.sequence(invitation))
    return bool(moment(part.get("starts", ""), part.get("zone", "")) != invitation.event.starts_at)


async def _suggested(mail: IncomingMail, invitation: Invitation, why: Any) -> None:
    """Somebody to whom the invitation was passed on accepts it for themselves: proposed, for a person to decide."""
    part = mail.calendar or {}
    if why not in (STRANGER, SUBSTITUTE) or part.get("attendee") != mail.from_address or mail.partstat != "ACCEPTED":
        return
    if "dmarc failed" not in mail.signals and not _earlier(part, invitation):
        await suggest(invitation, Proposal(mail.from_name or mail.from_address, email=mail.from_address))


def _gives_up(mail: IncomingMail, invitation: Invitation) -> bool:
    """The first one's calendar declines although somebody else comes: that seat is the other's now."""
    return (
        invitation.stand_in is not None and mail.from_address == invitation.email_norm and mail.partstat != "ACCEPTED"
    )


async def _calendar(mail: IncomingMail, invitation: Invitation) -> bool:
    """Note the answer, unless a later one is noted already."""
    if not await _newest(mail, invitation):
        mail.counts_as_answer = False
        return True
    part = mail.calendar or {}
    instead = _comes_instead(mail, invitation)
    speaker = invitation.stand_in.name if instead and invitation.stand_in else invitation.name
    source = Source(Via.CALENDAR, part.get("sent_by") or speaker, for_stand_in=instead)
    if mail.partstat == "DELEGATED":
        return await _delegated(mail, invitation, source)
    said = ANSWERS[mail.partstat]
    other, late, comment = part.get("method") == "COUNTER", late_now(invitation), (part.get("comment") or "").strip()
    if late and (other or said != NO):
        await answer.leave_message(invitation, comment, str(WISHES[said]), source.name)
        return True
    if not instead:
        comment = below(invitation.comment, comment) if late else comment or invitation.comment
    kept = {"online": invitation.online, "wants_material": invitation.wants_material}
    await answer.answer(invitation, Said(MAYBE if other else said, comment=comment, **kept), source)
    if other:
        mail.problem = OTHER_TIME.msgid
    return True


async def _delegated(mail: IncomingMail, invitation: Invitation, source: Source) -> bool:
    address = str((mail.calendar or {}).get("delegated_to") or "")
    if address:
        await propose(invitation, Proposal(address[:200], email=address[:254]), source)
    mail.problem = DELEGATED.msgid
    return True


async def _newest(mail: IncomingMail, invitation: Invitation) -> bool:
    """Whether nothing was answered after this: by the calendars' own times, or by when another answer came in."""
    own = stamp(mail)
    if invitation.answered_at and invitation.answered_via != Via.CALENDAR:
        return own >= invitation.answered_at
    here = IncomingMatch.filter(ref=invitation.ref, decided=MatchDecision.YES).exclude(mail_id=mail.pk)
    mails = await here.values_list("mail_id", flat=True)
    noted = IncomingMail.filter(kind=IncomingKind.CALENDAR_REPLY, counts_as_answer=True, pk__in=mails)
    return all(own >= stamp(other) and mail.message_id != (other.message_id or None) for other in await noted)


def stamp(mail: IncomingMail) -> datetime:
    """When the answer was given: by its calendar, by its mail, or when it came."""
    told = moment(str((mail.calendar or {}).get("stamped") or ""))
    return told or mail.sent_at or mail.received_at


def moment(text: str, zone: str = "") -> datetime | None:
    """A calendar's time, in the zone it names; None when it cannot be read."""
    try:
        if text.endswith("Z"):
            return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        there = zones.named(zone)
        return datetime.strptime(text, "%Y%m%dT%H%M%S").replace(tzinfo=there) if there else None
    except ValueError:
        return None
