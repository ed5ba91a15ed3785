"""The smaller forms of the desk: venues, programme, and what can be done with an event."""

from datetime import timedelta
from typing import Any, ClassVar, Literal

from pydantic import BaseModel

from hearing.base.forms import Clock, Count, Day, Form, Id, Line, MaybeClock, MaybeCount, Name, ShortLine, Text
from hearing.base.lang import _, lazy
from hearing.data.reference import regions
from hearing.events.copying import PARTS
from hearing.events.times import at
from hearing.events.venues import FACTS, KNOWN


class VenueForm(Form):
    """A venue; a fact may be yes, no, or not looked into."""

    LABELS: ClassVar = {
        "name": lazy("Name"),
        "address": lazy("Street address"),
        "city": lazy("Town"),
        "region": lazy("Region"),
        "capacity": lazy("Room for"),
        "nearest_stop": lazy("Nearest stop"),
        "access_note": lazy("More on getting in and around"),
    } | {fact: words[0] for fact, words in FACTS.items()}

    class Fields(BaseModel):
        """What is typed."""

        name: Name
        address: Line = ""
        city: ShortLine = ""
        region: str = ""
        capacity: MaybeCount = None
        step_free: Literal["yes", "no", ""] = ""
        accessible_toilet: Literal["yes", "no", ""] = ""
        hearing_loop: Literal["yes", "no", ""] = ""
        quiet_room: Literal["yes", "no", ""] = ""
        accessible_parking: Literal["yes", "no", ""] = ""
        scent_free: Literal["yes", "no", ""] = ""
        nearest_stop: Line = ""
        access_note: Text = ""

    def check(self) -> None:
        """Codes to rows, words to facts."""
        for fact in FACTS:
            self.values[fact] = KNOWN[self.values[fact]]
        code = self.values.pop("region")
        if code and code not in {region.code for region in regions()}:
            self.errors["region"] = _("Choose one of the alternatives.")
        self.values["region_id"] = code or None


class ItemForm(Form):
    """One item of the programme."""

    LABELS: ClassVar = {
        "day": lazy("Day"),
        "start": lazy("Begins"),
        "end": lazy("Ends"),
        "title": lazy("What"),
        "speakers": lazy("Who"),
        "text": lazy("More about it"),
        "pause": lazy("A break, coffee or the doors opening"),
    }

    class Fields(BaseModel):
        """What is typed."""

        day: Day
        start: Clock
        end: MaybeClock = None
        title: Name
        text: Text = ""
        speakers: Text = ""
        pause: bool = False

    def facts(self, zone: str) -> dict[str, Any]:
        """The columns, with times of the event's zone."""
        values = dict(self.values)
        day, start, end = (values.pop(name) for name in ("day", "start", "end"))
        next_day = timedelta(days=1 if end is not None and end <= start else 0)
        values["starts_at"] = at(day, start, zone)
        values["ends_at"] = at(day + next_day, end, zone) if end is not None else None
        return values


class PublishForm(Form):
    """For everyone, or by link only."""

    class Fields(BaseModel):
        """What is chosen."""

        listed: Literal["yes", "no"]


class CancelForm(Form):
    """Why it is called off."""

    class Fields(BaseModel):
        """What is typed."""

        reason: Text = ""
        coming: bool = False

    def check(self) -> None:
        """A reason is needed."""
        if not self.values["reason"]:
            self.errors["reason"] = _("Say why the event is cancelled: the invited and the public will read it.")


class ReplaceForm(Form):
    """Which event comes instead, and why."""

    class Fields(BaseModel):
        """What is chosen and typed."""

        other: Id
        reason: Text = ""


class CopyForm(Form):
    """What comes along."""

    class Fields(BaseModel):
        """What is chosen and typed."""

        title: Name
        date: Day
        parts: list[Literal[tuple(PARTS)]] = []  # type: ignore[valid-type]
        follow_up: bool = False


class ReportForm(Form):
    """How it went."""

    class Fields(BaseModel):
        """What is typed."""

        attended: Count
        present_organisations: Text = ""
        outcome: Text = ""
