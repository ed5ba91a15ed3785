"""One log line a request: route, status, milliseconds, request id. No addresses, no tokens, no personal data."""

import time
from uuid import uuid4

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger("hearing.request")


class RequestLog:
    """Binds a request id to every log line of the request and writes one line when it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

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

        with structlog.contextvars.bound_contextvars(request=uuid4().hex[:12]):
            try:
                await self.app(scope, receive, sending)
            finally:
                route = getattr(scope.get("route"), "path", "-")
                ms = round((time.perf_counter() - began) * 1000, 1)
                log.info("request", method=scope["method"], route=route, status=status, ms=ms)
