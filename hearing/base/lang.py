"""The languages: English in the code, Swedish in hearing/locale/sv/*.po, one file for each slice.

The files are read together at first use and kept as one compiled catalogue beside them (or under var/
when the package cannot be written), named after what it was made of, so that a stale one is never read.
"""

import gettext as gnu
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import Environment

from hearing.base.catalogue import compiled
from hearing.base.paths import LOCALE
from hearing.settings import settings

LANGUAGES = ("sv", "en")
LOCALES = {"sv": "sv", "en": "en_GB"}

_language: ContextVar[str] = ContextVar("language", default="sv")


def language() -> str:
    """The present reader's language: sv or en."""
    return _language.get()


def locale() -> str:
    """The reader's locale for Babel; English is British, with a 24 h clock."""
    return LOCALES[language()]


@contextmanager
def use(code: str) -> Iterator[None]:
    """Speak a language within the block; an unknown one becomes Swedish."""
    token = _language.set(code if code in LANGUAGES else "sv")
    try:
        yield
    finally:
        _language.reset(token)


@cache
def translations(code: str) -> gnu.NullTranslations:
    """The catalogue of a language, read once."""
    if code == "en":
        return gnu.NullTranslations()
    homes = (LOCALE / code, Path("var"))
    return gnu.GNUTranslations(BytesIO(compiled(LOCALE / code, homes)))


def plain(msgid: str) -> str:
    """The text with its placeholders still in it."""
    return translations(language()).gettext(msgid) if msgid else ""


def plain_plural(one: str, many: str, n: int) -> str:
    """The form for n with its placeholders still in it."""
    return translations(language()).ngettext(one, many, n)


def _(msgid: str, /, **values: Any) -> str:
    """A text in the reader's language. A per cent sign in it is written %%, as in templates."""
    return plain(msgid) % values


def ngettext(one: str, many: str, n: int, /, **values: Any) -> str:
    """The text for one or for many; %(num)s is the number itself unless given."""
    return plain_plural(one, many, n) % {"num": n, **values}


class Lazy:
    """A text that is translated each time it is shown: for names made when a module is read."""

    def __init__(self, msgid: str, values: dict[str, Any]) -> None:
        self.msgid = msgid
        self.values = values

    def __str__(self) -> str:
        return _(self.msgid, **self.values)

    def __repr__(self) -> str:
        return f"lazy({self.msgid!r})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, (str, Lazy)) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.msgid)


def lazy(msgid: str, /, **values: Any) -> Lazy:
    """A text for a module's top level, translated when it is shown."""
    return Lazy(msgid, values)


def default() -> str:
    """The language of the installation."""
    return settings().language


def install(environment: Environment) -> None:
    """Give templates _(), ngettext() and {% trans %}; values are filled in as in _()."""
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(plain, plain_plural, newstyle=True)  # type: ignore[attr-defined]
