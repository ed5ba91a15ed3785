"""Text in, typed values or sentences out: what every form is made of."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time
from typing import Annotated, Any, ClassVar, get_origin

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from starlette.datastructures import FormData, UploadFile

from hearing.base.errors import BadInput, Refusal
from hearing.base.lang import _
from hearing.base.marks import mark

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
UNSEEN = re.compile("[\u0080-\u0084\u0086-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
CLOCK = re.compile(r"(?:kl\.?\s*)?([0-9]{1,2})(?:[.:]?([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?)?")
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
LINE = 200
TEXT = 20_000
MOST_NUMBER = 1_000_000


def clean_line(value: Any) -> Any:
    """One line: composed, without what cannot be seen and doubled spaces; a line break becomes a space."""
    if not isinstance(value, str):
        return value
    return " ".join(UNSEEN.sub("", unicodedata.normalize("NFC", value)).split())


def clean_text(value: Any) -> Any:
    """Several lines: composed, Unix line ends, without what cannot be seen and trailing blanks."""
    if not isinstance(value, str):
        return value
    lines = LINE_ENDS.sub("\n", UNSEEN.sub("", unicodedata.normalize("NFC", value)))
    return "\n".join(line.rstrip() for line in lines.split("\n")).strip()


def clean_email(value: Any) -> Any:
    """An address as it can be mailed: IDNA domain, no spaces; "" stays ""."""
    line = clean_line(value)
    if not line:
        return ""
    try:
        return validate_email(line, check_deliverability=False, test_environment=True).ascii_email or _raise_email()
    except EmailNotValidError:
        return _raise_email()


def _raise_email() -> str:
    raise PydanticCustomError("email", "not an address")


def _filled(value: str) -> str:
    if not any(unicodedata.category(sign)[0] not in "CZ" for sign in value):  # spaces and joiners alone show nothing
        raise PydanticCustomError("missing", "needed")
    return value


def _web(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s<>\"]+", value):
        raise PydanticCustomError("web", "not a web address")
    return value


def _none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _clock_text(value: Any) -> Any:
    """Typed times: 9, 9.30, 09:30, 0930, kl. 9.30; seconds fall away, a zone of its own is refused."""
    if not isinstance(value, str) or not value.strip():
        return value
    match = CLOCK.fullmatch(value.strip())
    if not match:
        raise PydanticCustomError("time_parsing", "not a time")
    return f"{int(match[1]):02}:{match[2] or '00'}"


def _day_text(value: Any) -> Any:
    """Typed days: 2026-11-12 and nothing else, for a bare number would be read as seconds since 1970."""
    if isinstance(value, str) and value.strip() and not DAY.fullmatch(value.strip()):
        raise PydanticCustomError("date_parsing", "not a date")
    return value.strip() if isinstance(value, str) else value


def said(text: str) -> PydanticCustomError:
    """What a validator raises when it has words of its own for what is wrong."""
    return PydanticCustomError("said", "{text}", {"text": text})


Line = Annotated[str, BeforeValidator(clean_line), Field(max_length=LINE)]
ShortLine = Annotated[str, BeforeValidator(clean_line), Field(max_length=100)]
Name = Annotated[str, BeforeValidator(clean_line), Field(max_length=LINE), AfterValidator(_filled)]
LongLine = Annotated[str, BeforeValidator(clean_line), Field(max_length=400)]
Phone = Annotated[str, BeforeValidator(clean_line), Field(max_length=40)]
Text = Annotated[str, BeforeValidator(clean_text), Field(max_length=TEXT)]
Email = Annotated[str, BeforeValidator(clean_email), Field(max_length=254)]
NeededEmail = Annotated[str, BeforeValidator(clean_email), Field(max_length=254), AfterValidator(_filled)]
WebAddress = Annotated[str, BeforeValidator(clean_line), Field(max_length=500), AfterValidator(_web)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31)), BeforeValidator(_day_text)]
MaybeDay = Annotated[Day | None, BeforeValidator(_none)]
Clock = Annotated[time, BeforeValidator(_clock_text)]
MaybeClock = Annotated[time | None, BeforeValidator(_none), BeforeValidator(_clock_text)]
Count = Annotated[int, Field(ge=0, le=MOST_NUMBER)]
MaybeCount = Annotated[Count | None, BeforeValidator(_none)]
Id = Annotated[int, Field(ge=1, le=2_147_483_647)]
MaybeId = Annotated[Id | None, BeforeValidator(_none)]


@contextmanager
def refused(form: "Form", field: str) -> Iterator[None]:
    """What cannot be done is said at a field, so that the same page comes back with what was typed."""
    try:
        yield
    except Refusal as wrong:
        form.errors[field] = wrong.text()


class Form:
    """What was typed, what is wrong with it, and the typed values when nothing is.

    A subclass declares a pydantic model `Fields` and may override `check` for rules
    that span several fields. Raises BadInput (400) on NUL and control characters.
    """

    Fields: ClassVar[type[BaseModel]]
    LABELS: ClassVar[Mapping[str, Any]] = {}  # field -> its words, where two may change the same row (edits.py)
    TOGETHER: ClassVar[Mapping[str, tuple[str, ...]]] = {}  # fields that are the columns of one list

    clash: Any = None  # edits.Clash when somebody else was first

    def __init__(self, data: FormData | Mapping[str, Any] | None = None, **initial: Any) -> None:
        self.data = data
        self.initial = initial
        self.errors: dict[str, str] = {}
        self.values: dict[str, Any] = {}
        if data is not None:
            self._read()

    def check(self) -> None:
        """Rules across fields: put sentences into `self.errors`."""

    @property
    def seen(self) -> str:
        """The mark of what stood in the form when it was shown; it travels with it."""
        return mark(self, self.initial) if self.data is None else self.raw("seen")

    def raw(self, name: str) -> str:
        """What stands in a field: as typed, else as it was before."""
        if self.data is not None:
            value = self.data.get(name, "")
            return value if isinstance(value, str) else ""
        value = self.initial.get(name)
        return "" if value is None else str(value)

    def raws(self, name: str) -> list[str]:
        """All values of a field that can be ticked several times."""
        if isinstance(self.data, FormData):
            return [value for value in self.data.getlist(name) if isinstance(value, str)]
        value = (self.initial if self.data is None else self.data).get(name)
        if isinstance(value, bool):
            return ["on"] if value else []
        if isinstance(value, list | tuple | set | frozenset):
            return [str(one) for one in value]
        return [str(value)] if value else []

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        if self.data is None:
            return bool(self.initial.get(name))
        return self.raw(name) not in ("", "0")

    def _read(self) -> None:
        typed = self._typed()
        try:
            self.values = dict(self.Fields.model_validate(typed))
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False):
                name = str(error["loc"][0]) if error["loc"] else ""
                self.errors.setdefault(name, sentence(error))
        if not self.errors:
            self.check()

    def _typed(self) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for name, field in self.Fields.model_fields.items():
            if get_origin(field.annotation) in (list, set):
                typed[name] = [refuse_controls(value) for value in self.raws(name)]
            elif field.annotation is bool:
                typed[name] = self.ticked(name)
            elif self.data is not None and name in self.data:
                typed[name] = refuse_controls(self.data[name])
            elif field.is_required():
                typed[name] = ""
        return typed


def refuse_controls(value: Any) -> Any:
    """The value as it is; raises BadInput when text holds NUL or other control characters."""
    if isinstance(value, str) and CONTROLS.search(value):
        raise BadInput
    return None if isinstance(value, UploadFile) and not value.filename else value


def sentence(error: ErrorDetails) -> str:
    """What is wrong with one field, in the reader's language."""
    context = error.get("ctx") or {}
    kind = error["type"]
    if kind == "said":
        return str(context["text"])
    if kind in ("string_too_long", "too_long"):
        return _("Too long: at most %(most)s characters.", most=context["max_length"])
    if kind in ("missing", "email", "web"):
        return {
            "missing": _("Fill this in."),
            "email": _("This is not an e-mail address. It should look like name@example.org."),
            "web": _("This is not a web address. It should begin with https://."),
        }[kind]
    if error.get("input") == "":
        return _("Fill this in.")
    if kind.startswith("date"):
        return _("This is not a date. Write for example 2026-11-12.")
    if kind.startswith("time"):
        return _("This is not a time. Write for example 17.30.")
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return _("At least %(bound)s.", bound=bound) if "ge" in context else _("At most %(bound)s.", bound=bound)
    if kind.startswith("int"):
        return _("Write a whole number.")
    return _("Choose one of the alternatives.")
