"""What the invited and the staff type about invitations."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, Field

from hearing.base.forms import Email, Form, Id, Line, LongLine, MaybeDay, MaybeId, Name, Phone, Text
from hearing.base.lang import _, lazy
from hearing.invitations.answer import OTHER, YES
from hearing.invitations.need_kinds import ASKED, NeedKind

SUBSTITUTE = "substitute_"
Comment = Annotated[Text, Field(max_length=4000)]
Party = Annotated[Line, Field(max_length=12)]
NeedText = Annotated[Text, Field(max_length=1000)]


class AnswerForm(Form):
    """The invitee's answer. What belongs to another alternative than the chosen one never stands in the way."""

    class Fields(BaseModel):
        """As the page sends them."""

        answer: Literal["yes", "no", "maybe", "other"]
        attend: Literal["", "on_site", "online"] = ""
        material: bool = False
        comment: Comment = ""
        by: Literal["", "self", "other"] = ""
        by_name: Line = ""
        substitute_name: Line = ""
        substitute_role: Line = ""
        substitute_email: Email = ""
        substitute_phone: Phone = ""
        substitute_party: Party = ""
        needs: list[NeedKind] = []
        needs_text: NeedText = ""
        needs_consent: bool = False
        needs_shown: bool = False
        hidden: bool = False

    def _typed(self) -> dict[str, Any]:
        typed = super()._typed()
        if typed.get("answer") != OTHER:
            typed = {name: value for name, value in typed.items() if not name.startswith(SUBSTITUTE)}
        if typed.get("answer") != YES:
            typed = {name: value for name, value in typed.items() if not name.startswith("needs")}
        return typed

    def check(self) -> None:
        """A substitute needs a name; who answers for somebody else says who it is."""
        if self.values["answer"] == OTHER and not self.values["substitute_name"]:
            self.errors["substitute_name"] = _("Write the name of the one who comes instead.")
        if self.values["by"] == "other" and not self.values["by_name"]:
            self.errors["by_name"] = _("Write your name, so that we know who answered.")
        check_consent(self)


class NeedsForm(Form):
    """What somebody needs, told to staff by telephone."""

    class Fields(BaseModel):
        """The kinds, the rest in words, and the yes to keeping it."""

        needs: list[NeedKind] = []
        needs_text: NeedText = ""
        needs_consent: bool = False

    def check(self) -> None:
        """Nothing is kept without a yes."""
        check_consent(self)


class SortForm(Form):
    """Which kind somebody's own words belong to."""

    class Fields(BaseModel):
        """One kind."""

        kind: NeedKind


def check_consent(form: Form) -> None:
    """Needs are kept only with a tick of their own."""
    if wanted(form.values) and not form.values["needs_consent"]:
        form.errors["needs_consent"] = _("Tick that we may keep this, or leave it empty.")


def wanted(data: Mapping[str, Any]) -> dict[NeedKind, str]:
    """The needs on a form, each with its text."""
    found = {kind: "" for kind in data["needs"] if kind in ASKED}
    return found | ({NeedKind.OTHER: data["needs_text"]} if data["needs_text"] else {})


class MessageForm(Form):
    """What somebody writes after the last day to answer."""

    class Fields(BaseModel):
        """A wish and a text."""

        answer: Literal["", "yes", "no", "maybe", "other"] = ""
        comment: Comment = ""
        by_name: Line = ""

    def check(self) -> None:
        """Something must be said."""
        if not self.values["answer"] and not self.values["comment"]:
            self.errors["comment"] = _("Write something first.")


