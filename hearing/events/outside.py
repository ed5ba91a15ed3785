"""An event as an outsider may know it: values of its page, JSON-LD, JSON. Never seats, links to take part or names."""

import json
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from hearing.base import dates
from hearing.base.clock import now
from hearing.base.lang import language
from hearing.events import documents, programme, venues
from hearing.events.ical import public
from hearing.events.models import Event, EventStatus, Mode, ProgrammeItem
from hearing.events.times import day_of

SCHEMA = "https://schema.org/"
MODES = {Mode.ON_SITE: "Offline", Mode.ONLINE: "Online", Mode.HYBRID: "Mixed"}


async def values_of(event: Event) -> dict[str, Any]:
    """What the public page shows of an event with all that stands beside it read."""
    items: list[ProgrammeItem] = await programme.items(event)
    handed_out = await documents.of(event, "public")
    there = public(event.slug or "", language() == "en")
    access = venues.known(event.venue) if event.venue and event.mode != Mode.ONLINE else []
    told = {text.casefold() for _fact, text, _good, _icon in access}
    notes = [line.strip() for line in event.access_note.split("\n") if line.strip()]
    return {
        "event": event,
        "organiser": event.organiser,
        "items": items,
        "documents": handed_out,
        "days": days_of(items, event.zone),
        "url": there.page,
        "file": there.file,
        "access": access,
        "notes": [note for note in notes if note.casefold() not in told],
        "notice": notice_of(event),
        "state": event.status.value,
        "jsonld": Markup(script_safe(json_ld(event, items))),  # noqa: S704 - every < > & is escaped in it
        "about": f"{event.summary} {dates.upfirst(dates.weekday(dates.local(event.starts_at, event.zone)))}.".strip(),
    }


def days_of(items: list[ProgrammeItem], zone: str) -> list[tuple[date, list[ProgrammeItem]]]:
    """The programme by day."""
    found: dict[date, list[ProgrammeItem]] = {}
    for item in items:
        found.setdefault(day_of(item.starts_at, zone), []).append(item)
    return list(found.items())


def notice_of(event: Event) -> str:
    """Which notice stands on the page: cancelled, replaced, past, moved, or none."""
    if event.status == EventStatus.CANCELLED:
        return "cancelled"
    if event.status == EventStatus.REPLACED:
        return "replaced"
    if event.ends_at < now():
        return "past"
    return "moved" if event.moved_from_at else ""


def script_safe(facts: dict[str, Any]) -> str:
    """JSON that can stand inside a script element."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def local(moment: datetime, zone: str) -> str:
    """ISO 8601 with the zone's offset."""
    return dates.local(moment, zone).isoformat(timespec="seconds")


def json_ld(event: Event, items: list[ProgrammeItem]) -> dict[str, Any]:
    """schema.org's Event."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "startDate": local(event.starts_at, event.zone),
        "endDate": local(event.ends_at, event.zone),
        "eventStatus": SCHEMA + event_status(event),
        "eventAttendanceMode": f"{SCHEMA}{MODES[event.mode]}EventAttendanceMode",
        "location": locations(event),
        "organizer": [{"@type": "Organization", "name": name} for name in organisers(event)],
        "url": public(event.slug or "").page,
        "inLanguage": event.language,
        "isAccessibleForFree": True,
    }
    if event.summary:
        facts["description"] = event.summary
    if event_status(event) == "EventRescheduled" and event.moved_from_at:
        facts["previousStartDate"] = local(event.moved_from_at, event.zone)
    if items:
        facts["subEvent"] = [
            {"@type": "Event", "name": item.title, "startDate": local(item.starts_at, event.zone)}
            for item in items
            if not item.pause
        ]
    return facts


def event_status(event: Event) -> str:
    """schema.org's word; one that is replaced will not take place."""
    if event.status in (EventStatus.CANCELLED, EventStatus.REPLACED):
        return "EventCancelled"
    return "EventRescheduled" if event.moved_from_at else "EventScheduled"


def locations(event: Event) -> list[dict[str, Any]]:
    """The hall, and the event's own page where one learns how to take part from afar."""
    found: list[dict[str, Any]] = []
    venue = event.venue
    if event.mode != Mode.ONLINE:
        address = ", ".join(part for part in (venue.address, venue.city) if part) if venue else ""
        name = venue.name if venue else event.place_note or event.title
        place = {"@type": "Place", "name": name, "address": address or name}
        facts = [
            {"@type": "LocationFeatureSpecification", "name": text, "value": value}
            for _fact, text, value, _icon in (venues.known(venue) if venue else [])
            if value
        ]
        found.append(place | ({"amenityFeature": facts} if facts else {}))
    if event.mode != Mode.ON_SITE:
        found.append({"@type": "VirtualLocation", "url": public(event.slug or "").page})
    return found


def organisers(event: Event) -> list[str]:
    """The organiser first, then those who arrange it too."""
    return [event.organiser.name, *(row.organisation.name for row in event.organisations)]


def as_json(event: Event, items: list[ProgrammeItem]) -> dict[str, Any]:
    """The public JSON of an event."""
    there = public(event.slug or "")
    venue = event.venue if event.mode != Mode.ONLINE else None
    other = event.replaced_by if event.status == EventStatus.REPLACED else None
    return {
        "slug": event.slug,
        "title": event.title,
        "kind": event.kind.value,
        "status": event.status.value,
        "starts_at": local(event.starts_at, event.zone),
        "ends_at": local(event.ends_at, event.zone),
        "zone": event.zone,
        "moved_from": local(event.moved_from_at, event.zone) if event.moved_from_at else None,
        "mode": event.mode.value,
        "place": venue_json(venue) if venue else None,
        "summary": event.summary,
        "description": event.description,
        "language": event.language,
        "organisers": organisers(event),
        "regions": [row.region_id for row in event.regions],
        "municipalities": [row.municipality_id for row in event.municipalities],
        "programme": [
            {
                "starts_at": local(item.starts_at, event.zone),
                "title": item.title,
                "text": item.text,
                "speakers": item.speakers,
                "pause": item.pause,
            }
            for item in items
        ],
        "answer_by": event.answer_by_on.isoformat() if event.answer_by_on else None,
        "cancel_reason": event.cancel_reason or None,
        "replaced_by": public(other.slug).page if other and other.slug else None,
        "changed_at": local(event.changed_at, event.zone),
        "uid": event.uid,
        "sequence": event.sequence,
        "url": there.page,
        "ics": there.file,
    }


def venue_json(venue: Any) -> dict[str, Any]:
    """A venue with its facts: true, false, or null where nobody has looked."""
    facts = {fact: getattr(venue, fact) for fact in venues.FACTS}
    return {"name": venue.name, "address": venue.address, "city": venue.city, **facts}
