"""A template environment with the pages' own globals and nothing behind them."""

from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from hearing.base import words


def environment() -> Environment:
    """The templates, with addresses that are not hashed."""
    made = Environment(loader=FileSystemLoader("templates"), autoescape=True, undefined=StrictUndefined)
    words.install(made)
    made.globals.update(static=lambda path: f"/static/{path}", settings_name="Hearing")
    return made


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


class FakeForm:
    """Stands in for a filled-in form."""

    def __init__(self, errors: dict[str, str] | None = None, **raw: str | list[str]) -> None:
        self.errors = errors or {}
        self.given = raw

    def raw(self, name: str) -> str:
        return (self.raws(name) or [""])[0]

    def raws(self, name: str) -> list[str]:
        value = self.given.get(name, [])
        return [value] if isinstance(value, str) else value
