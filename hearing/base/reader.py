"""The reader's language on public pages: Swedish at the bare address, English under /en/."""

from starlette.types import ASGIApp, Receive, Scope, Send

from hearing.base import lang
from hearing.settings import settings

ENGLISH = "/en"
ONE_LANGUAGE = ("/en/desk", "/en/static", "/en/sign-out", "/en/healthz", "/en/readyz", "/en/calendar/private")


class ReadersLanguage:
    """Sets the language of the request; "/en" becomes the root path, so that links stay in English."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        english = under_english(scope["path"])
        if english:
            scope["root_path"] = scope.get("root_path", "") + ENGLISH
        with lang.use("en" if english else settings().language):
            await self.app(scope, receive, send)


def under_english(path: str) -> bool:
    """Whether this is the English side of a page that has two."""
    return (path == ENGLISH or path.startswith(ENGLISH + "/")) and not path.startswith(ONE_LANGUAGE)
