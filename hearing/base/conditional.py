"""Bytes kept ready and sent only to those who lack them: ETag, Last-Modified, 304, HEAD, gzip on request."""

import gzip
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

CALENDAR = "text/calendar; charset=utf-8"
TAGS, SINCE, ENCODINGS = b"if-none-match", b"if-modified-since", b"accept-encoding"
ASKED = frozenset({TAGS, SINCE, ENCODINGS})


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """A whole answer whose headers are known: nothing is computed on the way out."""

    status: int
    body: bytes
    headers: list[tuple[bytes, bytes]]


class Kept:
    """A finished body with its headers, plain and compressed. The same body always has the same tag."""

    __slots__ = ("_tag", "body", "changed_at", "etag", "full", "packed", "same", "shared", "size")

    def __init__(
        self,
        body: bytes,
        changed_at: datetime,
        media_type: str = CALENDAR,
        cache_control: str = "public, max-age=300",
        headers: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        self.body = body
        self.changed_at = changed_at.astimezone(UTC).replace(microsecond=0)
        self.etag = f'W/"{sha256(body).hexdigest()[:32]}"'
        self._tag = self.etag.encode()
        self.shared = cache_control.startswith("public")
        short = gzip.compress(body, 6, mtime=0)
        self.size = len(body) + len(short)
        conditions = [
            (b"etag", self._tag),
            (b"last-modified", format_datetime(self.changed_at, usegmt=True).encode()),
            (b"cache-control", cache_control.encode()),
            (b"vary", b"Accept-Encoding"),
            *headers,
        ]
        kind = (b"content-type", media_type.encode())
        self.same = Reply(304, b"", conditions)
        self.full = Reply(200, body, [*conditions, kind, _length(body)])
        self.packed = Reply(200, short, [*conditions, kind, (b"content-encoding", b"gzip"), _length(short)])

    def answer(self, request: Request) -> Response:
        """304 to those who have it, else all of it; compressed only for those who ask."""
        request.scope["hearing.kept"] = self
        reply = self.choose(request.scope)
        return _Ready(reply.status, b"" if request.method == "HEAD" else reply.body, reply.headers)

    def choose(self, scope: Scope) -> Reply:
        """Which of its replies a request gets."""
        asked: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in ASKED:
                asked[name] = asked[name] + b"," + value if name in asked else value
        if self._held_by(asked):
            return self.same
        return self.packed if _wants_gzip(asked.get(ENCODINGS, b"")) else self.full

    def _held_by(self, asked: dict[bytes, bytes]) -> bool:
        tags = asked.get(TAGS)
        if tags is not None:
            return tags == self._tag or _names(tags.decode("latin-1"), self.etag)
        since = _http_date(asked[SINCE].decode("latin-1")) if SINCE in asked else None
        return since is not None and self.changed_at <= since


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


@lru_cache(maxsize=64)
def _wants_gzip(header: bytes) -> bool:
    for part in header.decode("latin-1").split(","):
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
