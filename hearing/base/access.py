"""Who may ask for what: every handler names the right it needs."""

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from hearing.base.errors import SignInNeeded

Handler = Callable[[Request], Awaitable[Response]]

OPEN = frozenset({"public", "link"})  # anyone; anyone with a personal link
SIGNED_IN = "signed_in"  # any account
ADMIN = "admin"  # the installation's administrators


def needs(right: str) -> Callable[[Handler], Handler]:
    """Let only those through who have the right: strangers go to sign-in, others get 403."""

    def wrap(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request) -> Response:
            admit(request, right)
            return await handler(request)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return wrap


def admit(request: Request, right: str) -> None:
    """Raise SignInNeeded for a stranger, HTTPException 403 for somebody without the right."""
    if right in OPEN:
        return
    account = getattr(request.state, "account", None)
    if account is None:
        raise SignInNeeded
    if not allowed(request, right):
        raise HTTPException(403)


def allowed(request: Request, right: str) -> bool:
    """Whether the signed-in reader has a right in the organiser they work for now."""
    account = getattr(request.state, "account", None)
    if account is None:
        return right in OPEN
    if right == SIGNED_IN:
        return True
    if right == ADMIN:
        return bool(account.admin)
    return right in request.state.rights
