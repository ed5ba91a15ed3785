"""The forms of letters: text in, typed values or sentences out."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, Field

from hearing.base.clock import now, today
from hearing.base.forms import (
    Clock,
    Email,
    Form,
    Line,
    MaybeCount,
    MaybeDay,
    MaybeId,
    Name,
    Text,
    clean_line,
    clean_text,
)
from hearing.base.lang import _
from hearing.letters.campaigns import MOST_DEMANDS, Cited, Wish
from hearing.letters.campaigns import Text as Written
from hearing.letters.kinds import (
    Assessment,
    Ball,
    CampaignKind,
    Certainty,
    Channel,
    EntryKind,
    Known,
    Outcome,
    Route,
    Verdict,
)
from hearing.letters.responses import MOST_REFERENCE

ZONE = ZoneInfo("Europe/Stockholm")
LONG = 250_000
Body = Annotated[str, BeforeValidator(clean_text), Field(max_length=LONG)]
Demanded = Annotated[str, BeforeValidator(clean_line), Field(max_length=500)]
Sentence = Annotated[str, BeforeValidator(clean_text), Field(max_length=1000)]
Days = MaybeCount


class LetterForm(Form):
    """A new or changed letter."""

    class Fields(BaseModel):
        """What is typed."""

        kind: CampaignKind = CampaignKind.LETTER
        title: Name
        subject: Name
        body: Body
        easy_read: Body = ""
        language: Literal["sv", "en"] = "sv"
        answers_to: Line = ""
        answers_by_on: MaybeDay = None
        reply_by_on: MaybeDay = None
        sender: Text = ""
        contact: Line = ""
        first_days: Days = None
        second_days: Days = None
        demand_number: list[MaybeCount] = []
        demand_text: list[Demanded] = []
        demand_points: list[Text] = []
        quote_text: list[Text] = []
        quote_source: list[Line] = []
        quote_source_on: list[MaybeDay] = []

    def check(self) -> None:
        """What spans several fields."""
        if len(self.values["sender"]) > 400:
            self.errors["sender"] = _("Too long: at most %(most)s characters.", most=400)
        if len(self.demands) > MOST_DEMANDS:
            self.errors["demands"] = _("A letter can have at most %(most)s demands.", most=MOST_DEMANDS)
        first, second = self.values["first_days"], self.values["second_days"]
        if first and second and second <= first:
            self.errors["second_days"] = _("The second reminder comes after the first.")

    @property
    def demands(self) -> list[Wish]:
        """The demands as written, in their order."""
        found = []
        for place, text in enumerate(self.values["demand_text"]):
            number = _at(self.values["demand_number"], place)
            points = (_at(self.values["demand_points"], place) or "").split("\n")
            if text:
                found.append(Wish(text, number or None, tuple(clean_line(one)[:500] for one in points if one.strip())))
        return found

    @property
    def quotes(self) -> list[Cited]:
        """The quotes as written."""
        sources, days = self.values["quote_source"], self.values["quote_source_on"]
        return [
            Cited(text, _at(sources, place) or "", _at(days, place))
            for place, text in enumerate(self.values["quote_text"])
            if text
        ]

    @property
    def written(self) -> Written:
        """All of it."""
        lists = ("demand_number", "demand_text", "demand_points", "quote_text", "quote_source", "quote_source_on")
        facts = {name: value for name, value in self.values.items() if name not in lists}
        facts |= {"first_days": facts["first_days"] or None, "second_days": facts["second_days"] or None}
        return Written(facts, self.demands, self.quotes)


def _at(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else None


class PickForm(Form):
    """Whom the letter goes to."""

    class Fields(BaseModel):
        """What is ticked."""

        level: Literal["", "region", "healthcare_region", "municipality"] = ""
        county: Annotated[str, Field(max_length=2)] = ""
        office: Annotated[str, Field(max_length=40)] = ""
        organisations: list[MaybeId] = []


class AddressForm(Form):
    """Who gets the letter at one authority."""

    class Fields(BaseModel):
        """What is typed."""

        name: Line = ""
        title: Line = ""
        email: Email = ""
        registrator_email: Email = ""


class RouteForm(Form):
    """Whom to send to when a role has ended."""

    class Fields(BaseModel):
        """What is chosen."""

        route: Literal[Route.SUCCESSOR, Route.REGISTRATOR, Route.ANYWAY]


class TableForm(Form):
    """A table behind the letter: pasted, or one that comes with the program."""

    class Fields(BaseModel):
        """What is typed."""

        table: Body = ""
        programme: Line = ""
        key: Annotated[str, BeforeValidator(clean_line), Field(max_length=40)] = "belopp"


class DayForm(Form):
    """A day, a clock and a text: the base of what is noted."""

    def moment(self) -> datetime:
        """When it happened; never in the future."""
        day: date = self.values["day"] or today()
        return min(datetime.combine(day, self.values["hour"], ZONE), now())

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
        hour: Clock = time(12)
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
        hour: Clock = time(12)
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

        assessment: Assessment = Assessment.NONE
        outcomes: list[Outcome] = []
        tags: Line = ""
        demand: list[MaybeCount] = []
        verdict: list[Verdict] = []
        evidence: list[Sentence] = []

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
            number: (verdict, _at(evidence, place) or "")
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
        text: Text = ""


class SayForm(Form):
    """What an authority says on the letter's own page."""

    class Fields(BaseModel):
        """What is chosen and typed."""

        step: Literal["acknowledged", "passed_on", "later", "meeting", "answer"]
        reference: Annotated[str, BeforeValidator(clean_line), Field(max_length=MOST_REFERENCE)] = ""
        to_name: Line = ""
        to_role: Line = ""
        to_email: Email = ""
        answer_by: MaybeDay = None
        times: Text = ""
        text: Text = ""
        responder_name: Name
        responder_role: Line = ""

    def check(self) -> None:
        """Each choice needs its own field."""
        said = self.values
        if said["step"] == "passed_on" and not (said["to_name"] or said["to_role"]):
            self.errors["to_name"] = _("Say to whom: a name, a role or a unit.")
        if said["step"] == "later" and (said["answer_by"] is None or said["answer_by"] < today()):
            self.errors["answer_by"] = _("Choose a day from today on.")
        if said["step"] == "answer" and not said["text"]:
            self.errors["text"] = _("Fill this in.")
