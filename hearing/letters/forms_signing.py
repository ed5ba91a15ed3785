"""The forms of signing a letter: text in, typed values or sentences out."""

from typing import Literal

from pydantic import BaseModel

from hearing.base.errors import Refusal
from hearing.base.forms import Email, Form, Line, MaybeCount, MaybeDay, MaybeId, Name, Text, clean_email, clean_line
from hearing.base.lang import _
from hearing.letters.kinds_case import Channel
from hearing.letters.signing import Asked, Said

SIGNS = "\t;"


class ListForm(Form):
    """Organisations to ask, one on each line: name; area; address; contact person."""

    class Fields(BaseModel):
        """What is typed."""

        lines: Text = ""

    def check(self) -> None:
        """Each line by itself, so that the wrong one is named."""
        found, wrong = [], []
        for place, line in enumerate(self.values["lines"].split("\n"), start=1):
            if line.strip():
                try:
                    found.append(_asked(line))
                except Refusal as told:
                    wrong.append(_("Line %(number)s: %(why)s", number=place, why=told.text()))
        if wrong:
            self.errors["lines"] = " ".join(wrong[:5])
        elif not found:
            self.errors["lines"] = _("Fill this in.")
        self.asked = found


def _asked(line: str) -> Asked:
    mark = next((sign for sign in SIGNS if sign in line), ";")
    cells = [clean_line(cell) for cell in line.split(mark)]
    email = next((cell for cell in cells[1:] if "@" in cell), "")
    words = [cell for cell in cells[1:] if "@" not in cell]
    name, area, contact = cells[0], words[0] if words else "", words[1] if len(words) > 1 else ""
    if not name or "@" in name:
        raise Refusal("the name of the organisation comes first.")
    if max(len(name), len(area), len(contact)) > 200:
        raise Refusal("too long: at most 200 characters in each part.")
    try:
        return Asked(name, area, str(clean_email(email)), contact)
    except ValueError as wrong:
        raise Refusal("%(address)s is not an e-mail address.", address=email) from wrong


class SignatoryForm(Form):
    """What we know of one organisation."""

    class Fields(BaseModel):
        """What is typed."""

        name: Name
        area: Line = ""
        email: Email = ""
        contact: Line = ""

    @property
    def asked(self) -> Asked:
        """All of it."""
        return Asked(**self.values)


class AskForm(Form):
    """Who is asked, and what is said to them."""

    class Fields(BaseModel):
        """What is ticked and written."""

        signatory: list[MaybeId] = []
        text: Text = ""
        sign_by_on: MaybeDay = None

    @property
    def chosen(self) -> list[int]:
        """The ticked ones."""
        return [number for number in self.values["signatory"] if number]


class SignForm(Form):
    """The answer of an organisation: on its own page, or as staff heard it."""

    class Fields(BaseModel):
        """What is chosen and typed."""

        answer: Literal["yes", "no"]
        version: MaybeCount = None
        name: Name
        role: Line = ""
        area: Line = ""
        comment: Text = ""

    def said(self, via: Channel = Channel.WEB, version: int | None = None) -> Said:
        """As it is noted."""
        told = self.values
        number = told["version"] or 0 if version is None else version
        return Said(told["answer"] == "yes", number, told["name"], told["role"], told["area"], told["comment"], via)
