"""Answers at once what this process answered a moment ago: public pages and calendars that are kept ready.

Nothing is asked of the database while this process has written nothing and the answer is younger than a second;
what other processes write is seen within that second. Readers and programs keep the same bytes far longer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.types import ASGIApp, Receive, Scope, Send

from hearing.base.clock import now
from hearing.base.conditional import Kept, Reply
from hearing.base.guard import dress
from hearing.base.tracing import asked
from hearing.db import write_counter
from hearing.settings import Settings, settings

MOST = 256
NO_TIME, SHORTLY = timedelta(), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class State:
    """What must be as it was for an answer to hold."""

    at: datetime
    settings: Settings
    counter: Callable[[], int]
    writes: int

    @classmethod
    def now(cls) -> "State":
        """As it is."""
        counter = write_counter()
        return cls(now(), settings(), counter, counter())

    def holds(self) -> bool:
        """Whether it is so still."""
        return self.writes == self.counter() and NO_TIME <= now() - self.at < SHORTLY and self.settings is settings()


@dataclass(frozen=True, slots=True)
class Known:
    """A kept answer with the headers every answer gets."""

    state: State
    route: str
    kept: Kept
    starts: dict[Reply, dict[str, object]]


class Ready:
    """Remembers by path, without query, what handlers answered from `Kept` where everybody may keep it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.known: dict[tuple[str, str], Known] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["query_string"]:
            await self.app(scope, receive, send)
            return
        key = (scope["scheme"], scope["path"])
        known = self.known.get(key)
        if known is None or not known.state.holds():
            await self._ask(key, scope, receive, send)
            return
        scope["hearing.asked"] = known.route
        reply = known.kept.choose(scope)
        await send(known.starts[reply])
        body = reply.body if scope["method"] == "GET" else b""
        await send({"type": "http.response.body", "body": body})

    async def _ask(self, key: tuple[str, str], scope: Scope, receive: Receive, send: Send) -> None:
        """Let the handler answer, and remember what it answered with."""
        state = State.now()
        self.known.pop(key, None)
        await self.app(scope, receive, send)
        kept = scope.get("hearing.kept")
        if kept is not None and kept.shared:
            if len(self.known) >= MOST:
                self.known.clear()
            self.known[key] = Known(state, asked(scope), kept, starts(scope, kept))


def starts(scope: Scope, kept: Kept) -> dict[Reply, dict[str, object]]:
    """The beginning of each reply, whole."""
    made: dict[Reply, dict[str, object]] = {}
    for reply in (kept.same, kept.full, kept.packed):
        headers = list(reply.headers)
        dress(scope, headers)
        made[reply] = {"type": "http.response.start", "status": reply.status, "headers": headers}
    return made