class StaffAnswerForm(Form):
    """An answer staff write down for somebody."""

    class Fields(BaseModel):
        """What was said, by whom, how it reached us, and whether a receipt is sent."""

        answer: Literal["yes", "no", "maybe", "other"]
        attend: Literal["", "on_site", "online"] = ""
        how: Literal["phone", "mail", "meeting", "letter"] = "phone"
        said_by: Line = ""
        comment: Comment = ""
        material: bool = False
        receipt: bool = False
        substitute_name: Line = ""
        substitute_role: Line = ""
        substitute_email: Email = ""
        substitute_phone: Phone = ""
        substitute_party: Party = ""

    def check(self) -> None:
        """A substitute needs a name."""
        if self.values["answer"] == OTHER and not self.values["substitute_name"]:
            self.errors["substitute_name"] = _("Write the name of the one who comes instead.")


class TextForm(Form):
    """The invitation's words."""

    LABELS: ClassVar = {"language": lazy("Language"), "subject": lazy("Subject"), "body": lazy("Message")}

    class Fields(BaseModel):
        """Subject and message, with words in braces."""

        language: Literal["sv", "en"] = "sv"
        subject: Name
        body: Annotated[Text, Field(min_length=1)]


class PersonForm(Form):
    """One more to invite, typed by hand."""

    class Fields(BaseModel):
        """As on a visiting card."""

        name: Name
        email: Email = ""
        phone: Phone = ""
        title: Line = ""
        organisation: Line = ""
        places: Annotated[int, Field(ge=1, le=500)] = 1
        name_by_on: MaybeDay = None
        group: MaybeId = None
        language: Literal["sv", "en"] = "sv"


class WithdrawForm(Form):
    """Whether somebody hears that the invitation is taken back."""

    class Fields(BaseModel):
        """One box."""

        tell: bool = False


class ReasonForm(Form):
    """Why somebody gets a seat although it is full."""

    class Fields(BaseModel):
        """One line."""

        reason: LongLine

    def check(self) -> None:
        """It cannot be empty."""
        if not self.values["reason"]:
            self.errors["reason"] = _("Fill this in.")
        elif len(self.values["reason"]) > 300:
            self.errors["reason"] = _("Too long: at most %(most)s characters.", most=300)


class NamedForm(Form):
    """Somebody an organisation sends on one of its places."""

    class Fields(BaseModel):
        """Who it is, what the organiser pays, and needs with a yes of their own."""

        name: Name
        email: Email = ""
        phone: Phone = ""
        title: Line = ""
        fee: bool = False
        travel: bool = False
        needs: list[NeedKind] = []
        needs_text: NeedText = ""
        needs_consent: bool = False

    def check(self) -> None:
        """Nothing is kept without the person's own yes."""
        check_consent(self)


class RegionalForm(Form):
    """Which regional events come instead of a national one, and why."""

    class Fields(BaseModel):
        """What is ticked and typed."""

        others: list[Id] = []
        rest: MaybeId = None
        reason: Text = ""

    def check(self) -> None:
        """At least one event, and a reason; the rest goes to one of those chosen."""
        if not self.values["others"]:
            self.errors["others"] = _("Choose at least one event that comes instead.")
        if not self.values["reason"]:
            self.errors["reason"] = _("Say why: the invited and the public will read it.")
        if self.values["rest"] and self.values["rest"] not in self.values["others"]:
            self.errors["rest"] = _("The event chosen here must be ticked above.")


class PlacesForm(Form):
    """How many places an organisation has, and until when it names its people."""

    class Fields(BaseModel):
        """A number, a day, and a reason when there are not so many seats."""

        places: Annotated[int, Field(ge=1, le=500)]
        name_by_on: MaybeDay = None
        reason: Annotated[LongLine, Field(max_length=300)] = ""


class CorrectForm(Form):
    """Name, address and title put right."""

    class Fields(BaseModel):
        """As they should be."""

        name: Name
        email: Email = ""
        title: Line = ""
        group: MaybeId = None


def substitute(data: Mapping[str, Any]) -> dict[str, str]:
    """The substitute's fields by the names of the row."""
    return {
        "name": data["substitute_name"],
        "title": data["substitute_role"],
        "email": data["substitute_email"],
        "phone": data["substitute_phone"],
        "party": data["substitute_party"],
    }
