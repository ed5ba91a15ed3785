"""Which mails an invitation writes: each tells when and where first, and whom to ring."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from hearing.base import dates, lang
from hearing.base.clock import now
from hearing.base.lang import _
from hearing.events.documents import FOR
from hearing.events.ical import location, public
from hearing.events.models import Event, Mode
from hearing.events.models_documents import EventDocument, SeenBy
from hearing.invitations import itip
from hearing.invitations.models import Invitation, InvitationStatus, Substitute
from hearing.invitations.models_dispatch import DispatchKind
from hearing.mail import compose, outbox
from hearing.mail.compose import Block
from hearing.mail.models import Mailing
from hearing.mail.outbox import Post
from hearing.settings import settings

BODY = "\uf8ff"  # a sign nobody writes
FOLDER = "invitations/mails"
Reader = Invitation | Substitute
STATES = {
    InvitationStatus.YES: "yes",
    InvitationStatus.NO: "no",
    InvitationStatus.MAYBE: "maybe",
    InvitationStatus.WAITING: "waiting",
}


def page_url(reader: Reader, answer: str = "") -> str:
    """The whole address of somebody's own page."""
    root = "/en" if reader.language == "en" else ""
    asked = f"?answer={answer}" if answer else ""
    return f"{settings().url}{root}/i/{reader.token()}{asked}"


async def put(posts: Sequence[Post | None]) -> None:
    """Ask for the mails there are, in the caller's transaction."""
    wanted = [post for post in posts if post is not None]
    if wanted:
        await outbox.put_all(wanted)


def receipt(invitation: Invitation, place: int = 0, entry: bool = True) -> Post | None:
    """What was noted, to the invited address; `entry`: with what their calendar does not know yet."""
    state = STATES.get(invitation.status)
    if state is None:
        return None
    calendar, method = None, "REQUEST"
    if state == "yes" and entry:
        calendar = itip.request(invitation, accepted=True)
    elif state == "no" and invitation.calendar_turns and entry:
        calendar, method = itip.cancel(invitation), "CANCEL"
    return write(invitation, state, calendar=calendar, calendar_method=method, place=place, entry=entry)


def promoted(invitation: Invitation, given: bool = False) -> Post | None:
    """There is a seat now, freed or given by staff, and one step to give it up."""
    return write(invitation, "promoted", calendar=itip.request(invitation, accepted=True), given=given)


def offered(invitation: Invitation) -> Post | None:
    """There is a free seat for whoever says yes in time."""
    return write(invitation, "offered", until=_until(invitation), expires_at=invitation.offered_until)


def passed(invitation: Invitation) -> Post | None:
    """The offer was not taken in time; how to stand in the queue again."""
    return write(invitation, "passed")


def _until(invitation: Invitation) -> str:
    """I dag kl. 13.00, in the reader's language."""
    with lang.use((invitation.stand_in or invitation).language):
        return dates.when(invitation.offered_until, invitation.event.zone) if invitation.offered_until else ""


def substitute_noted(invitation: Invitation, to: Reader, substitute: str) -> Post | None:
    """To the one who proposed somebody: we know who would come instead."""
    return write(invitation, "substitute", to=to, substitute=substitute)


def stand_in(invitation: Invitation, first: str, place: int = 0) -> Post | None:
    """To the one who comes instead: whose place it is, and one step to give it up."""
    calendar = itip.request(invitation)
    return write(invitation, "stand_in", calendar=calendar, first=first, place=place, stands=str(invitation.status))


def substitute_accepted(invitation: Invitation, first: Reader, substitute: str, place: int = 0) -> Post | None:
    """To the one who is replaced: somebody else comes, or waits, and the entry leaves the calendar."""
    calendar = itip.cancel(invitation, first)
    told: dict[str, Any] = {"substitute": substitute, "own": isinstance(first, Invitation)}
    told |= {"place": place, "stands": str(invitation.status)}
    return write(invitation, "substitute_accepted", to=first, calendar=calendar, calendar_method="CANCEL", **told)


def substitute_refused(invitation: Invitation, to: Reader, substitute: str, reason: str) -> Post | None:
    """To the one who proposed somebody: it did not work, who comes still, and what can be done instead."""
    told: dict[str, Any] = {"substitute": substitute, "why": reason, "has_seat": invitation.seat}
    told |= {"holder": "", "stands": str(invitation.status)}
    if (
        invitation.stand_in
        and to is invitation
        and invitation.status in (InvitationStatus.YES, InvitationStatus.WAITING)
    ):
        told["holder"] = invitation.stand_in.name
    return write(invitation, "substitute_refused", to=to, **told)


def substitute_declined(invitation: Invitation, substitute: str) -> Post | None:
    """To the invited: the one who was to come instead cannot either."""
    return write(invitation, "substitute_declined", to=invitation, substitute=substitute)


def stood_down(invitation: Invitation, whom: Substitute, first: str) -> Post | None:
    """To somebody who was to come instead: it is not needed any more."""
    calendar = itip.cancel(invitation, whom)
    return write(invitation, "stood_down", to=whom, calendar=calendar, calendar_method="CANCEL", first=first)


