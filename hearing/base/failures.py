"""Error pages: whatever goes wrong, the reader gets a sentence, a way on and the right status."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hearing.base import lang
from hearing.base.errors import BadInput, Refusal, SignInNeeded
from hearing.base.limits import TooMany
from hearing.base.web import is_htmx, page

log = structlog.get_logger("hearing.failures")
KNOWN = {400, 403, 404, 405, 413, 422, 429, 500}


class Failures:
    """Answers what the guard refused, and turns bugs into a logged line and a page, inside all other layers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if status := scope.get("hearing.refused"):
            await show(Request(scope, receive), status)(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as wrong:
            if started:
                raise
            log.exception("crashed", kind=type(wrong).__name__)
            await show(Request(scope, receive), 500)(scope, receive, send)


def show(request: Request, status: int, template: str = "", **headers: str) -> Response:
    """The error page of a status, in the language of whoever is signed in."""
    known = status if status in KNOWN else (400 if status < 500 else 500)
    account = getattr(request.state, "account", None)
    with lang.use(account.language if account else lang.language()):
        response = page(request, template or f"errors/{known}.html", status)
    response.headers.update(headers)
    return response


async def http(request: Request, wrong: Exception) -> Response:
    """What the router or a handler raised on purpose; strangers are not told which desk pages exist."""
    assert isinstance(wrong, HTTPException)
    if wrong.status_code in (404, 405) and staff_only(request):
        return await sign_in(request, SignInNeeded())
    if wrong.status_code < 400:
        return Response(status_code=wrong.status_code, headers=wrong.headers)
    return show(request, wrong.status_code, **(wrong.headers or {}))


def staff_only(request: Request) -> bool:
    """Whether a stranger asks for something on the desk."""
    return request.url.path.startswith("/desk/") and getattr(request.state, "account", None) is None


async def refused(request: Request, wrong: Exception) -> Response:
    """A Refusal: a sentence for the one who asked, 409."""
    assert isinstance(wrong, Refusal)
    return page(request, "_refusal.html" if is_htmx(request) else "refusal.html", 409, text=wrong.text())


async def sign_in(request: Request, wrong: Exception) -> Response:
    """A stranger: to the sign-in page and back again; a write is refused, and what was typed stays in the browser."""
    if request.method not in ("GET", "HEAD"):
        return show(request, 403, "errors/signed_out.html")
    target = f"/sign-in?{urlencode({'next': place(request)})}"
    if is_htmx(request):
        return show(request, 403, "errors/signed_out.html", **{"hx-redirect": target})
    return RedirectResponse(target, 303)


def place(request: Request) -> str:
    """Path and query of the page the reader looks at."""
    try:
        here = urlsplit(request.headers.get("hx-current-url", "") or str(request.url))
    except ValueError:
        here = urlsplit(request.url.path)
    return here.path + (f"?{here.query}" if here.query else "")


async def bad_input(request: Request, wrong: Exception) -> Response:
    """Control characters in a form."""
    return show(request, 400)


async def too_many(request: Request, wrong: Exception) -> Response:
    """A rate limit."""
    assert isinstance(wrong, TooMany)
    return show(request, 429, **{"retry-after": str(wrong.seconds)})


async def gone_away(request: Request, wrong: Exception) -> Response:
    """The reader closed the connection while sending: nothing to answer, nothing to log."""
    return Response(status_code=400)


HANDLERS: Mapping[Any, Callable[..., Any]] = {
    HTTPException: http,
    Refusal: refused,
    SignInNeeded: sign_in,
    BadInput: bad_input,
    TooMany: too_many,
    ClientDisconnect: gone_away,
}
