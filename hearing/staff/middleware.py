"""Who is asking: the session cookie becomes request.state.account, organiser, role, rights and session."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hearing.base import lang
from hearing.base.clock import now
from hearing.base.links import digest
from hearing.base.web import is_htmx
from hearing.settings import settings
from hearing.staff.login import FORGOTTEN, TOUCH_EVERY
from hearing.staff.models import LoginSession, Membership, Role
from hearing.staff.rights import rights_of

Counts = Callable[[Request], Awaitable[dict[str, int]]]
NOBODY: dict[str, Any] = {
    "account": None,
    "organiser": None,
    "organisers": [],
    "role": None,
    "rights": frozenset(),
    "session": None,
    "nav": {},
}


class Sessions:
    """Finds the reader's session in two queries; `counts` tells the main menu what waits, once a whole page."""

    def __init__(self, app: ASGIApp, counts: Counts | None = None) -> None:
        self.app = app
        self.counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        state = scope.setdefault("state", {})
        state.update(NOBODY)
        token = HTTPConnection(scope).cookies.get(cookie_name(), "")
        session = await find(token) if token else None
        if session is None:
            await self.app(scope, receive, send)
            return
        state.update(await seen_as(session))
        renewed = await touch(session)

        async def sending(message: Message) -> None:
            if renewed and message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                if cookie_name() + "=" not in headers.get("set-cookie", ""):
                    headers.append("set-cookie", cookie(session, token))
            await send(message)

        with lang.use(session.account.language):
            state["nav"] = await self.waiting(Request(scope, receive))
            await self.app(scope, receive, sending)

    async def waiting(self, request: Request) -> dict[str, int]:
        """The counts of the main menu; nothing for fragments and writes."""
        if self.counts is None or request.method != "GET" or is_htmx(request):
            return {}
        return await self.counts(request)


async def find(token: str) -> LoginSession | None:
    """The living session of a cookie, with its account and organiser."""
    living = LoginSession.filter(token_hash=digest(token), expires_at__gt=now(), account__shut_off_at=None)
    return await living.select_related("account", "organiser").first()


async def seen_as(session: LoginSession) -> dict[str, Any]:
    """Account, organiser, role and rights; an organiser it has no role with any more is not shown."""
    account = session.account
    theirs = await Membership.filter(account_id=account.pk).select_related("organiser").order_by("organiser__name")
    here = next((one for one in theirs if one.organiser_id == session.organiser_id), None)
    here = here or next(iter(theirs), None)
    role: Role | None = here.role if here else None
    return {
        "account": account,
        "organiser": here.organiser if here else None,
        "organisers": [one.organiser for one in theirs],
        "role": role,
        "rights": rights_of(account, role),
        "session": session,
    }


async def touch(session: LoginSession) -> bool:
    """Note that it is in use, at most every ten minutes; True when it was noted and its cookie must live longer."""
    idle, moment = session.idle, now()
    if moment - session.seen_at < TOUCH_EVERY:
        return False
    due = LoginSession.filter(pk=session.pk, seen_at=session.seen_at)
    return bool(await due.update(seen_at=moment, expires_at=moment + idle)) and idle > FORGOTTEN


def secure() -> bool:
    """Whether readers reach this installation by https."""
    return settings().url.startswith("https:")


def cookie_name() -> str:
    """Bound to this very host where browsers can promise it."""
    return "__Host-session" if secure() else "session"


def cookie(session: LoginSession, token: str) -> str:
    """The Set-Cookie line of a session; one that is not remembered ends with the browser."""
    holder = Response()
    life = int(session.idle.total_seconds()) if session.idle > FORGOTTEN else None
    holder.set_cookie(cookie_name(), token, max_age=life, path="/", secure=secure(), httponly=True, samesite="lax")
    return holder.headers["set-cookie"]


def no_cookie() -> str:
    """The Set-Cookie line that ends it."""
    holder = Response()
    holder.delete_cookie(cookie_name(), path="/", secure=secure(), httponly=True, samesite="lax")
    return holder.headers["set-cookie"]
