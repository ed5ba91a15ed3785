"""What is typed about a series."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field

from hearing.base.forms import Day, Form, MaybeDay
from hearing.base.lang import _
from hearing.events.series import MOST, PARTS, Rule

MaybeTimes = Annotated[
    Annotated[int, Field(ge=1, le=MOST)] | None, BeforeValidator(lambda value: None if value == "" else value)
]


class SeriesForm(Form):
    """How often, until when."""

    class Fields(BaseModel):
        """What is chosen and typed."""

        every: Literal["weeks", "month"]
        step: Annotated[int, Field(ge=1, le=26)] = 2
        until: MaybeDay = None
        times: MaybeTimes = None
        skip: bool = False

    def check(self) -> None:
        """It ends some day."""
        if self.values["until"] is None and self.values["times"] is None:
            self.errors["times"] = _("Say how many times, or until which day.")

    @property
    def rule(self) -> Rule:
        """The rule that is meant; of each month, when it is the weekday of the month."""
        said = self.values
        return Rule(said["every"], said["step"], said["until"], said["times"])


class DaysForm(Form):
    """The days that become events."""

    class Fields(BaseModel):
        """Those that stay ticked."""

        days: list[Day] = []


class SpreadForm(Form):
    """What those to come get from this one."""

    class Fields(BaseModel):
        """Times, place, texts."""

        parts: Annotated[list[Literal[tuple(PARTS)]], Field(min_length=1)]  # type: ignore[valid-type]
