"""Requests and forms to draw pages with, as the middleware and the handlers would have prepared them."""

from types import SimpleNamespace
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request

from hearing.base.forms import Form


def request(path: str = "/desk/", **state: Any) -> Request:
    """A request for a page, with what the middleware would have found out."""
    scope = {
        "type": "http", "method": "GET", "scheme": "http", "server": ("test", 80), "path": path, "root_path": "",
        "query_string": b"", "headers": [(b"host", b"test")], "state": state,
    }  # fmt: skip
    return Request(scope)


def staff(path: str = "/desk/", **state: Any) -> Request:
    """A request by Karin, who may everything."""
    rights = {f"{word}.read" for word in ("events", "people", "mail", "staff")}
    organiser = SimpleNamespace(id=1, name="Egen röst Dalarna", slug="egen-rost", colour="#1b6040")
    account = SimpleNamespace(name="Karin Wester", admin=True)
    return request(path, account=account, organiser=organiser, rights=frozenset(rights), **state)


class FilledIn(Form):
    """A form as it comes back: what was typed, and what is wrong."""

    class Fields(BaseModel):
        """Nothing is checked here."""


def filled(errors: dict[str, str] | None = None, **typed: str | list[str]) -> Form:
    """A form holding what was typed, with the given faults."""
    form = FilledIn(None, **typed)
    form.errors = errors or {}
    return form
