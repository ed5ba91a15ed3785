"""The calendar part of an invitation's mails: REQUEST to come, CANCEL when it is off for this person."""

from dataclasses import replace

from hearing.base import ical
from hearing.base.clock import now
from hearing.base.links import mail_token
from hearing.events.ical import entry
from hearing.events.models import Event, Mode
from hearing.invitations.models import Invitation, Substitute
from hearing.mail.outbox import reply_address

REPLY_KIND = "invitation"


def reply_token(invitation: Invitation) -> str:
    """The token of the address answers come back to: the same for all the invitation's life."""
    return mail_token(REPLY_KIND, int(invitation.pk), 1, invitation.link_key)


def reply_to(invitation: Invitation) -> str:
    """The address answers come back to."""
    return reply_address(reply_token(invitation), invitation.event.organiser)


def request(invitation: Invitation, accepted: bool = False) -> bytes:
    """An invitation for the calendar of the one who comes, with buttons; without them once it is answered yes."""
    attendee = invitation.stand_in or invitation
    return ical.message("REQUEST", _block(invitation, attendee, "ACCEPTED" if accepted else "NEEDS-ACTION"))


def cancel(invitation: Invitation, attendee: Invitation | Substitute | None = None) -> bytes:
    """Takes the event out of the calendar of the one who was to come, or of another one."""
    whose = attendee or invitation.stand_in or invitation
    return ical.message("CANCEL", _block(invitation, whose, "DECLINED", cancelled=True))


def file(invitation: Invitation) -> bytes:
    """The event as a file to put in a calendar by hand; with the link online for those who come."""
    return ical.message("", ical.block(own_entry(invitation)))


def sequence(invitation: Invitation) -> int:
    """The turn of the event and of this person's own entry: an answer to an earlier one is about what no longer holds."""
    return int(invitation.event.sequence + invitation.calendar_turns)


def own_entry(invitation: Invitation) -> ical.Entry:
    """The event as one of the invited has it: with the link online for those who come."""
    event: Event = invitation.event
    made = entry(event)
    if event.mode == Mode.ON_SITE or not event.online_url or invitation.status != "yes":
        return replace(made, sequence=sequence(invitation))
    text = f"{event.online_url}\n\n{made.description}"
    return replace(made, sequence=sequence(invitation), conference=event.online_url, description=text)


def _block(invitation: Invitation, whose: Invitation | Substitute, partstat: str, cancelled: bool = False) -> bytes:
    event: Event = invitation.event
    organizer = ical.Organizer(event.contact_name or event.organiser.sender_name, reply_to(invitation))
    attendee = ical.Attendee(whose.name, whose.email, partstat, rsvp=partstat == "NEEDS-ACTION")
    made = replace(own_entry(invitation), organizer=organizer, attendee=attendee, changed=now())
    return ical.block(replace(made, status="CANCELLED") if cancelled else made)
