"""The forms of the desk: text in, typed values or sentences out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar, Literal

from pydantic import BaseModel

from hearing.base.dates import parse_week, week, weekday
from hearing.base.forms import (
    Clock,
    Email,
    Form,
    Line,
    LongLine,
    MaybeCount,
    MaybeDay,
    MaybeId,
    Name,
    Phone,
    ShortLine,
    Text,
    WebAddress,
)
from hearing.base.lang import _, lazy
from hearing.data.reference import municipalities, regions
from hearing.events.around import MOST_GROUPS, Around, Group
from hearing.events.models import EventKind, Mode
from hearing.events.times import at, clock_of, day_of

ZONES = ("Europe/Stockholm", "Europe/Helsinki", "Europe/Oslo", "Europe/Copenhagen", "Europe/Brussels", "UTC")
WEEKDAYS = (
    lazy("Monday"),
    lazy("Tuesday"),
    lazy("Wednesday"),
    lazy("Thursday"),
    lazy("Friday"),
    lazy("Saturday"),
    lazy("Sunday"),
)
LONGEST_DAYS = 31
LABELS = {
    "kind": lazy("Event kind"),
    "title": lazy("Title"),
    "summary": lazy("In short"),
    "description": lazy("More about it"),
    "audience": lazy("Who it is for"),
    "languages": lazy("Languages spoken and interpreted"),
    "language": lazy("The texts are written in"),
    "theme_week": lazy("Theme week"),
    "date": lazy("Day"),
    "start": lazy("Begins"),
    "end": lazy("Ends"),
    "end_date": lazy("Last day"),
    "zone": lazy("Time zone"),
    "on_site": lazy("On site"),
    "online": lazy("Online"),
    "venue": lazy("Venue"),
    "place_note": lazy("Finding the way"),
    "access_note": lazy("More on accessibility"),
    "online_url": lazy("Link to the meeting"),
    "capacity": lazy("Seats in all"),
    "registration": lazy("Anybody may register on the public page"),
    "groups": lazy("Per group"),
    "answer_by_on": lazy("Answer by"),
    "needs_by_on": lazy("Needs by"),
    "confirm_by_on": lazy("When the time is moved: a yes is given again by"),
    "contact_name": lazy("Contact"),
    "contact_phone": lazy("Telephone in the invitation"),
    "contact_email": lazy("E-mail"),
    "regions": lazy("Regions"),
    "municipalities": lazy("Municipalities"),
    "organisations": lazy("Arranged together with"),
}
TEXTS = ("title", "summary", "description", "audience", "languages", "language", "theme_week")
PLACE = ("zone", "place_note", "access_note", "online_url")
CONTACT = ("contact_name", "contact_phone", "contact_email")
PLAIN = ("kind", *TEXTS, *PLACE, "capacity", "registration", "answer_by_on", "needs_by_on", "confirm_by_on", *CONTACT)
Access = Literal["step_free", "accessible_toilet", "hearing_loop", "quiet_room", "accessible_parking", "scent_free"]


class EventForm(Form):
    """A new or changed event."""

    LABELS = LABELS
    TOGETHER: ClassVar = {"groups": ("group_id", "group_name", "group_capacity")}

    class Fields(BaseModel):
        """What is typed."""

        kind: EventKind
        title: Name
        summary: LongLine = ""
        description: Text = ""
        audience: Line = ""
        languages: Line = ""
        language: Literal["sv", "en"] = "sv"
        theme_week: Line = ""
        date: MaybeDay = None
        week: Line = ""
        weekday: Literal["0", "1", "2", "3", "4", "5", "6"] = "0"
        start: Clock
        end: Clock
        end_date: MaybeDay = None
        zone: Literal[ZONES] = ZONES[0]  # type: ignore[valid-type]
        on_site: bool = False
        online: bool = False
        venue: MaybeId = None
        venue_name: Line = ""
        venue_address: Line = ""
        venue_city: ShortLine = ""
        access: list[Access] = []
        place_note: Line = ""
        access_note: Text = ""
        online_url: WebAddress = ""
        capacity: MaybeCount = None
        registration: bool = False
        group_id: list[MaybeId] = []
        group_name: list[ShortLine] = []
        group_capacity: list[MaybeCount] = []
        answer_by_on: MaybeDay = None
        needs_by_on: MaybeDay = None
        confirm_by_on: MaybeDay = None
        contact_name: Line = ""
        contact_phone: Phone = ""
        contact_email: Email = ""
        regions: list[str] = []
        municipalities: Text = ""
        organisations: Text = ""

    def check(self) -> None:
        """The day, the order of the times, the place, the groups."""
        self._day()
        if not (self.values["on_site"] or self.values["online"]):
            self.errors["on_site"] = _("Choose on site, online, or both.")
        names = [name.casefold() for name in self.values["group_name"] if name]
        if len(set(names)) < len(names):
            self.errors["groups"] = _("Two groups have the same name.")
        if len(names) > MOST_GROUPS:
            self.errors["groups"] = _("At most %(most)s groups.", most=MOST_GROUPS)
        known = {region.code for region in regions()}
        if not known.issuperset(self.values["regions"]):
            self.errors["regions"] = _("Choose one of the alternatives.")
        self._municipalities()

    def _day(self) -> None:
        values = self.values
        self._week()
        if values["date"] is None:
            return
        last = values["end_date"] or values["date"]
        values["starts_at"] = at(values["date"], values["start"], values["zone"])
        values["ends_at"] = at(last, values["end"], values["zone"])
        if not values["date"] <= last <= values["date"] + timedelta(days=LONGEST_DAYS):
            self.errors["end_date"] = _("The last day must be the first day, or at most a month later.")
        elif values["ends_at"] <= values["starts_at"]:
            self.errors["end"] = _("Choose a time after %(time)s.", time=f"{values['start']:%H.%M}")

    def _week(self) -> None:
        """A typed week gives the day when no date does; beside a date it must be that day's week."""
        typed, day = self.values["week"], self.values["date"]
        if not typed:
            if day is None:
                self.errors["date"] = _("Choose a day, or write a week.")
            return
        try:
            monday = parse_week(typed, day.isocalendar().year if day else None)
        except ValueError:
            self.errors["week"] = _("This is not a week. Write for example v. 41 2026.")
            return
        if day is None:
            self.values["date"] = monday + timedelta(days=int(self.values["weekday"]))
        elif not monday <= day < monday + timedelta(days=7):
            told = {"day": weekday(day), "week": week(day)}
            self.errors["week"] = _(
                "The day above is %(day)s, which is in %(week)s. Empty the day or the week.", **told
            )

    def _municipalities(self) -> None:
        codes = {one.name.casefold(): one.code for one in municipalities()}
        typed = words(self.values["municipalities"])
        unknown = [name for name in typed if name.casefold() not in codes]
        if unknown:
            self.errors["municipalities"] = _("No municipality is called %(name)s.", name=unknown[0])
        self.values["municipality_codes"] = [codes[name.casefold()] for name in typed if name not in unknown]

    @property
    def facts(self) -> dict[str, Any]:
        """The columns of the event."""
        values = self.values
        mode = Mode.HYBRID if values["on_site"] and values["online"] else Mode.ONLINE
        facts = {name: values[name] for name in (*PLAIN, "starts_at", "ends_at")}
        facts["mode"] = mode if values["online"] else Mode.ON_SITE
        if not values["venue_name"]:
            facts["venue_id"] = values["venue"] if values["on_site"] else None
        return facts

    @property
    def around(self) -> Around:
        """What stands beside it; `organisation_ids` is filled in by whoever can look them up."""
        values = self.values
        venue = None
        if values["on_site"] and values["venue_name"]:
            venue = {"name": values["venue_name"], "address": values["venue_address"], "city": values["venue_city"]}
            venue |= dict.fromkeys(values["access"], True)
        return Around(
            regions=values["regions"],
            municipalities=values["municipality_codes"],
            organisations=values.get("organisation_ids"),
            groups=list(self._groups()),
            venue=venue,
        )

    def _groups(self) -> Iterator[Group]:
        values = self.values
        rows = zip(values["group_id"], values["group_name"], values["group_capacity"], strict=False)
        yield from (Group(name, seats, number) for number, name, seats in rows if name)

    def groups(self) -> list[dict[str, str]]:
        """The rows of groups as typed, to be shown again."""
        rows = [self.raws(name) for name in ("group_id", "group_name", "group_capacity")]
        most = min(max((len(row) for row in rows), default=0), MOST_GROUPS)
        return [
            dict(
                zip(("id", "name", "capacity"), (row[number] if number < len(row) else "" for row in rows), strict=True)
            )
            for number in range(most)
        ]