def named(invitation: Invitation) -> Post | None:
    """To somebody an organisation has named: who did, and one step to say that it is wrong."""
    return write(invitation, "named", calendar=itip.request(invitation), appointed=invitation.appointed_by)


def named_no(host: Invitation, name: str) -> Post | None:
    """To the one who names an organisation's people: one of them cannot come."""
    return write(host, "named_no", key=f"named_no:{host.pk}:{host.changes}", who=name)


def places_back(host: Invitation, back: int, unconfirmed: bool = False) -> Post | None:
    """To the one who names an organisation's people: places without a name, or a new yes, have gone on."""
    return write(host, "places_back", back=back, kept=host.names, unconfirmed=unconfirmed)


def name_them(host: Invitation) -> Post | None:
    """To the one who names an organisation's people: the last day is near and some places have no name."""
    return write(host, "name_them", key=f"name_them:{host.pk}:{host.name_by_on}", names=host.names)


def regional(old: Invitation, home: Invitation) -> Post | None:
    """The event is replaced by regional ones: why, and the invitation to one's own; the old entry leaves the calendar."""
    key = f"regional:{old.pk}:{old.event.sequence}"
    told: dict[str, Any] = {"first": old.event.title, "why": old.event.cancel_reason}
    with lang.use(home.language):
        told["first_when"] = when(old.event)[:1].lower() + when(old.event)[1:]
    return write(home, "regional", key=key, calendar=itip.cancel(old, old), calendar_method="CANCEL", **told)


def lapsed(invitation: Invitation) -> Post | None:
    """The yes was not given again in time: the seat has gone on, and one may still answer."""
    return write(invitation, "lapsed", calendar=itip.cancel(invitation), calendar_method="CANCEL")


def withdrawn(invitation: Invitation) -> Post | None:
    """The invitation no longer holds."""
    return write(invitation, "withdrawn", calendar=itip.cancel(invitation), calendar_method="CANCEL")


def notice(invitation: Invitation, what: str, **values: Any) -> Post | None:
    """The event is cancelled, moved or replaced; keyed by the event's turn, so that each is told once."""
    off = what != "moved"
    accepted = invitation.status == InvitationStatus.YES and not invitation.confirm_by_on
    calendar = itip.cancel(invitation) if off else itip.request(invitation, accepted)
    key = f"{what}:{invitation.pk}:{invitation.event.sequence}"
    method = "CANCEL" if off else "REQUEST"
    return write(invitation, what, key=key, calendar=calendar, calendar_method=method, **values)


def placed(invitation: Invitation, change: int) -> Post | None:
    """Another venue or link; keyed by the change, so that each is told once of it."""
    calendar = itip.request(invitation, invitation.status == InvitationStatus.YES)
    return write(invitation, "place", key=f"place:{invitation.pk}:{change}", calendar=calendar)


def asked_again(invitation: Invitation, mail_id: int) -> Post | None:
    """The entry for the calendar that asked for it; keyed by the mail that asked."""
    calendar = itip.request(invitation, invitation.status == InvitationStatus.YES)
    return write(invitation, "asked_again", key=f"asked_again:{invitation.pk}:{mail_id}", calendar=calendar)


@dataclass(frozen=True, slots=True)
class Example:
    """A mail as somebody gets it, without the personal link."""

    to_name: str
    subject: str
    lines: list[str]


def dispatch(
    invitation: Invitation,
    kind: DispatchKind,
    due: date,
    expires_at: datetime,
    note: str = "",
    thread: str = "",
    material: Sequence[EventDocument] = (),
) -> Post | None:
    """A mail of the matrix; keyed by its day, so that each gets it once and another day is another mail."""
    key = f"{kind}:{invitation.pk}:{due.isoformat()}"
    told: dict[str, Any] = {"note": note, "stands": str(invitation.status), "came": bool(invitation.attended)}
    told["material"] = _links(invitation, material)
    post = write(invitation, kind, key=key, expires_at=expires_at, **told)
    return replace(post, extra={"In-Reply-To": thread, "References": thread}) if post and thread else post


def _links(invitation: Invitation, material: Sequence[EventDocument]) -> list[tuple[str, str]]:
    """Title and address of each document this reader may see; what is not open to all stands behind the own link."""
    own, slug = page_url(invitation.stand_in or invitation), invitation.event.slug
    seen = FOR["coming" if invitation.status == InvitationStatus.YES else "invited"]
    return [
        (
            one.title,
            f"{f'{settings().url}/events/{slug}' if one.seen_by == SeenBy.EVERYBODY else own}/documents/{one.pk}",
        )
        for one in material
        if one.seen_by in seen
    ]


def in_mailing(post: Post, mailing: Mailing) -> Post:
    """The same mail as one of a mailing."""
    return replace(post, mailing=mailing)


