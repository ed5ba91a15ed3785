"""What the event form needs around it: proposals, the reader's venues, warnings, what is left to do."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request

from hearing.base.forms import Clock, Day
from hearing.base.lang import _, ngettext
from hearing.base.numbers import in_words
from hearing.base.web import mine
from hearing.data.reference import regions
from hearing.events import advice
from hearing.events.defaults import DEFAULTS, HOURS, answer_by, needs_by
from hearing.events.forms import WEEKDAYS, ZONES, EventForm, words
from hearing.events.models import Event, EventKind, Mode, ProgrammeItem, Venue
from hearing.events.times import at
from hearing.events.venues import FACTS, known
from hearing.people.models import Organisation, OrganisationKind

CLOCK: TypeAdapter[time] = TypeAdapter(Clock)
DAY: TypeAdapter[date] = TypeAdapter(Day)
TOGETHER = (
    OrganisationKind.ASSOCIATION,
    OrganisationKind.NETWORK,
    OrganisationKind.REGION,
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.OTHER,
)


def proposed(request: Request) -> dict[str, Any]:
    """What stands in a new form: a hearing on site, with the reader as contact."""
    typed = request.query_params.get("kind", "")
    kind = EventKind(typed) if typed in set(EventKind) else EventKind.HEARING
    one, account = DEFAULTS[kind], request.state.account
    return {
        "kind": kind.value,
        "start": one.start,
        "end": one.end,
        "zone": ZONES[0],
        "on_site": True,
        "language": request.state.organiser.language,
        "group_name": [str(name) for name in one.groups],
        "contact_name": account.name,
        "contact_phone": account.phone,
        "contact_email": account.email,
    }


def suggested(form: EventForm) -> EventForm:
    """A form to show again: hours and groups of the chosen kind, deadlines of the chosen day; typed values stay."""
    typed: dict[str, Any] = {name: form.raw(name) for name in EventForm.Fields.model_fields}
    typed |= {name: form.raws(name) for name in ("access", "regions", "group_id", "group_name", "group_capacity")}
    typed |= {"on_site": form.ticked("on_site"), "online": form.ticked("online")}
    one = DEFAULTS.get(typed["kind"])
    if one:
        typed["start"] = one.start if typed["start"] in HOURS else typed["start"]
        typed["end"] = one.end if typed["end"] in HOURS else typed["end"]
        if not any(form.raws("group_capacity")):
            typed |= {"group_id": [], "group_name": [str(name) for name in one.groups], "group_capacity": []}
    day = readable_day(form.raw("date"))
    if day:
        typed["answer_by_on"] = typed["answer_by_on"] or answer_by(day).isoformat()
        typed["needs_by_on"] = typed["needs_by_on"] or needs_by(day).isoformat()
    return EventForm(None, **typed)


async def look_up(request: Request, form: EventForm) -> None:
    """Find the venue and the co-organisers among the reader's own and the shared ones, or say what is wrong."""
    if form.errors:
        return
    venue = form.values["venue"]
    if venue and not await mine(request, Venue.filter(id=venue)).exists():
        form.errors["venue"] = _("Choose one of the alternatives.")
    names = words(form.values["organisations"])
    found = await mine(request, Organisation.filter(name__in=names)) if names else []
    missing = [name for name in names if name not in {one.name for one in found}]
    if missing:
        form.errors["organisations"] = _("No organisation is called %(name)s.", name=missing[0])
    form.values["organisation_ids"] = [one.pk for one in found]


