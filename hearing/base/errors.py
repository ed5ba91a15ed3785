"""What a person is told when something cannot be done."""

from typing import Any

from hearing.base.lang import _


class Refusal(Exception):
    """Something a person asked for cannot be done; shown to that person, in their language, with status 409."""

    def __init__(self, text: str, **values: Any) -> None:
        super().__init__(text)
        self.msgid = text
        self.values = values

    def text(self) -> str:
        """The sentence in the current reader's language."""
        return _(self.msgid, **self.values)

    def __str__(self) -> str:
        return self.text()


class BadInput(Exception):
    """The request holds bytes no page of ours can send (NUL, control characters): answered with 400."""


class SignInNeeded(Exception):
    """A page for staff was asked for by nobody we know: the reader is sent to the sign-in page."""
