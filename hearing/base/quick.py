"""What was answered to somebody a moment ago is answered to the next before anything else is asked.

Public bodies (base/conditional.py) are the same for everyone. For a second their bytes are sent again without
routing, database or log line: this is what carries a hall full of telephones and a calendar program's rush.
A change made in this process ends it at once, one made in another within that second.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hearing.base.clock import now
from hearing.base.conditional import KEPT, Kept, RawHeaders

A_MOMENT = timedelta(seconds=1)
MOST = 256
OWN = frozenset({b"x-request-id", b"date", b"server"})


class _Changes:
    """How often something public has changed in this process."""

    count = 0


def forget() -> None:
    """Something public is changing: nothing answered before may be answered again."""
    _Changes.count += 1


@dataclass(frozen=True, slots=True)
class Ready:
    """A body that may be sent again, the headers every answer gets, and until when."""

    kept: Kept
    dressing: RawHeaders
    until: datetime
    change: int

    def valid(self) -> bool:
        """Whether nothing has changed since, and the moment has not passed."""
        return self.change == _Changes.count and now() < self.until


class Quick:
    """Stands before everything else; learns from the answers that pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.ready: dict[tuple[str, str], Ready] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["query_string"] or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        ready = self.ready.get((scope["scheme"], scope["path"]))
        if ready is None or not ready.valid():
            await self.ask(scope, receive, send)
            return
        status, headers, body = ready.kept.parts(scope)
        await send({"type": "http.response.start", "status": status, "headers": headers + ready.dressing})
        await send({"type": "http.response.body", "body": body})

    async def ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the program answer, and remember a public body."""
        change, until = _Changes.count, now() + A_MOMENT

        async def sending(message: Message) -> None:
            kept = scope.get(KEPT)
            if message["type"] == "http.response.start" and kept is not None and kept.public:
                self.learn(scope, Ready(kept, dressing(kept, message["headers"]), until, change))
            await send(message)

        await self.app(scope, receive, sending)

    def learn(self, scope: Scope, ready: Ready) -> None:
        """Remember one answer; all are dropped when there are too many."""
        if len(self.ready) >= MOST:
            self.ready.clear()
        self.ready[scope["scheme"], scope["path"]] = ready


def dressing(kept: Kept, headers: RawHeaders) -> RawHeaders:
    """The headers that were put on beside the body's own."""
    own = kept.names | OWN
    return [(name, value) for name, value in headers if name.lower() not in own]