async def shown(request: Request, form: EventForm, event: Event | None = None) -> dict[str, Any]:
    """Everything the form's page shows."""
    venues = await mine(request, Venue.all()).order_by("sort_key")
    together = mine(request, Organisation.filter(kind__in=list(TOGETHER))).order_by("sort_key")
    sketch = sketched(request, form, venues, event)
    warnings = await advice.warnings(sketch, form.raws("regions")) if sketch.starts_at else []
    items = await ProgrammeItem.filter(event=event).count() if event else 0
    groups = form.groups()
    return {
        "form": form,
        "event": event,
        "sketch": sketch,
        "warnings": warnings,
        "ticks": advice.checklist(sketch, sum(bool(row["name"]) for row in groups), items),
        "kinds": DEFAULTS,
        "venues": [(venue.id, str(venue)) for venue in venues],
        "venue": sketch.venue,
        "known": known(sketch.venue) if sketch.venue else [],
        "length": length(sketch),
        "facts": FACTS,
        "groups": groups,
        "regions": regions(),
        "together": await together.limit(500).values_list("name", flat=True),
        "zones": ZONES,
        "weekdays": WEEKDAYS,
    }


async def words_for(request: Request) -> dict[str, dict[str, Any]]:
    """The reader's words for the codes of the form."""
    return {
        "kind": {kind.value: kind.label for kind in EventKind},
        "language": {"sv": _("Swedish"), "en": _("English")},
        "venue": {str(venue.id): str(venue) for venue in await mine(request, Venue.all())},
        "regions": {region.code: region.name for region in regions()},
    }


def sketched(request: Request, form: EventForm, venues: Sequence[Venue], event: Event | None) -> Event:
    """The event as far as it can be read from what is typed; without times when those cannot."""
    on_site, online = form.ticked("on_site"), form.ticked("online")
    number = form.raw("venue")
    chosen = next((venue for venue in venues if str(venue.id) == number and on_site), None)
    seats = form.raw("capacity")
    sketch = Event(
        organiser_id=request.state.organiser.pk,
        venue=chosen,
        mode=Mode.HYBRID if on_site and online else Mode.ONLINE if online else Mode.ON_SITE,
        capacity=int(seats) if seats.isascii() and seats.isdigit() and len(seats) < 8 else None,
        answer_by_on=readable_day(form.raw("answer_by_on")),
        needs_by_on=readable_day(form.raw("needs_by_on")),
        place_note=form.raw("place_note") or form.raw("venue_name"),
        zone=zone_of(form),
        **{name: form.raw(name) for name in ("summary", "online_url", "contact_name", "contact_phone")},
    )
    sketch.update_from_dict(readable_times(form) | ({"id": event.pk} if event else {}))
    return sketch


def readable_times(form: EventForm) -> dict[str, Any]:
    """The typed start and end, if both can be read."""
    if form.values.get("starts_at") and not form.errors:
        return {"starts_at": form.values["starts_at"], "ends_at": form.values["ends_at"]}
    first, last = readable_day(form.raw("date")), readable_day(form.raw("end_date"))
    try:
        start, end = (CLOCK.validate_python(form.raw(name)) for name in ("start", "end"))
    except ValidationError:
        return {}
    zone = zone_of(form)
    return {"starts_at": at(first, start, zone), "ends_at": at(last or first, end, zone)} if first else {}


def zone_of(form: EventForm) -> str:
    """The chosen time zone, or ours when nobody can choose that one."""
    return form.raw("zone") if form.raw("zone") in ZONES else ZONES[0]


def length(event: Event) -> str:
    """Three hours, two and a half … in words, for an event of less than a day."""
    minutes = int((event.ends_at - event.starts_at).total_seconds() // 60) if event.starts_at else 0
    if not 0 < minutes < 24 * 60:
        return ""
    hours, rest = divmod(minutes, 60)
    parts = [ngettext("%(number)s hour", "%(number)s hours", hours, number=in_words(hours))] if hours else []
    if rest:
        parts.append(ngettext("%(num)s minute", "%(num)s minutes", rest))
    return _(" and ").join(parts)


def readable_day(typed: str) -> date | None:
    """A date as the browser sends it and a form would take it, or nothing."""
    try:
        return DAY.validate_python(typed)
    except ValidationError:
        return None
