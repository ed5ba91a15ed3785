"""/calendar/: the open calendars, and how to subscribe to them."""

from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.lang import default, use
from hearing.data.reference import regions
from hearing.events import feeds
from hearing.events.feeds import Feed
from hearing.events.models import EventKind
from hearing.events.shelf import listing
from hearing.newsletters.subscribe import offered
from hearing.organisers.models import Organiser


@needs("public")
async def feed(request: Request) -> Response:
    """One open calendar. It speaks the installation's language to everyone: programs have none."""
    with use(default()):
        found = await feeds.named(request.path_params["path"])
        if found is None:
            raise HTTPException(404)
        return (await feeds.bytes_of(found)).answer(request)


@needs("public")
async def index(request: Request) -> Response:
    """Which calendars there are, and the addresses of the chosen one."""
    chosen = await feeds.named(request.query_params.get("feed", "all")) or await feeds.named("all")
    assert chosen is not None
    by_mail = tuple(await offered())

    async def values() -> dict[str, Any]:
        number, first = await feeds.coming(chosen)
        organisers = await Organiser.filter(events__listed=True).distinct().order_by("name")
        return {
            "chosen": chosen,
            "number": number,
            "first": first,
            "programs": programs(chosen),
            "regions": regions(),
            "kinds": EventKind,
            "organisers": organisers,
            "letters": await Organiser.filter(id__in=by_mail).order_by("name"),
        }

    query = "" if chosen.path == "all" else urlencode({"feed": chosen.path})
    return await listing(request, "home/calendar.html", query, values, by_mail)


def programs(chosen: Feed) -> dict[str, str]:
    """What opens the calendar in each program."""
    webcal = "webcal:" + chosen.url.partition(":")[2]
    there = quote(chosen.url, safe="")
    return {
        "mine": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.office.com/calendar/0/addfromweb?url={there}&name={quote(chosen.name)}",
        "live": f"https://outlook.live.com/calendar/0/addfromweb?url={there}&name={quote(chosen.name)}",
        "host": urlsplit(chosen.url).netloc,
    }


routes = [
    Route("/", index, name="index"),
    Route("/{path:path}.ics", feed, name="feed"),
]
