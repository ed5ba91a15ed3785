"""The forms of a letter: text in, typed values or sentences out."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, Field

from hearing.base.forms import (
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
from hearing.base.lang import _, lazy
from hearing.letters.campaigns import MOST_DEMANDS, MOST_POINTS, Cited, Wish
from hearing.letters.campaigns import Text as Written
from hearing.letters.kinds import CampaignKind, Route

LONG = 250_000
Body = Annotated[str, BeforeValidator(clean_text), Field(max_length=LONG)]
Demanded = Annotated[str, BeforeValidator(clean_line), Field(max_length=500)]
MOST_DEMANDED = 500
Days = MaybeCount


class LetterForm(Form):
    """A new or changed letter."""

    LABELS: ClassVar = {
        "kind": lazy("What is it?"),
        "title": lazy("Title"),
        "subject": lazy("Subject of the mail"),
        "body": lazy("The letter"),
        "easy_read": lazy("The letter in easy-to-read language"),
        "sender": lazy("Signed by"),
        "demands": lazy("Numbered demands"),
        "quotes": lazy("Quotes"),
        "reply_by_on": lazy("Answer wished for by"),
        "first_days": lazy("First reminder, days after sending"),
        "second_days": lazy("Second reminder, days after sending"),
        "answers_to": lazy("Answers the proposal"),
        "answers_by_on": lazy("Last day to answer the proposal"),
        "contact": lazy("Questions are answered by"),
        "language": lazy("Language"),
    }
    TOGETHER: ClassVar = {
        "demands": ("demand_number", "demand_text", "demand_points"),
        "quotes": ("quote_text", "quote_source", "quote_source_on"),
    }

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
        if any(len(wish.points) > MOST_POINTS for wish in self.demands):
            self.errors["demands"] = _("A demand can have at most %(most)s points.", most=MOST_POINTS)
        if any(len(point) > MOST_DEMANDED for wish in self.demands for point in wish.points):
            self.errors["demands"] = _("A point can have at most %(most)s characters.", most=MOST_DEMANDED)
        first, second = self.values["first_days"], self.values["second_days"]
        if first and second and second <= first:
            self.errors["second_days"] = _("The second reminder comes after the first.")

    @property
    def demands(self) -> list[Wish]:
        """The demands as written, in their order."""
        found = []
        for place, text in enumerate(self.values["demand_text"]):
            number = at(self.values["demand_number"], place)
            points = (at(self.values["demand_points"], place) or "").split("\n")
            if text:
                found.append(Wish(text, number or None, tuple(clean_line(one) for one in points if one.strip())))
        return found

    @property
    def quotes(self) -> list[Cited]:
        """The quotes as written."""
        sources, days = self.values["quote_source"], self.values["quote_source_on"]
        return [
            Cited(text, at(sources, place) or "", at(days, place))
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


def at(values: list[Any], place: int) -> Any:
    """What stands at a place of a list of fields, or nothing."""
    return values[place] if place < len(values) else None


class PickForm(Form):
    """Whom the letter goes to."""

    class Fields(BaseModel):
        """What is ticked."""

        level: Literal["", "region", "healthcare_region", "municipality", "county"] = ""
        q: Line = ""
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