def example(invitation: Invitation | None, kind: DispatchKind, note: str) -> Example | None:
    """What one real recipient reads; the personal link is left out."""
    post = (
        dispatch(invitation, kind, invitation.event.starts_at.date(), invitation.event.ends_at, note)
        if invitation
        else None
    )
    if invitation is None or post is None:
        return None
    own = page_url(invitation.stand_in or invitation)
    return Example(post.to_name, post.subject, [line.replace(own, "…") for line in post.text.splitlines()])


def feed(invitation: Invitation, address: str, turn: int) -> Post | None:
    """The address of the invited person's own calendar, to nobody else; one mail a minute, however often it is asked."""
    key = f"feed:{invitation.pk}:{turn}:{now():%Y%m%d%H%M}"
    return write(invitation, "feed", key=key, to=invitation, address=address)


def feed_stopped(invitation: Invitation, turn: int) -> Post | None:
    """The invited person's own calendar is stopped."""
    return write(invitation, "feed_stopped", key=f"feed_stopped:{invitation.pk}:{turn}", to=invitation)


def news(invitation: Invitation, key: str, to: Reader) -> Post | None:
    """There is something new on the person's own page; the mail says nothing of what."""
    return write(invitation, "news", key=key, to=to)


def invitation_mail(
    invitation: Invitation, subject: str, body: str, mailing: Mailing | None = None, told_source: bool = False
) -> Post | None:
    """The invitation itself, in the organiser's own words."""
    key = f"invite:{invitation.pk}:{invitation.changes}"
    calendar = itip.request(invitation)
    told: dict[str, Any] = {"subject": subject, "body": body, "told_source": told_source}
    return write(invitation, "invitation", key=key, mailing=mailing, calendar=calendar, automatic=False, **told)


def shown(invitation: Invitation, told_source: bool) -> list[Block]:
    """The whole invitation as it will look, with BODY where the organiser's own words come."""
    about = words(invitation, invitation) | {"subject": BODY, "body": BODY, "told_source": told_source}
    return compose.blocks(f"{FOLDER}/invitation", invitation.language, about.pop("sender"), **about)


def write(
    invitation: Invitation,
    name: str,
    key: str = "",
    mailing: Mailing | None = None,
    calendar: bytes | None = None,
    calendar_method: str = "REQUEST",
    automatic: bool = True,
    to: Reader | None = None,
    expires_at: datetime | None = None,
    **values: Any,
) -> Post | None:
    """One mail about an invitation, to the one who comes or to another; None when there is no address."""
    reader = to or invitation.stand_in or invitation
    if not reader.email:
        return None
    event: Event = invitation.event
    about = words(invitation, reader) | values
    letter = compose.render(f"{FOLDER}/{name}", reader.language, about.pop("sender"), **about)
    return Post(
        key=key or f"{name}:{invitation.pk}:{invitation.changes}",
        kind=name,
        to_name=reader.name,
        to_address=reader.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=reader.language,
        organiser=event.organiser,
        mailing=mailing,
        about=invitation.ref,
        about_title=event.title,
        automatic=automatic,
        reply_to=itip.reply_to(invitation),
        calendar=calendar,
        calendar_method=calendar_method,
        expires_at=expires_at,
    )


def words(invitation: Invitation, reader: Reader) -> dict[str, Any]:
    """What every mail may say, in the reader's language."""
    event: Event = invitation.event
    with lang.use(reader.language):
        return {
            "sender": event.organiser.sender_name or event.organiser.name,
            "organiser": event.organiser.name,
            "first_name": first_name(reader),
            "name": reader.name,
            "event": event.title,
            "when": when(event),
            "where": location(event),
            "deadline": dates.weekday(event.answer_by_on) if event.answer_by_on else "",
            "page": page_url(reader),
            "public_page": public(event.slug, reader.language == "en").page if event.slug else "",
            "comes_online": invitation.online and event.mode != Mode.ON_SITE,
            "online_url": event.online_url if invitation.status == InvitationStatus.YES else "",
            "contact": ", ".join(part for part in (event.contact_name, event.contact_phone) if part),
            "reason": event.cancel_reason,
            "wants_material": invitation.wants_material,
            "places": invitation.places,
            "name_by": dates.weekday(invitation.name_by_on) if invitation.name_by_on else "",
            "privacy": f"{settings().url}{'/en' if reader.language == 'en' else ''}/privacy",
        }


def when(event: Event) -> str:
    """Torsdag 12 november 2026, kl. 13.00–16.00."""
    local = dates.local(event.starts_at, event.zone)
    return f"{dates.upfirst(dates.weekday(local))}, {dates.times(event.starts_at, event.ends_at, event.zone)}"


def first_name(reader: Reader) -> str:
    """What the person is greeted by."""
    person = reader.person if isinstance(reader, Invitation) else None
    return (person.given_name if person else "") or reader.name.split(" ")[0]


def greeting_line(invitation: Invitation) -> str:
    """Who the mail is for, on one line: name, title, organisation."""
    return ", ".join(part for part in (invitation.name, invitation.title, invitation.organisation_name) if part) or _(
        "No name"
    )
