"""Events as calendar entries: the block kept in the row, and where it can be read."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from hearing.base import ical, lang
from hearing.base.lang import _
from hearing.db import rows
from hearing.events.models import Event, EventStatus, Mode
from hearing.settings import settings

CALLED_OFF = frozenset({EventStatus.CANCELLED, EventStatus.REPLACED})


@dataclass(frozen=True, slots=True)
class Public:
    """Where the public finds an event."""

    path: str

    @property
    def page(self) -> str:
        """The whole address of its page."""
        return settings().url + self.path

    @property
    def file(self) -> str:
        """The whole address of its calendar file."""
        return f"{self.page}.ics"


def public(slug: str, english: bool = False) -> Public:
    """The public address of a slug."""
    return Public(f"/en/events/{slug}" if english else f"/events/{slug}")


def new_uid() -> str:
    """The calendar id of a new event: random, at this installation's host, kept for life."""
    return ical.new_uid(urlsplit(settings().url).hostname or "localhost")


def slot(event: Event) -> ical.Slot:
    """What makes calendars take notice: the times, and whether it is called off."""
    return ical.Slot(event.starts_at, event.ends_at, cancelled=event.status in CALLED_OFF)


def entry(event: Event) -> ical.Entry:
    """An event with its organiser and venue read, as an open calendar entry: no link to take part, no names."""
    with lang.use(event.language):
        return ical.Entry(
            uid=event.uid,
            created=event.created_at,
            changed=event.changed_at,
            starts=event.starts_at,
            ends=event.ends_at,
            zone=event.zone,
            sequence=event.sequence,
            summary=summary(event),
            description=description(event),
            location=location(event),
            url=public(event.slug, event.language == "en").page if event.slug else "",
            status="CANCELLED" if event.status in CALLED_OFF else "CONFIRMED",
            categories=(event.kind.label,),
            lang=event.language,
        )


def block(event: Event) -> bytes:
    """The VEVENT that stands in feeds."""
    return ical.block(entry(event))


def summary(event: Event) -> str:
    """The title; a called-off event says so first, for programs that show nothing else."""
    if event.status == EventStatus.CANCELLED:
        return _("CANCELLED: %(title)s", title=event.title)
    if event.status == EventStatus.REPLACED:
        return _("REPLACED: %(title)s", title=event.title)
    return event.title


def location(event: Event) -> str:
    """Where, on one line."""
    online = _("Online")
    if event.mode == Mode.ONLINE:
        return online
    venue = event.venue
    parts = [venue.name, venue.address, venue.city] if venue else []
    there = ", ".join(part for part in [*parts, event.place_note] if part)
    return f"{there} ({online})" if event.mode == Mode.HYBRID and there else there or ""


def description(event: Event) -> str:
    """What it is about as plain text, its address first, whom to ask last."""
    address = public(event.slug, event.language == "en").page if event.slug else ""
    reason = event.cancel_reason if event.status in CALLED_OFF else ""
    ask = ", ".join(part for part in (event.contact_name, event.contact_phone) if part)
    contact = _("Questions: %(contact)s", contact=ask) if ask else ""
    organiser = _("Organiser: %(name)s", name=event.organiser.name)
    return "\n\n".join(part for part in (address, reason, event.summary, organiser, contact) if part)


async def renew_next() -> bool:
    """Job: write one block anew that is missing, or that names an address this installation has left."""
    here = ("URL:" + settings().url).encode()
    for row in await rows("SELECT id, ics FROM event WHERE slug IS NOT NULL ORDER BY starts_at DESC LIMIT 5000"):
        if row["ics"] is None or here not in bytes(row["ics"]).replace(b"\r\n ", b""):
            event = await Event.get(id=row["id"]).select_related("organiser", "venue")
            await Event.filter(id=event.id).update(ics=block(event))
            return True
    return False
