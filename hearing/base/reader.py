"""The reader's language on public pages: Swedish at the bare address, English under /en/."""

from starlette.types import ASGIApp, Receive, Scope, Send

from hearing.base import lang

ENGLISH = "/en"
DESK_LIKE = (
    "/en/desk",
    "/en/static",
    "/en/sign-",
    "/en/healthz",
    "/en/readyz",
    "/en/calendar/private",
)


class ReadersLanguage:
    """Sets the language of the request; "/en" becomes the root path, so that links stay in English."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        english = (path == ENGLISH or path.startswith(ENGLISH + "/")) and not path.startswith(DESK_LIKE)
        if english:
            scope["root_path"] = scope.get("root_path", "") + ENGLISH
        with lang.use("en" if english else lang.default()):
            await self.app(scope, receive, send)
