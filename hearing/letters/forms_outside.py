"""The form of an authority's own page."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from hearing.base.clock import today
from hearing.base.forms import (
    Email,
    Form,
    Line,
    MaybeDay,
    Name,
    Text,
    clean_line,
)
from hearing.base.lang import _
from hearing.letters.responses import MOST_REFERENCE


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
