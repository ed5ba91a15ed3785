"""The demo's venues and events, moved by whole weeks; and any number of synthetic ones for load."""

from datetime import date, datetime, time, timedelta
from typing import Any

from hearing.base import files
from hearing.base.clock import now, today
from hearing.base.sorting import sort_key
from hearing.data.reference import regions
from hearing.events import documents, ical, slugs
from hearing.events.defaults import DEFAULTS
from hearing.events.kinds import EventKind, EventStatus, Mode
from hearing.events.models import Event, EventGroup, EventRegion, ProgrammeItem, Venue
from hearing.events.models_documents import EventDocument
from hearing.events.stamp import fill
from hearing.events.times import at
from hearing.organisers.models import Organiser

ZONE = "Europe/Stockholm"
MORNING = time(9)
PAUSES = ("Paus", "Fika", "Lunch", "Dörrarna", "Registrering")
FACTS = {
    "step_free": "step_free",
    "hearing_loop": "hearing_loop",
    "accessible_toilet": "accessible_toilet",
    "quiet_room": "quiet_room",
    "parking_accessible": "accessible_parking",
    "scent_free": "scent_free",
}
A_HUNDRED = 100
CALLED_OFF = (EventStatus.CANCELLED, EventStatus.REPLACED)


def told_events(demo: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of both files as one list."""
    more = demo["more"]
    return [*({**row, **more["events"].get(row["id"], {})} for row in demo["events"]), *more["new_events"]]


async def load(demo: dict[str, Any], shift: timedelta, organisers: dict[str, Any], _cards: Any) -> dict[str, Any]:
    """Create venues and events; gives them by their demo ids (ve-1, ev-1 …)."""
    told = told_events(demo)
    made: dict[str, Any] = {}
    for row in demo["venues"]:
        users = {organisers[event["organiser"]] for event in told if event["venue"] == row["id"]}
        made[row["id"]] = await _venue(row, demo["more"]["venues"][row["id"]], users)
    origins = origins_of(demo)
    staff = {row["id"]: row for row in [*demo["users"], *demo["more"]["accounts"]]}
    for row in told:
        row["origin"] = origins.get(row["id"], "")
        made[row["id"]] = await _event(row, shift, organisers[row["organiser"]], made[row["venue"]], staff)
    for row in told:
        await _lead_on(row, made)
    for place, document in enumerate(demo["more"]["documents"], start=1):
        await _document(document, made[document["event"]], place)
    return made


async def _document(told: dict[str, Any], event: Event, position: int) -> None:
    content = f"{told['title']}\n\n{told['text']}\n".encode()
    kept = await files.keep(content, told["file"], documents.type_of(told["file"]))
    shown = {name: told[name] for name in ("title", "seen_by", "afterwards")}
    facts = {"file_name": told["file"], "size": len(content), "added_by": event.contact_name, "position": position}
    await EventDocument.create(event=event, file=kept, created_at=event.changed_at, **shown, **facts)


def origins_of(demo: dict[str, Any]) -> dict[str, str]:
    """The letters' answers that events come from: reference by the event's demo id."""
    refs = {(one["id"], row.get("county_code")): row["ref"] for one in demo["campaigns"] for row in one["recipients"]}
    told = {row["id"]: row["origin"] for row in demo["events"] if row.get("origin")}
    return {event: refs[one["campaign"], one["recipient"]] for event, one in told.items()}


async def _venue(row: dict[str, Any], more: dict[str, Any], users: set[Any]) -> Venue:
    """A venue that several organisers use is shared."""
    facts = {ours: row["accessibility"].get(theirs) for theirs, ours in FACTS.items()}
    return await Venue.create(
        organiser=users.pop() if len(users) == 1 else None,
        name=row["name"],
        address=more["address"] or "",
        city=row["city"] or "",
        region_id=row["county_code"],
        capacity=row["capacity"],
        nearest_stop=row["accessibility"].get("nearest_stop", ""),
        access_note=more["access_note"] or "",
        sort_key=sort_key(f"{row['name']} {row['city'] or ''}"),
        created_at=now(),
        **facts,
    )


async def _event(row: dict[str, Any], shift: timedelta, organiser: Organiser, venue: Venue, staff: Any) -> Event:
    status = EventStatus(row["status"])
    shown = _morning(row.get("published_on"), shift)
    off = _morning(row.get("cancelled_on"), shift)
    known = shown or now() - timedelta(days=3)
    event = Event(
        organiser=organiser,
        venue=None if row["mode"] == Mode.ONLINE else venue,
        uid=ical.new_uid(),
        slug=row["slug"] if shown and status != EventStatus.DRAFT else None,
        kind=EventKind(row["kind"]),
        status=status,
        listed=status not in (EventStatus.DRAFT, EventStatus.UNLISTED),
        mode=Mode(row["mode"]),
        language=row["lang"],
        starts_at=_moment(row["date"], row["starts"], shift),
        ends_at=_moment(row["date"], row["ends"], shift),
        zone=ZONE,
        sequence=1 if status in CALLED_OFF else 0,
        contact_name=staff[row["contact"]]["name"],
        contact_email=staff[row["contact"]]["email"],
        contact_phone=row["phone"],
        created_at=known - timedelta(days=14),
        changed_at=off or known,
        published_at=shown,
        **_texts(row),
        **({"ended_at": off} | _report(row, shift)),
        **_deadlines(row, shift),
    )
    fill(event)
    await event.save()
    await _beside(event, row, shift)
    return event


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    names = {"sv": "svenska", "en": "English"}
    return {
        "title": row["title"],
        "summary": row["summary"],
        "description": row["description"],
        "audience": row.get("audience", ""),
        "theme_week": row.get("theme_week", ""),
        "languages": ", ".join(names[code] for code in row["languages"]) if row["languages"] != ["sv"] else "",
        "access_note": "\n".join(row.get("accessibility_offered", [])),
        "online_url": row.get("online_url", ""),
        "capacity": row.get("capacity"),
        "registration": row.get("registration", False),
        "origin": row["origin"],
        "cancel_reason": row.get("reason", ""),
    }


def _report(row: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    if row.get("attended") is None:
        return {}
    ended = _moment(row["date"], row["ends"], shift)
    told = {"attended": row["attended"], "outcome": "\n".join(row.get("outputs", []))}
    return {**told, "ended_at": ended, "reported_at": ended + timedelta(days=1)}


def _deadlines(row: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    answer, needs = row.get("answer_by") or row.get("rsvp_deadline"), row.get("needs_by")
    return {
        "answer_by_on": date.fromisoformat(answer) + shift if answer else None,
        "needs_by_on": date.fromisoformat(needs) + shift if needs else None,
    }


async def _beside(event: Event, row: dict[str, Any], shift: timedelta) -> None:
    """Groups (a conference's tracks are groups of their own), regions, programme."""
    groups = row.get("groups") or [
        {"name": track["title"], "capacity": track["capacity"]} for track in row.get("tracks", [])
    ]
    await EventGroup.bulk_create(
        [EventGroup(event=event, position=number, **group) for number, group in enumerate(groups)]
    )
    await EventRegion.bulk_create([EventRegion(event=event, region_id=code) for code in row["county_codes"]])
    items = [
        ProgrammeItem(
            event=event,
            starts_at=_moment(row["date"], item["t"], shift),
            title=item["what"],
            speakers=item.get("who", ""),
            pause=item["what"].startswith(PAUSES) and "who" not in item,
        )
        for item in row.get("programme", [])
    ]
    await ProgrammeItem.bulk_create(items)


async def _lead_on(row: dict[str, Any], made: dict[str, Any]) -> None:
    """The links between events, when all of them are there."""
    links = {"follows_id": row.get("follows"), "replaced_by_id": row.get("replaced_by")}
    found = {column: made[other].pk for column, other in links.items() if other}
    if found:
        await Event.filter(pk=made[row["id"]].pk).update(**found)


def _morning(day: str | None, shift: timedelta) -> datetime | None:
    return at(date.fromisoformat(day) + shift, MORNING, ZONE) if day else None


def _moment(day: str, clock: str, shift: timedelta) -> datetime:
    return at(date.fromisoformat(day) + shift, time.fromisoformat(clock.replace(".", ":")), ZONE)


async def scale(number: int) -> None:
    """A hundred more events; the first, SLUG scale-N-0, is to come and has 50 seats, 30 of them in one group."""
    organisers = await Organiser.all().order_by("id")
    codes = [region.code for region in regions()]
    made = [_synthetic(number, place, organisers[place % len(organisers)]) for place in range(A_HUNDRED)]
    for event in made:
        fill(event)
    await Event.bulk_create(made, batch_size=50)
    ids = dict(await Event.filter(slug__startswith=f"scale-{number}-").values_list("slug", "id"))
    rows = [(ids[event.slug], codes[place % len(codes)]) for place, event in enumerate(made)]
    await EventRegion.bulk_create([EventRegion(event_id=event, region_id=code) for event, code in rows])
    groups = [("Politiker", 30), ("Föreningar", None)]
    await EventGroup.bulk_create(
        [
            EventGroup(event_id=event, name=name, capacity=capacity if place == 0 else None, position=position)
            for place, (event, _code) in enumerate(rows)
            for position, (name, capacity) in enumerate(groups)
        ]
    )


def _synthetic(number: int, place: int, organiser: Organiser) -> Event:
    """Events from half a year back to a year and a half ahead, one week between."""
    kind = list(EventKind)[(number + place) % len(EventKind)]
    day = today() + timedelta(weeks=(place * 7 + number) % 104 - 26 if place else 6, days=place % 5)
    defaults, past = DEFAULTS[kind], day < today()
    title = f"Provevenemang {number + 1}.{place + 1}"
    return Event(
        organiser=organiser,
        venue=None,
        uid=ical.new_uid(),
        slug=f"scale-{number}-{place}-{slugs.plain(title)}" if place else f"scale-{number}-0",
        kind=kind,
        status=EventStatus.HELD if past else EventStatus.PUBLISHED,
        listed=True,
        title=title,
        summary="Påhittat för att pröva hur det går med mycket data.",
        starts_at=at(day, time.fromisoformat(defaults.start), ZONE),
        ends_at=at(day, time.fromisoformat(defaults.end), ZONE),
        capacity=50 if place == 0 else 40 + place,
        answer_by_on=day - timedelta(days=7),
        needs_by_on=day - timedelta(days=14),
        contact_name=organiser.contact_name,
        contact_phone=organiser.contact_phone,
        created_at=now(),
        changed_at=now(),
        published_at=now(),
        ended_at=now() if past else None,
        reported_at=now() if past else None,
    )