def words(text: str) -> list[str]:
    """Names with commas or line breaks between them."""
    return list(
        dict.fromkeys(part for line in text.split("\n") for part in (p.strip() for p in line.split(",")) if part)
    )


def initial(event: Any) -> dict[str, Any]:
    """What stands in the form of an event with its venue, groups, places and organisations read."""
    first, last = day_of(event.starts_at, event.zone), day_of(event.ends_at, event.zone)
    names = {one.code: one.name for one in municipalities()}
    groups = sorted(event.groups, key=lambda group: int(group.position))
    return {
        **{name: getattr(event, name) for name in PLAIN},
        "kind": event.kind.value,
        "date": first,
        "end_date": last if last != first else None,
        "start": _clock(event.starts_at, event.zone),
        "end": _clock(event.ends_at, event.zone),
        "on_site": event.mode != Mode.ONLINE,
        "online": event.mode != Mode.ON_SITE,
        "venue": event.venue_id,
        "group_id": [group.id for group in groups],
        "group_name": [group.name for group in groups],
        "group_capacity": ["" if group.capacity is None else group.capacity for group in groups],
        "regions": [row.region_id for row in event.regions],
        "municipalities": ", ".join(names[row.municipality_id] for row in event.municipalities),
        "organisations": ", ".join(row.organisation.name for row in event.organisations),
    }


def _clock(moment: Any, zone: str) -> str:
    return f"{clock_of(moment, zone):%H:%M}"
