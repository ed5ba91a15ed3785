"""The map: one Mount per slice, the middleware around them, error pages, start and stop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route

from hearing.base import health, static
from hearing.base.failures import HANDLERS, Failures
from hearing.base.guard import Guard, SecurityHeaders
from hearing.base.reader import ReadersLanguage
from hearing.base.tracing import RequestLog
from hearing.events import public, web, web_programme, web_venues, web_verbs, web_weeks
from hearing.home import calendars, places
from hearing.home import public as home
from hearing.settings import settings
from hearing.start import started

MOST_BODY = 1024 * 1024

DESK: list[BaseRoute] = [
    Mount("/events/venues", routes=web_venues.routes, name="venues"),
    Mount("/events/weeks", routes=web_weeks.routes, name="weeks"),
    Mount("/events/{event_id:int}/programme", routes=web_programme.routes, name="programme"),
    Mount("/events", routes=[*web.routes, *web_verbs.routes], name="events"),
]

PUBLIC: list[BaseRoute] = [
    Mount("/events", routes=public.routes, name="public_events"),
    Mount("/calendar", routes=calendars.routes, name="calendars"),
    Mount("/places", routes=places.routes, name="places"),
    *home.routes,
]

BARE: list[BaseRoute] = [
    Route("/static/{path:path}", static.serve, name="static"),
    Route("/healthz", health.alive, name="healthz"),
    Route("/readyz", health.ready, name="readyz"),
]


def create_app() -> Starlette:
    """The whole program as an ASGI app."""
    return Starlette(
        routes=[*BARE, Mount("/desk", routes=DESK), *PUBLIC],
        middleware=[
            Middleware(RequestLog),
            Middleware(SecurityHeaders),
            Middleware(Guard, base_url=settings().url, most_body=MOST_BODY),
            Middleware(GZipMiddleware, minimum_size=600, compresslevel=5),
            Middleware(ReadersLanguage),
            Middleware(Failures),
        ],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """The database is open while the program serves."""
    async with started():
        yield
