"""What is typed about monthly letters."""

from typing import Literal

from pydantic import BaseModel

from hearing.base.forms import Day, Form, Line, MaybeId, Name, NeededEmail, Text


class AskForm(Form):
    """Somebody asks for the letter."""

    class Fields(BaseModel):
        """An address and a language."""

        email: NeededEmail
        language: Literal["sv", "en"] = "sv"


class StartForm(Form):
    """Somebody who has stopped wants it again."""

    class Fields(BaseModel):
        """The address it came to."""

        email: NeededEmail


class MonthForm(Form):
    """Which month's letter to begin."""

    class Fields(BaseModel):
        """Any day of it."""

        month: Day


class LetterForm(Form):
    """The words and the choice."""

    class Fields(BaseModel):
        """Events and answers by number."""

        subject: Name
        intro: Text = ""
        events: list[MaybeId] = []
        answers: list[MaybeId] = []
        there: Line = ""
