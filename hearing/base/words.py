"""What templates need to speak: texts, dates and numbers in the reader's language."""

from urllib.parse import quote

from jinja2 import Environment
from starlette.requests import Request

from hearing.base import dates, lang
from hearing.base.numbers import in_words, number
from hearing.settings import settings


def install(environment: Environment) -> None:
    """Give an environment _(), ngettext(), {% trans %}, language(), date_… and the rest of the words."""
    lang.install(environment)
    environment.filters["upfirst"] = dates.upfirst
    environment.globals.update(dates.GLOBALS)
    environment.globals.update(
        language=lang.language,
        number=number,
        in_words=in_words,
        other_language_url=other_language_url,
        site_name=lambda: settings().name,
        site_contact=lambda: settings().contact,
    )


def other_language_url(request: Request) -> str:
    """The same public page in the other language: English lives under /en."""
    path, query = request.url.path, request.url.query
    bare = path.removeprefix("/en") if path == "/en" or path.startswith("/en/") else path
    there = quote(bare or "/" if bare != path else f"/en{path}", safe="/:@!$&'()*+,;=~")
    return f"{there}?{query}" if query else there
