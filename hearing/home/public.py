"""The front page, the pages about the installation, the Atom feed, robots.txt."""

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from hearing.base import atom as base_atom
from hearing.base.access import needs
from hearing.base.atom import Item
from hearing.base.clock import now
from hearing.base.conditional import Kept
from hearing.base.dates import local, times, weekday
from hearing.base.installation import is_demo
from hearing.base.lang import _, language, use
from hearing.events import find
from hearing.events.ical import public
from hearing.events.models import Event
from hearing.events.shelf import listing, newest, shelf
from hearing.letters import reuse
from hearing.newsletters.subscribe import offered
from hearing.organisers.models import Organiser
from hearing.settings import settings

NEXT = 12
ENTRIES = 100
ROBOTS = """User-agent: *
Disallow: /desk/
Disallow: /en/desk/
Disallow: /i/
Disallow: /en/i/
Disallow: /n/
Disallow: /en/n/
Disallow: /sign-in
Disallow: /calendar/private/
"""


@needs("public")
async def front(request: Request) -> Response:
    """What is coming, and the ways on."""
    by_mail = tuple(await offered())

    async def values() -> dict[str, Any]:
        events = find.listed().filter(ends_at__gte=now()).select_related("venue", "organiser")
        coming = await events.order_by("starts_at", "id").limit(NEXT)
        organisers = await Organiser.filter(events__listed=True).distinct().order_by("name")
        return {"coming": coming, "organisers": organisers, "by_mail": by_mail, "demo": await is_demo()}

    return await listing(request, "home/front.html", "", values, by_mail)


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
    """Events and letters that were published or changed of late, for feed readers."""

    async def make() -> Kept:
        events = await find.listed().order_by("-changed_at", "-id").limit(ENTRIES).select_related("venue", "organiser")
        title = _("Events and open letters – %(name)s", name=settings().name)
        here = settings().url
        items = [*(entry(event) for event in events), *await reuse.items()]
        body, changed = base_atom.document(title, language(), here + request.url.path, f"{here}/events/", items)
        return Kept(body, changed, base_atom.MEDIA_TYPE)

    key = ("atom", request.url.path, language())
    return (await shelf().get(key, (await newest(), await reuse.newest()), make)).answer(request)


def entry(event: Event) -> Item:
    """One event of the feed, in its own language."""
    with use(event.language):
        when = f"{weekday(local(event.starts_at, event.zone))} {times(event.starts_at, event.ends_at, event.zone)}"
    return Item(
        id=public(event.slug or "").page,
        title=event.title,
        url=public(event.slug or "", language() == "en").page,
        published=event.published_at or event.changed_at,
        updated=event.changed_at,
        author=event.organiser.name,
        summary=". ".join(part for part in (when, str(event.venue or ""), event.summary) if part),
        language=event.language,
        term=event.kind.value,
        label=event.kind.label,
    )


routes = [
    Route("/", front, name="front"),
    Route("/accessibility", accessibility, name="accessibility"),
    Route("/privacy", privacy, name="privacy"),
    Route("/robots.txt", robots, name="robots"),
    Route("/feed.atom", atom, name="atom"),
]
