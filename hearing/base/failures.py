"""Error pages: whatever goes wrong, the reader gets a sentence, a way on and the right status."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from hearing.base.errors import BadInput, Refusal, SignInNeeded
from hearing.base.limits import TooMany
from hearing.base.web import is_htmx, page

log = structlog.get_logger("hearing.failures")
KNOWN = {400, 403, 404, 405, 413, 422, 429, 500}


class Refused:
    """Answers what the guard refused, inside the language and header layers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        status = scope.get("hearing.refused")
        if status is None:
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        await show(request, status)(scope, receive, send)


def show(request: Request, status: int, **headers: str) -> Response:
    """The error page of a status."""
    known = status if status in KNOWN else (400 if status < 500 else 500)
    response = page(request, f"errors/{known}.html", status)
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


async def http(request: Request, wrong: Exception) -> Response:
    """What the router or a handler raised on purpose."""
    assert isinstance(wrong, HTTPException)
    return show(
        request,
        wrong.status_code,
        **{k.replace("-", "_"): v for k, v in (wrong.headers or {}).items()},
    )


async def refused(request: Request, wrong: Exception) -> Response:
    """A Refusal: a sentence for the one who asked, 409."""
    assert isinstance(wrong, Refusal)
    fragment = "_refusal.html" if is_htmx(request) else "refusal.html"
    back = request.headers.get("referer", "")
    here = f"{request.url.scheme}://{request.url.netloc}/"
    return page(
        request,
        fragment,
        409,
        text=wrong.text(),
        back=back if back.startswith(here) else None,
    )


async def sign_in(request: Request, wrong: Exception) -> Response:
    """A stranger: to the sign-in page and back again; a write is refused."""
    if request.method not in ("GET", "HEAD"):
        return show(request, 403)
    target = f"/sign-in?next={quote(request.url.path)}"
    return RedirectResponse(target, 303)


async def bad_input(request: Request, wrong: Exception) -> Response:
    """Control characters in a form."""
    return show(request, 400)


async def too_many(request: Request, wrong: Exception) -> Response:
    """A rate limit."""
    assert isinstance(wrong, TooMany)
    return show(request, 429, retry_after=str(wrong.seconds))


async def gone_away(request: Request, wrong: Exception) -> Response:
    """The reader closed the connection while sending: nothing to answer, nothing to log."""
    return Response(status_code=400)


async def crashed(request: Request, wrong: Exception) -> Response:
    """A bug or a broken database: logged with its trace, told in plain words."""
    log.error("crashed", exc_info=wrong, kind=type(wrong).__name__)
    return show(request, 500)


HANDLERS: Mapping[Any, Callable[..., Any]] = {
    HTTPException: http,
    Refusal: refused,
    SignInNeeded: sign_in,
    BadInput: bad_input,
    TooMany: too_many,
    ClientDisconnect: gone_away,
    500: crashed,
    Exception: crashed,
}
