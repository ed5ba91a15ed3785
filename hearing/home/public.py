"""The front page, the pages about the installation, the Atom feed, robots.txt."""

from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.conditional import Kept
from hearing.base.dates import local, times, weekday
from hearing.base.installation import is_demo
from hearing.base.lang import _, language, use
from hearing.events import find
from hearing.events.ical import public
from hearing.events.models import Event
from hearing.events.shelf import instant, listing, newest, shelf
from hearing.organisers.models import Organiser
from hearing.settings import settings

NEXT = 12
ATOM = "application/atom+xml; charset=utf-8"
ENTRIES = 100
ROBOTS = """User-agent: *
Disallow: /desk/
Disallow: /en/desk/
Disallow: /i/
Disallow: /en/i/
Disallow: /sign-in
Disallow: /calendar/private/
"""


@needs("public")
async def front(request: Request) -> Response:
    """What is coming, and the ways on."""

    async def values() -> dict[str, Any]:
        events = find.listed().filter(ends_at__gte=now()).select_related("venue", "organiser")
        coming = await events.order_by("starts_at", "id").limit(NEXT)
        organisers = await Organiser.filter(events__listed=True).distinct().order_by("name")
        return {"coming": coming, "organisers": organisers, "demo": await is_demo()}

    return await listing(request, "home/front.html", "", values)


@needs("public")
async def accessibility(request: Request) -> Response:
    """How accessible these pages are, what is missing, whom to tell."""
    return await about(request, "home/accessibility.html")


@needs("public")
async def privacy(request: Request) -> Response:
    """How personal data is handled."""
    return await about(request, "home/privacy.html")


async def about(request: Request, template: str) -> Response:
    """A page about the installation."""

    async def values() -> dict[str, Any]:
        return {"organisers": await Organiser.all().order_by("name")}

    return await listing(request, template, "", values)


@needs("public")
async def robots(_request: Request) -> Response:
    """What crawlers should leave alone."""
    return PlainTextResponse(ROBOTS, headers={"cache-control": "public, max-age=3600"})


@needs("public")
async def atom(request: Request) -> Response:
    """What was published or changed of late, for feed readers."""

    async def make() -> Kept:
        events = await find.listed().order_by("-changed_at", "-id").limit(ENTRIES).select_related("venue", "organiser")
        changed = max((instant(event.changed_at) for event in events), default=datetime(2000, 1, 1, tzinfo=UTC))
        return Kept(feed(events, changed, request.url.path).encode(), changed, ATOM)

    key = ("atom", request.url.path, language())
    return (await shelf().get(key, await newest(), make)).answer(request)


def feed(events: list[Event], changed: datetime, path: str) -> str:
    """An Atom document."""
    here = settings().url
    title = _("Events – %(name)s", name=settings().name)
    return "".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>\n',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language()}">\n',
            f"<title>{escape(title)}</title>\n<id>{escape(here + path)}</id>\n",
            f'<link rel="self" href={quoteattr(here + path)}/>\n<link href={quoteattr(here + "/events/")}/>\n',
            f"<updated>{changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</updated>\n",
            *(entry(event) for event in events),
            "</feed>\n",
        ]
    )


def entry(event: Event) -> str:
    """One event of the document, in its own language."""
    there = public(event.slug or "", language() == "en").page
    published = event.published_at or event.changed_at
    with use(event.language):
        when = f"{weekday(local(event.starts_at, event.zone))} {times(event.starts_at, event.ends_at, event.zone)}"
    text = ". ".join(part for part in (when, str(event.venue or ""), event.summary) if part)
    return (
        f'<entry xml:lang="{event.language}">\n<title>{escape(event.title)}</title>\n'
        f"<id>{escape(public(event.slug or '').page)}</id>\n<link href={quoteattr(there)}/>\n"
        f"<published>{published.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</published>\n"
        f"<updated>{event.changed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</updated>\n"
        f"<author><name>{escape(event.organiser.name)}</name></author>\n"
        f'<category term="{event.kind.value}" label={quoteattr(event.kind.label)}/>\n'
        f"<summary>{escape(text)}</summary>\n</entry>\n"
    )


routes = [
    Route("/", front, name="front"),
    Route("/accessibility", accessibility, name="accessibility"),
    Route("/privacy", privacy, name="privacy"),
    Route("/robots.txt", robots, name="robots"),
    Route("/feed.atom", atom, name="atom"),
]
