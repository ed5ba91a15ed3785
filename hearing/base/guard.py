"""What stands before every page: same-origin writes, clean addresses, security headers."""

import re
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
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
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
OURS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
OUR_NAMES = frozenset(name for name, _value in OURS)
STRICT, SECURE = b"strict-transport-security", b"max-age=31536000; includeSubDomains"
PERSONAL = ("i/", "n/", "r/", "q/", "s/", "sign-in", "calendar/private/")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
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
                dress(scope, message["headers"])
            await send(message)

        await self.app(scope, receive, sending)


def dress(scope: Scope, headers: list[tuple[bytes, bytes]]) -> None:
    """Put the headers on one answer, where it has none of its own."""
    names = {name for name, _value in headers}
    headers.extend(OURS if names.isdisjoint(OUR_NAMES) else [one for one in OURS if one[0] not in names])
    if scope["scheme"] == "https" and STRICT not in names:
        headers.append((STRICT, SECURE))
    path = scope["path"].removeprefix("/en/").lstrip("/")
    if path.startswith(PERSONAL):
        there = MutableHeaders(raw=headers)
        there["referrer-policy"] = "no-referrer"
        there["x-robots-tag"] = "noindex, nofollow"
        there.setdefault("cache-control", "private, no-store")
    elif path.startswith("desk"):
        MutableHeaders(raw=headers).setdefault("cache-control", "private, no-store")


class Guard:
    """Refuses writes from other sites (403), unclean addresses (400) and bodies over the limit (413).

    Browsers say where a request comes from with Sec-Fetch-Site, older ones with Origin;
    programs that send neither (curl, mail programs' one-click) carry no cookies to abuse.
    `from_all` is a pattern of addresses that take a POST from anywhere: a webmail's own button to stop a letter
    (RFC 8058) says that it comes from the webmail. Such an address reads no cookie, and its token is all it asks for.
    """

    def __init__(
        self,
        app: ASGIApp,
        base_url: str,
        most_body: int,
        files: str = "",
        most_file: int = 0,
        from_all: str = "",
    ) -> None:
        self.app = app
        self.from_all = re.compile(from_all or "(?!)")
        self.files, self.most_file = re.compile(files or "(?!)"), most_file
        self.netloc = urlsplit(base_url).netloc
        self.most_body = most_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; what is refused is answered by Failures, in the reader's language."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if refused := self.refusal(scope):
            scope["hearing.refused"] = refused
        await self.app(scope, limited(receive, self.most(scope)), send)

    def most(self, scope: Scope) -> int:
        """How many bytes may come; more where a form hands in a file."""
        brings = Headers(scope=scope).get("content-type", "").startswith("multipart/form-data")
        return self.most_file if brings and self.files.fullmatch(scope["path"]) else self.most_body

    def refusal(self, scope: Scope) -> int:
        """The status it is refused with, or 0."""
        if unclean(scope):
            return 400
        if scope["method"] not in SAFE and not self.same_origin(scope):
            return 403
        length = Headers(scope=scope).get("content-length", "0")
        return 413 if not length.isdigit() or int(length) > self.most(scope) else 0

    def same_origin(self, scope: Scope) -> bool:
        """Whether a write comes from our own pages, from no browser at all, or may come from anywhere."""
        if scope["method"] == "POST" and self.from_all.fullmatch(scope["path"]):
            return True
        headers = Headers(scope=scope)
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        return origin is None or netloc_of(origin) in {headers.get("host", ""), self.netloc} - {""}


def netloc_of(address: str) -> str:
    """Host and port of an address; nothing of what is none."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def limited(receive: Receive, most: int) -> Receive:
    """Reading stops with 413 when a body of no told length passes the limit."""
    so_far = 0

    async def receiving() -> Message:
        nonlocal so_far
        message = await receive()
        so_far += len(message.get("body", b""))
        if so_far > most:
            raise HTTPException(413)
        return message

    return receiving


def unclean(scope: Scope) -> bool:
    """Whether path or query hold NUL, other control characters, or bytes that are no UTF-8."""
    path = scope["path"]
    if any(ord(sign) < 32 or ord(sign) == 127 or sign == "\ufffd" for sign in path):
        return True
    try:
        query = unquote_to_bytes(scope.get("query_string", b"")).decode()
    except UnicodeDecodeError:
        return True
    return bool(CONTROLS.search(query))
