"""Finished public bodies of this process, kept as long as what they tell has not changed."""

from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import Response
from tortoise.connection import get_connection

from hearing.base.clock import now, today
from hearing.base.conditional import Kept, Shelf
from hearing.base.lang import language
from hearing.base.templates import render
from hearing.db import dialect, rows
from hearing.settings import settings

HTML = "text/html; charset=utf-8"
A_MINUTE = "public, max-age=30"
FRESH_SECONDS = 300  # two changes committed out of order are seen after this at the latest

ORGANISERS = "SELECT {} FROM organiser"

_shelves: WeakKeyDictionary[Any, Shelf] = WeakKeyDictionary()


def shelf() -> Shelf:
    """The shelf of the open database: another database has other pages."""
    connection = get_connection("default")
    if connection not in _shelves:
        _shelves[connection] = Shelf(24_000_000)
    return _shelves[connection]


async def newest() -> tuple[Any, ...]:
    """The version of everything public: it moves with every change of an event, an organiser's name, and the day."""
    names = "string_agg(name, '|' ORDER BY id)" if dialect() == "postgres" else "group_concat(name, '|')"
    (row,) = await rows(
        f"SELECT max(changed_at) AS changed, max(id) AS id, ({ORGANISERS.format(names)}) AS who FROM event"
    )
    return row["changed"], row["id"], row["who"], today(), int(now().timestamp()) // FRESH_SECONDS, settings().url


def instant(value: Any) -> datetime:
    """A time as raw SQL gives it: text in SQLite."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def bare(request: Request, query: str = "") -> Request:
    """The request as a shared page may know it: no cookie, no query but what decided the page."""
    scope = {key: request.scope[key] for key in ("type", "method", "scheme", "server", "path", "app")}
    scope |= {"root_path": request.scope.get("root_path", ""), "headers": [], "state": {}}
    return Request({**scope, "query_string": query.encode()})


def drawn(request: Request, template: str, changed_at: datetime | None, query: str = "", **values: Any) -> Kept:
    """A public page as bytes to keep."""
    return Kept(page(request, template, query, **values), changed_at or now(), HTML, A_MINUTE)


def page(request: Request, template: str, query: str = "", **values: Any) -> bytes:
    """The bytes of a public page, as a reader nobody knows gets them."""
    return render(template, request=bare(request, query), flash=None, nav={}, **values).encode()


async def listing(request: Request, template: str, query: str, values: Any, also: Any = None) -> Response:
    """A public list, kept until any event changes, or the version `also`; `values` is awaited to draw it anew."""

    async def make() -> Kept:
        return drawn(request, template, None, query, **await values())

    key = (request.scope["path"], language(), query)
    kept = await shelf().get(key, (await newest(), also), make)
    return kept.answer(request)
