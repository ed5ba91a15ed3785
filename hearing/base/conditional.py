"""Bytes kept ready and sent only to those who lack them: ETag, Last-Modified, 304, HEAD, gzip on request."""

import gzip
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

KEPT = "hearing.kept"  # where a request remembers the body it was answered with
CALENDAR = "text/calendar; charset=utf-8"

RawHeaders = list[tuple[bytes, bytes]]


class Kept:
    """A finished body with its headers, plain and compressed. The same body always has the same tag."""

    __slots__ = ("_full", "_packed_headers", "_same", "body", "changed_at", "etag", "packed", "size")

    def __init__(
        self,
        body: bytes,
        changed_at: datetime,
        media_type: str = CALENDAR,
        cache_control: str = "public, max-age=300",
    ) -> None:
        self.body = body
        self.changed_at = changed_at.astimezone(UTC).replace(microsecond=0)
        self.etag = f'W/"{sha256(body).hexdigest()[:32]}"'
        self.packed = gzip.compress(body, 6, mtime=0)
        self.size = len(body) + len(self.packed)
        self._same = [
            (b"etag", self.etag.encode()),
            (b"last-modified", format_datetime(self.changed_at, usegmt=True).encode()),
            (b"cache-control", cache_control.encode()),
            (b"vary", b"Accept-Encoding"),
        ]
        self._full = [*self._same, (b"content-type", media_type.encode()), _length(body)]
        self._packed_headers = [*self._full[:-1], (b"content-encoding", b"gzip"), _length(self.packed)]

    @property
    def public(self) -> bool:
        """Whether it is the same for everyone and may be kept by anyone."""
        return self._same[2][1].startswith(b"public")

    @property
    def names(self) -> frozenset[bytes]:
        """The names of its own headers."""
        return frozenset(name for name, _value in (*self._full, *self._packed_headers))

    def answer(self, request: Request) -> Response:
        """304 to those who have it, else all of it; compressed only for those who ask."""
        request.scope[KEPT] = self
        status, headers, body = self.parts(request.scope)
        return _Ready(status, body, headers)

    def parts(self, scope: Scope) -> tuple[int, RawHeaders, bytes]:
        """Status, headers and body for one request."""
        asked: dict[bytes, list[str]] = {b"if-none-match": [], b"if-modified-since": [], b"accept-encoding": []}
        for name, value in scope["headers"]:
            if name in asked:
                asked[name].append(value.decode("latin-1"))
        if self._held(asked[b"if-none-match"], asked[b"if-modified-since"]):
            return 304, self._same, b""
        packed = _wants_gzip(asked[b"accept-encoding"])
        body = self.packed if packed else self.body
        headers = self._packed_headers if packed else self._full
        return 200, headers, b"" if scope["method"] == "HEAD" else body

    def _held(self, tags: list[str], since: list[str]) -> bool:
        if tags:
            return _names(", ".join(tags), self.etag)
        moment = _http_date(since[0]) if since else None
        return moment is not None and self.changed_at <= moment


class Shelf:
    """The latest kept bodies of this process, at most so many bytes; what is used least leaves first."""

    def __init__(self, room: int = 8_000_000) -> None:
        self.room = room
        self._rows: OrderedDict[Hashable, tuple[Hashable, Kept]] = OrderedDict()

    async def get(self, key: Hashable, version: Hashable, make: Callable[[], Awaitable[Kept]]) -> Kept:
        """What is kept under the key at this version, made anew when there is none."""
        row = self._rows.get(key)
        if row is not None and row[0] == version:
            self._rows.move_to_end(key)
            return row[1]
        kept = await make()
        self._rows[key] = (version, kept)
        self._rows.move_to_end(key)
        self._trim()
        return kept

    def clear(self) -> None:
        """Forget everything."""
        self._rows.clear()

    def _trim(self) -> None:
        total = sum(kept.size for _, kept in self._rows.values())
        while total > self.room and len(self._rows) > 1:
            _, (_, kept) = self._rows.popitem(last=False)
            total -= kept.size


class _Ready(Response):
    """A response whose headers are known: nothing is computed on the way out."""

    def __init__(self, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        self.status_code = status
        self.body = body
        self.background = None
        self.raw_headers = list(headers)  # a copy: middleware adds its own


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()


def _names(header: str, etag: str) -> bool:
    """Does If-None-Match name this tag, compared weakly?"""
    if header.strip() == "*":
        return True
    wanted = etag.removeprefix("W/")
    return any(tag.strip().removeprefix("W/") == wanted for tag in header.split(","))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _wants_gzip(headers: list[str]) -> bool:
    for part in ",".join(headers).split(","):
        name, _, weight = part.strip().lower().partition(";")
        if name.strip() in {"gzip", "x-gzip"}:
            return _weight(weight) > 0
    return False


def _weight(parameter: str) -> float:
    """The q of a choice: 1 when it is not given, 0 when it cannot be read."""
    name, given, value = parameter.partition("=")
    if not given or name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
