"""The map: one Mount per slice, the middleware around them, error pages, start and stop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route

from hearing.base import health, static
from hearing.base.failures import HANDLERS, Failures
from hearing.base.files import MOST_BYTES
from hearing.base.guard import Guard, SecurityHeaders
from hearing.base.reader import ReadersLanguage
from hearing.base.ready import Ready
from hearing.base.tracing import RequestLog
from hearing.door import web as door
from hearing.door import web_exports as tables
from hearing.events import public as public_events
from hearing.events import web as events
from hearing.events import web_documents, web_programme, web_series, web_venues, web_verbs, web_weeks
from hearing.home import attention, calendars, desk_places, start, waiting, web_calendar
from hearing.home import metrics as figures
from hearing.home import places as public_places
from hearing.home import public as home
from hearing.invitations import public as replies
from hearing.invitations import (
    public_feed,
    public_named,
    web_changed,
    web_choose,
    web_dispatch,
    web_named,
    web_needs,
    web_reach,
    web_regional,
    web_register,
    web_send,
    web_substitutes,
)
from hearing.invitations import public_register as registration
from hearing.invitations import web as guests
from hearing.letters import public as public_letters
from hearing.letters import public_reuse as letters_reuse
from hearing.letters import (
    public_signing,
    web_dossier,
    web_papers,
    web_recipients,
    web_responses,
    web_signing,
    web_stages,
    web_text,
    web_todo,
    web_visits,
)
from hearing.letters import web as letters
from hearing.letters import web_send as web_sending
from hearing.mail import web as mail
from hearing.mail import web_blocked, web_delivery, web_guesses, web_inbox, web_mailings, web_many
from hearing.newsletters import public as newsletters
from hearing.newsletters import web as desk_newsletters
from hearing.newsletters import web_people as newsletter_people
from hearing.organisers import public as organisers
from hearing.people import web as people
from hearing.people import web_holdings, web_offices, web_organisations, web_places
from hearing.settings import settings
from hearing.staff import web as staff
from hearing.staff import web_accounts, web_log, web_organisers
from hearing.staff.middleware import Sessions
from hearing.start import started
from hearing.wiring import INBOUND

MOST_BODY = 1024 * 1024
FILES = "|".join(  # where a form may bring a file of the largest size
    (r"/desk/events/\d{1,9}/documents/", r"/desk/letters/\d{1,9}/files", r"(/en)?/r/[A-Za-z0-9]{22}")
)

DESK: list[BaseRoute] = [
    Route("/", start.show, name="start"),
    Route("/attention", attention.show, name="attention"),
    Mount(
        "/staff",
        routes=[
            *staff.desk_routes,
            *web_organisers.routes,
            *web_log.routes,
            *web_calendar.desk_routes,
            *web_accounts.routes,
        ],
        name="staff",
    ),
    *staff.switch_routes,
    Mount("/people/organisations", routes=web_organisations.routes, name="organisations"),
    Mount("/people/offices", routes=web_offices.routes, name="offices"),
    Mount("/people", routes=[*people.routes, *web_holdings.routes], name="people"),
    *desk_places.routes,
    Mount("/places", routes=web_places.routes, name="places"),
    Mount(
        "/letters",
        routes=[
            *letters.routes,
            *web_recipients.routes,
            *web_sending.routes,
            *web_responses.routes,
            *web_visits.routes,
            *web_dossier.routes,
            *web_papers.routes,
            *web_todo.routes,
            *web_signing.routes,
            *web_stages.routes,
            *web_text.routes,
        ],
        name="letters",
    ),
    Mount(
        "/mail",
        routes=[
            *mail.routes,
            *web_many.routes,
            *web_mailings.routes,
            *web_guesses.routes,
            *web_inbox.routes,
            *web_blocked.routes,
            *web_delivery.routes,
        ],
        name="mail",
    ),
    Mount("/newsletters", routes=[*desk_newsletters.routes, *newsletter_people.routes], name="newsletters"),
    Mount("/events/venues", routes=web_venues.routes, name="venues"),
    Mount("/events/weeks", routes=web_weeks.routes, name="weeks"),
    Mount("/events/{event_id:int}/programme", routes=web_programme.routes, name="programme"),
    Mount("/events/{event_id:int}/documents", routes=web_documents.routes, name="documents"),
    *guests.routes,
    *web_changed.routes,
    *web_choose.routes,
    *web_dispatch.routes,
    *web_reach.routes,
    *web_substitutes.routes,
    *web_named.routes,
    *web_regional.routes,
    *web_send.routes,
    *web_needs.routes,
    *web_register.routes,
    *door.routes,
    *tables.routes,
    Mount("/events", routes=[*events.routes, *web_verbs.routes, *web_series.routes], name="events"),
]

PUBLIC: list[BaseRoute] = [
    *staff.routes,
    Mount("/i", routes=[*replies.routes, *public_named.routes, *public_feed.routes], name="i"),
    Mount("/organisers", routes=organisers.routes, name="organisers"),
    *letters_reuse.calendar_routes,
    Mount("/newsletters", routes=newsletters.routes, name="public_newsletters"),
    Mount("/n", routes=newsletters.link_routes, name="n"),
    Mount("/r", routes=public_letters.link_routes, name="r"),
    Mount("/s", routes=public_signing.link_routes, name="s"),
    Mount("/letters", routes=[*letters_reuse.routes, *public_letters.routes], name="public_letters"),
    *registration.routes,
    Mount("/events", routes=public_events.routes, name="public_events"),
    Mount("/calendar", routes=[*web_calendar.routes, *calendars.routes], name="calendars"),
    Mount("/places", routes=public_places.routes, name="public_places"),
    *home.routes,
]

BARE: list[BaseRoute] = [
    Route("/static/{path:path}", static.serve, name="static"),
    Route("/healthz", health.alive, name="healthz"),
    Route("/readyz", health.ready, name="readyz"),
    Route("/metrics", figures.metrics, name="metrics"),
]


def create_app() -> Starlette:
    """The whole program as an ASGI app."""
    app = Starlette(
        routes=[*BARE, Mount("/desk", routes=DESK, middleware=[Middleware(Sessions, counts=waiting.counts)]), *PUBLIC],
        middleware=[
            Middleware(RequestLog),
            Middleware(Ready),
            Middleware(SecurityHeaders),
            Middleware(
                Guard,
                base_url=settings().url,
                most_body=MOST_BODY,
                files=FILES,
                most_file=MOST_BYTES + MOST_BODY,
                from_all=newsletters.FROM_ALL,
            ),
            Middleware(GZipMiddleware, minimum_size=600, compresslevel=5),
            Middleware(ReadersLanguage),
            Middleware(Failures),
        ],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
    app.state.claimants = INBOUND.claimants
    return app


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """The database is open while the program serves."""
    async with started():
        yield
