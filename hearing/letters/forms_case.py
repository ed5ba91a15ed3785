"""The forms of what happens to a letter: text in, typed values or sentences out."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, Field

from hearing.base.clock import now, today
from hearing.base.forms import (
    Email,
    Form,
    Line,
    MaybeClock,
    MaybeCount,
    MaybeDay,
    MaybeId,
    Text,
    clean_text,
)
from hearing.base.lang import _
from hearing.letters.forms import Body, at
from hearing.letters.kinds import Certainty
from hearing.letters.kinds_case import Assessment, Ball, Channel, Known, Outcome, Verdict
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.responses import MOST_REFERENCE

ZONE = ZoneInfo("Europe/Stockholm")
NOON = time(12)
Sentence = Annotated[str, BeforeValidator(clean_text), Field(max_length=1000)]


class DayForm(Form):
    """A day, a clock and a text: the base of what is noted."""

    def moment(self) -> datetime:
        """When it happened; never in the future. Today without an hour is now, another day its noon."""
        day: date = self.values["day"] or today()
        hour: time | None = self.values["hour"]
        if hour is None and day == today():
            return now()
        return min(datetime.combine(day, hour or NOON, ZONE), now())

    def check(self) -> None:
        """Nothing that has not happened yet."""
        day = self.values["day"]
        if day and day > today():
            self.errors["day"] = _("This day has not come yet.")
        for number in references(self.values.get("references", "")):
            if len(number) > MOST_REFERENCE:
                most = MOST_REFERENCE
                self.errors["references"] = _("A reference number has at most %(most)s characters.", most=most)


def references(text: str) -> list[str]:
    """Reference numbers, one on each line or with semicolons between."""
    return [part.strip() for line in text.split("\n") for part in line.split(";") if part.strip()]


class NoteForm(DayForm):
    """Something that happened: an answer, an acknowledgement, a call, hearsay, a private note."""

    class Fields(BaseModel):
        """What is typed."""

        kind: EntryKind
        channel: Channel = Channel.MAIL
        day: MaybeDay = None
        hour: MaybeClock = None
        who: Line = ""
        who_title: Line = ""
        who_email: Email = ""
        text: Body = ""
        references: Text = ""
        until_on: MaybeDay = None

    def check(self) -> None:
        """A promise needs its day, an answer somebody who gives it."""
        super().check()
        kind = self.values["kind"]
        if kind == EntryKind.PROMISED and not self.values["until_on"]:
            self.errors["until_on"] = _("When have they promised an answer?")
        if kind in (EntryKind.ANSWERED, EntryKind.PARTLY) and not self.values["who"]:
            self.errors["who"] = _("Who answered?")
        if kind in (EntryKind.NOTE, EntryKind.HEARSAY) and not self.values["text"]:
            self.errors["text"] = _("Fill this in.")


class PassForm(DayForm):
    """Who passed it on to whom."""

    class Fields(BaseModel):
        """What is typed."""

        from_who: Line = ""
        to_name: Line = ""
        to_title: Line = ""
        to_email: Email = ""
        day: MaybeDay = None
        hour: MaybeClock = None
        how: Known = Known.TOLD
        certainty: Certainty = Certainty.STATED
        after: MaybeCount = None
        text: Body = ""
        references: Text = ""

    def check(self) -> None:
        """To whom is the question."""
        super().check()
        if not self.values["to_name"] and not self.values["to_title"]:
            self.errors["to_name"] = _("Say to whom: a name, a role or a unit.")


class SortForm(Form):
    """What we make of an answer."""

    class Fields(BaseModel):
        """What is chosen."""

        responder: Line = ""
        responder_title: Line = ""
        responder_email: Email = ""
        assessment: Assessment = Assessment.NONE
        outcomes: list[Outcome] = []
        tags: Line = ""
        demand: list[MaybeCount] = []
        verdict: list[Verdict] = []
        evidence: list[Sentence] = []
        then: Literal["", "visit"] = ""

    @property
    def facts(self) -> dict[str, Any]:
        """Assessment, outcomes and tags as the line keeps them."""
        tags = [tag.strip() for tag in self.values["tags"].split(",") if tag.strip()]
        outcomes = [one.value for one in self.values["outcomes"]]
        return {"assessment": self.values["assessment"].value, "outcomes": outcomes, "tags": list(dict.fromkeys(tags))}

    @property
    def verdicts(self) -> dict[int, tuple[Verdict, str]]:
        """What is said to each demand."""
        numbers, verdicts, evidence = (self.values[name] for name in ("demand", "verdict", "evidence"))
        return {
            number: (verdict, at(evidence, place) or "")
            for place, (number, verdict) in enumerate(zip(numbers, verdicts, strict=False))
            if number
        }


class BallForm(Form):
    """Whose turn it is."""

    class Fields(BaseModel):
        """What is chosen."""

        ball: Ball
        until_on: MaybeDay = None


class ShowForm(Form):
    """What the public page says of one authority."""

    class Fields(BaseModel):
        """What is ticked."""

        shown: bool = False
        text: Sentence = ""


class ResendForm(Form):
    """Another address for a letter that came back."""

    class Fields(BaseModel):
        """What is typed."""

        email: Email
        name: Line = ""

    def check(self) -> None:
        """The address is what matters."""
        if not self.values["email"]:
            self.errors["email"] = _("Fill this in.")


class ReminderForm(Form):
    """The reminders somebody says yes to."""

    class Fields(BaseModel):
        """What is ticked and written."""

        recipient: list[MaybeId] = []
        first: list[MaybeId] = []
        second: list[MaybeId] = []
        text: Text = ""

    @property
    def turns(self) -> dict[int, int]:
        """Which reminder each one was on the page that was read."""
        first, second = self.values["first"], self.values["second"]
        return {number: 1 for number in first if number} | {number: 2 for number in second if number}
