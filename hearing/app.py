"""The map: one Mount per slice, the middleware around them, error pages, start and stop."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route

from hearing.base import health, static
from hearing.base.failures import HANDLERS, Refused
from hearing.base.guard import Guard, SecurityHeaders
from hearing.base.reader import ReadersLanguage
from hearing.base.tracing import RequestLog
from hearing.settings import settings
from hearing.start import started

MOST_BODY = 1024 * 1024


def routes() -> Sequence[BaseRoute]:
    """Every address of the program. Narrower mounts stand before wider ones."""
    return [
        Route("/static/{path:path}", static.serve, name="static"),
        Route("/healthz", health.alive, name="healthz"),
        Route("/readyz", health.ready, name="readyz"),
        *DESK,
        *PUBLIC,
    ]


DESK: list[BaseRoute] = []

PUBLIC: list[BaseRoute] = []


def create_app() -> Starlette:
    """The whole program as an ASGI app."""
    return Starlette(
        routes=routes(),
        middleware=[
            Middleware(RequestLog),
            Middleware(SecurityHeaders),
            Middleware(Guard, base_url=settings().base_url),
            Middleware(GZipMiddleware, minimum_size=600, compresslevel=5),
            Middleware(ReadersLanguage),
            Middleware(Refused),
        ],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
        max_body_size=MOST_BODY,
    )


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """The database is open while the program serves."""
    async with started():
        yield
