"""The forms of stages and consultation groups."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from hearing.base.clock import today
from hearing.base.forms import Day, Form, Line, Name, Text, clean_line
from hearing.base.lang import _
from hearing.letters.kinds_stage import Remunerated, StageKind

Source = Annotated[str, BeforeValidator(clean_line), Field(max_length=300)]


class StageForm(Form):
    """How far one healthcare region has come."""

    class Fields(BaseModel):
        """What is chosen and typed."""

        region: Annotated[str, Field(max_length=20)]
        stage: StageKind
        happened_on: Day
        source: Source

    def check(self) -> None:
        """A stage is only as good as its source."""
        if not self.values["source"]:
            self.errors["source"] = _("Say how we know.")
        if self.values["happened_on"] > today():
            self.errors["happened_on"] = _("This day has not come yet.")


class GroupForm(Form):
    """A consultation group."""

    class Fields(BaseModel):
        """What is typed."""

        name: Name
        body: Line = ""
        areas: Text = ""


class SeatForm(Form):
    """A seat in it."""

    class Fields(BaseModel):
        """What is typed."""

        association: Name
        area: Line = ""
        person: Line = ""
        appointed_by: Line = ""
        remunerated: Remunerated = Remunerated.UNKNOWN
