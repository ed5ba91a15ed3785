"""One log line a request: route, status, milliseconds, request id. No addresses, no tokens, no personal data."""

import time
from collections import Counter
from contextvars import ContextVar
from random import getrandbits

import structlog
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("hearing.request")
STATUSES: Counter[int] = Counter()  # requests this process has answered, by the hundreds of their status
request_id: ContextVar[str] = ContextVar("request_id", default="")


class RequestLog:
    """Binds a request id to every log line of the request and writes one line when it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.log = log.bind()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        began = time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        number = f"{getrandbits(48):012x}"
        scope.setdefault("state", {})["request_id"] = number
        before = request_id.set(number)
        try:
            await self.app(scope, receive, sending)
        finally:
            STATUSES[status // 100] += 1
            ms = round((time.perf_counter() - began) * 1000, 1)
            route = scope.get("hearing.asked") or asked(scope)
            self.log.info("request", method=scope["method"], route=route, status=status, ms=ms)
            request_id.reset(before)


def asked(scope: Scope) -> str:
    """The pattern of the address, never the address itself: it may hold a token."""
    root = scope.get("root_path", "")
    mounted = root.removeprefix(scope.get("app_root_path", root))
    names = {str(value): f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    route = scope.get("route")
    pattern = "/-" if route is None or isinstance(route, Mount) else str(getattr(route, "path", "/-"))
    return "/".join(names.get(part, part) for part in mounted.split("/")) + pattern
