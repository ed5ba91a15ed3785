"""What stands before every page: same-origin writes, clean addresses, security headers."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
SECURE = "max-age=31536000; includeSubDomains"
PERSONAL = ("/i/", "/r/", "/q/", "/s/", "/sign-in", "/calendar/private/")
SAFE = {"GET", "HEAD", "OPTIONS"}


class SecurityHeaders:
    """Adds the security headers to every answer that has not set its own; personal links never leave in a Referer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(scope, MutableHeaders(raw=message["headers"]))
            await send(message)

        await self.app(scope, receive, sending)


def dress(scope: Scope, headers: MutableHeaders) -> None:
    """Put the headers on one answer."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if scope["scheme"] == "https":
        headers.setdefault("strict-transport-security", SECURE)
    path = scope["path"].removeprefix("/en")
    if path.startswith(PERSONAL):
        headers["referrer-policy"] = "no-referrer"
        headers["x-robots-tag"] = "noindex, nofollow"
        headers.setdefault("cache-control", "private, no-store")
    elif path.startswith("/desk"):
        headers.setdefault("cache-control", "private, no-store")


class Guard:
    """Refuses writes from other sites (403), and addresses with NUL or control characters (400).

    Browsers say where a request comes from with Sec-Fetch-Site, older ones with Origin;
    programs that send neither (curl, mail programs' one-click) carry no cookies to abuse.
    """

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self.app = app
        self.origin = urlsplit(base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http":
            if unclean(scope):
                scope["hearing.refused"] = 400
            elif scope["method"] not in SAFE and not self.same_origin(scope):
                scope["hearing.refused"] = 403
        await self.app(scope, receive, send)

    def same_origin(self, scope: Scope) -> bool:
        """Whether a write comes from our own pages, or from no browser at all."""
        headers = Headers(scope=scope)
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        if origin is None:
            return True
        from_ = urlsplit(origin)
        return bool(from_.netloc) and from_.netloc in (
            headers.get("host"),
            self.origin.netloc,
        )


def unclean(scope: Scope) -> bool:
    """Whether path or query hold NUL, other control characters, or bytes that are no UTF-8."""
    query = scope.get("query_string", b"")
    path = scope["path"]
    if any(ord(letter) < 32 or ord(letter) == 127 or letter == "\ufffd" for letter in path):
        return True
    low = query.lower()
    return any(b"%%%02x" % code in low for code in (*range(9), 11, 12, *range(14, 32), 127)) or b"\0" in query
