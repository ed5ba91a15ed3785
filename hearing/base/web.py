"""How a handler replies: show a page, answer a write, find the reader's own rows."""

import json
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload
from urllib.parse import quote, unquote, urlencode

from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet, QuerySetSingle

from hearing.base.errors import BadInput
from hearing.base.forms import refuse_controls
from hearing.base.reader import ENGLISH, under_english
from hearing.base.templates import render

M = TypeVar("M", bound=Model)
FLASH = "said"
MOST_FIELDS = 10_000
PAGE_ROWS = 50


class RowNumber(IntegerConvertor):
    """{id:int} in an address: as many digits as a row's number can have, so that longer ones are 404, not an error."""

    regex = "[0-9]{1,9}"


register_url_convertor("int", RowNumber())  # every module with routes imports this one first


def is_htmx(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-history-restore-request") != "true"


def link(request: Request, name: str, /, **params: Any) -> str:
    """The path of a named route, in the reader's language on public pages."""
    path = str(request.app.url_path_for(name, **{key: str(value) for key, value in params.items()}))
    root = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    return root + path if under_english(ENGLISH + path) else path


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A whole page (or fragment) made from a template."""
    said = flash(request)
    nav = getattr(request.state, "nav", {})
    body = render(template, request=request, flash=said, nav=nav, **values)
    response = HTMLResponse(body, status, headers={"vary": "HX-Request"})
    if said:
        response.delete_cookie(FLASH, path="/desk")
    return response


def done(
    request: Request,
    fragment: str,
    there: str,
    said: str = "",
    undo: str | None = None,
    **values: Any,
) -> Response:
    """The answer to a write: the fragment and a toast for htmx; for everyone else 303 to `there`, with `said` once.

    `undo` is the address on the desk that takes it back by POST. Without a fragment htmx goes to `there`, too.
    """
    told = {"text": said, "undo": undo} if said else None
    if is_htmx(request) and fragment:
        body = render(fragment, request=request, **values)
        toast = render("_toast.html", flash=told, oob=True) if told else ""
        return HTMLResponse(body + toast, headers={"vary": "HX-Request"})
    response = Response(headers={"hx-redirect": there}) if is_htmx(request) else RedirectResponse(there, 303)
    if told:
        text = quote(json.dumps(told))
        response.set_cookie(FLASH, text, max_age=60, path="/desk", httponly=True, samesite="lax")
    return response


def flash(request: Request) -> dict[str, Any] | None:
    """What the last write said, shown once on the next desk page."""
    if not request.url.path.startswith("/desk") or FLASH not in request.cookies:
        return None
    try:
        told = json.loads(unquote(request.cookies[FLASH]))
        text, undo = (str(told[name] or "").encode("utf-8", "replace").decode() for name in ("text", "undo"))
        return {"text": text[:300], "undo": undo if undo.startswith("/desk/") else None}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


async def posted(request: Request) -> FormData:
    """The form that was sent, with at most 10,000 fields and no files; BadInput for what no page of ours can send."""
    data = await _read(request, max_fields=MOST_FIELDS, max_files=0)
    for name, value in data.multi_items():
        refuse_controls(name)
        refuse_controls(value)
    return data


async def uploaded(request: Request, name: str) -> bytes:
    """The bytes of one sent file; empty when none was chosen."""
    data = await _read(request, max_files=1, max_fields=100)
    try:
        file = data.get(name)
        return await file.read() if isinstance(file, UploadFile) else b""
    finally:
        await data.close()


async def with_file(request: Request, name: str) -> tuple[FormData, str, bytes]:
    """The fields of a form that brings one file, the file's name and its bytes; both empty when none was chosen."""
    fields, files = await with_files(request, name, 1)
    return (fields, *files[0]) if files else (fields, "", b"")


async def with_files(request: Request, name: str, most: int) -> tuple[FormData, list[tuple[str, bytes]]]:
    """The fields of a form that may bring some files, and the name and the bytes of each."""
    data = await _read(request, max_files=most, max_fields=100)
    try:
        fields = FormData([(key, value) for key, value in data.multi_items() if isinstance(value, str)])
        for key, value in fields.multi_items():
            refuse_controls(key)
            refuse_controls(value)
        sent = [file for file in data.getlist(name) if isinstance(file, UploadFile)]
        return fields, [(file.filename or "", await file.read()) for file in sent]
    finally:
        await data.close()


async def _read(request: Request, **most: int) -> FormData:
    """A form in whatever letters it says it is written; BadInput when it is not."""
    try:
        return await request.form(**most)
    except UnicodeError:
        raise BadInput from None


@overload
def mine(request: Request, query: QuerySet[M]) -> QuerySet[M]: ...


@overload
def mine(request: Request, query: QuerySet[M], **lookup: Any) -> "Found[M]": ...


def mine(request: Request, query: QuerySet[M], **lookup: Any) -> "QuerySet[M] | Found[M]":
    """The rows of the organiser the reader works for now, and the shared ones; with a lookup, one row or 404."""
    model: Any = query.model
    organiser = request.state.organiser
    theirs: dict[str, Any] = {model.OWNER: organiser.pk if organiser else 0}
    nobodys: dict[str, Any] = {f"{model.OWNER}__isnull": True}
    rows = query.filter(Q(**theirs) | Q(**nobodys) if model.SHARED else Q(**theirs))
    return Found(rows.filter(**lookup).first()) if lookup else rows


class Found(Generic[M]):
    """One row to wait for; 404 when the reader has no such row."""

    def __init__(self, query: QuerySetSingle[M | None]) -> None:
        self.query = query

    def __await__(self) -> Generator[Any, None, M]:
        """The row, or HTTPException 404."""
        return self._find().__await__()

    async def _find(self) -> M:
        row = await self.query
        if row is None:
            raise HTTPException(404)
        return row


@dataclass(frozen=True)
class Paging:
    """Which rows of a long list are shown: from `start` (0 first), `rows` a page, `total` in all."""

    start: int
    total: int
    query: str
    rows: int = PAGE_ROWS

    @property
    def first(self) -> int:
        """The number of the first row shown, counted from 1; 0 in an empty list."""
        return self.start + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return min(self.start + self.rows, self.total)

    @property
    def before(self) -> str | None:
        """The query string of the page before."""
        return self._at(max(0, self.start - self.rows)) if self.start else None

    @property
    def after(self) -> str | None:
        """The query string of the page after."""
        return self._at(self.start + self.rows) if self.last < self.total else None

    def _at(self, start: int) -> str:
        return "?" + (f"{self.query}&" if self.query else "") + f"start={start}"


def paging(request: Request, total: int, rows: int = PAGE_ROWS) -> Paging:
    """The page asked for by `?start=`, held inside the list; filters in the address stay."""
    others = [(name, value) for name, value in request.query_params.multi_items() if name != "start"]
    typed = request.query_params.get("start", "0")
    start = min(int(typed), max(0, total - 1)) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    return Paging(start - start % rows, total, urlencode(others), rows)
