"""The invitation as the organiser wrote it: words in braces are replaced for each one who gets it."""

import re
from dataclasses import dataclass

from tortoise.transactions import atomic

from hearing.base import dates, lang
from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.events.ical import location
from hearing.events.models import Event
from hearing.invitations import mails
from hearing.invitations.models import Invitation, InvitationText

MARK = re.compile(r"\{\{?\s*([^{}\n]{1,60}?)\s*\}?\}")

# Swedish word, English word, what it holds.
WORDS = (
    ("förnamn", "first_name"),
    ("namn", "name"),
    ("uppdrag", "title"),
    ("organisation", "organisation"),
    ("parti", "party"),
    ("evenemang", "event"),
    ("datum", "date"),
    ("dag", "day"),
    ("tid", "time"),
    ("plats", "place"),
    ("svara_senast", "answer_by"),
    ("sista_dag", "last_day"),
    ("kontakt", "contact"),
    ("länk", "link"),
)
OTHERS = {"fornamn": "first_name", "titel": "title", "roll": "title", "lank": "link", "organisation": "organisation"}
KEYS = dict(WORDS) | {key: key for _swedish, key in WORDS} | OTHERS


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a filled text; `kind` is "" for what the organiser wrote, filled or missing for a word."""

    text: str
    kind: str = ""


def unknown(text: str) -> list[str]:
    """The words in braces that nobody knows how to fill."""
    return [found for found in dict.fromkeys(MARK.findall(text)) if found.casefold() not in KEYS]


def missing(text: str, values: dict[str, str]) -> list[str]:
    """The words of a text this reader has nothing for."""
    return [found for found in dict.fromkeys(MARK.findall(text)) if not values.get(KEYS.get(found.casefold(), ""), "")]


def pieces(text: str, values: dict[str, str]) -> list[Piece]:
    """The text as this reader gets it, with the filled and the missing words marked."""
    parts: list[Piece] = []
    at = 0
    for found in MARK.finditer(text):
        value = values.get(KEYS.get(found[1].casefold(), ""), "")
        parts.append(Piece(text[at : found.start()]))
        parts.append(Piece(value, "filled") if value else Piece(found[0], "missing"))
        at = found.end()
    return [part for part in [*parts, Piece(text[at:])] if part.text]


def filled(text: str, values: dict[str, str]) -> str:
    """The text with every word filled; refuses when one is missing."""
    if lacking := missing(text, values):
        raise Refusal("A value is missing: %(words)s.", words=", ".join(lacking))
    return "".join(piece.text for piece in pieces(text, values))


def values_for(invitation: Invitation) -> dict[str, str]:
    """What the words mean for one reader, in that reader's language."""
    event: Event = invitation.event
    with lang.use(invitation.language):
        local = dates.local(event.starts_at, event.zone)
        return {
            "first_name": mails.first_name(invitation),
            "name": invitation.name,
            "title": invitation.title,
            "organisation": invitation.organisation_name,
            "party": invitation.party,
            "event": event.title,
            "date": dates.weekday(local),
            "day": dates.brief(local),
            "time": dates.times(event.starts_at, event.ends_at, event.zone),
            "place": location(event),
            "answer_by": dates.weekday(event.answer_by_on) if event.answer_by_on else "",
            "last_day": dates.brief(event.answer_by_on) if event.answer_by_on else "",
            "contact": ", ".join(part for part in (event.contact_name, event.contact_phone) if part),
            "link": mails.page_url(invitation),
        }


def proposal(event: Event, language: str) -> InvitationText:
    """A text to start from; what may change before it is sent again stands in words in braces."""
    with lang.use(language):
        subject = _("Invitation: {event}, {day}")
        if event.answer_by_on:
            subject = _("Invitation: {event}, {day}, answer by {last_day}")
        body = _("Dear {first_name},\n\nWe invite you to: {event}")
        if event.summary:
            body += f"\n\n{event.summary}"
        body += "\n\n" + _("You can pass the invitation on to the one who should answer.")
    return InvitationText(event=event, language=language, subject=subject, body=body)


async def text_for(event: Event, language: str = "") -> InvitationText:
    """The event's text in a language, or in its own, or a proposal."""
    written = {row.language: row for row in await InvitationText.filter(event_id=event.pk)}
    wanted = language or event.language
    return written.get(wanted) or written.get(event.language) or proposal(event, wanted)


async def body_for(invitation: Invitation) -> tuple[str, str]:
    """Subject and body of one invitation, filled."""
    text = await text_for(invitation.event, invitation.language)
    values = values_for(invitation)
    return filled(text.subject, values), filled(text.body, values)


@atomic()
async def save(event: Event, by: Actor, language: str, subject: str, body: str) -> InvitationText:
    """Keep the text; refuses words in braces nobody can fill."""
    if strange := unknown(subject) + unknown(body):
        raise Refusal("Nobody knows how to fill %(words)s.", words=", ".join(f"{{{word}}}" for word in strange))
    changed = {"subject": subject, "body": body, "changed_at": now()}
    row, made = await InvitationText.get_or_create(event=event, language=language, defaults=changed)
    if not made:
        await row.update_from_dict(changed).save(update_fields=list(changed))
    await record(by, "invitation.written", event, language=language)
    return row
