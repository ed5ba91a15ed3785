"""Bare Starlette, the measure of our speed: `python -m tests.bench.bare PORT`, BARE_FOLDER holds the bytes to match."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import uvicorn
import uvloop
from jinja2 import DictLoader, Environment, select_autoescape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from hearing.db import database
from tests.bench.bare_answer import answer

FOLDER = Path(os.environ.get("BARE_FOLDER", "."))
CALENDAR = "text/calendar; charset=utf-8"
CACHING = {
    "etag": 'W/"0123456789abcdef0123456789abcdef"',
    "last-modified": "Mon, 23 Nov 2026 08:00:00 GMT",
    "cache-control": "public, max-age=300",
    "vary": "Accept-Encoding",
}
PAGE = """<!doctype html><html lang="sv"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><table>
{% for row in rows %}<tr class="{{ loop.cycle('odd', 'even') }}"><td><a href="/events/{{ row.slug }}">{{ row.title }}</a>
{% if row.place %}<td>{{ row.place }}{% endif %}<td>{{ row.day }}</tr>
{% endfor %}</table>PADDING</body></html>"""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the page."""

    slug: str
    title: str
    place: str
    day: str


ROWS = [Row(f"hearing-{n}", f"Hearing nummer {n} & mer", "Folkets hus" * (n % 3 > 0), "8 oktober") for n in range(32)]


def template_of(size: int) -> Environment:
    """A template of 32 rows that renders to so many bytes."""

    def made(padding: str) -> Environment:
        return Environment(
            loader=DictLoader({"page": PAGE.replace("PADDING", padding)}), autoescape=select_autoescape(default=True)
        )

    short = len(_rendered(made("")).encode())
    return made("x" * max(0, size - short))


def _rendered(environment: Environment) -> str:
    return environment.get_template("page").render(title="En sida", rows=ROWS)


PAGES = template_of((FOLDER / "page.html").stat().st_size if (FOLDER / "page.html").exists() else 0)


async def page(request: Request) -> Response:
    """A rendered page of our page's size."""
    return HTMLResponse(_rendered(PAGES))


async def feed(request: Request) -> Response:
    """Our feed's bytes, kept."""
    return Response(FEED, media_type=CALENDAR, headers=CACHING)


async def packed(request: Request) -> Response:
    """Our feed's compressed bytes, kept."""
    return Response(PACKED, media_type=CALENDAR, headers=CACHING | {"content-encoding": "gzip"})


async def same(request: Request) -> Response:
    """Nothing new."""
    return Response(status_code=304, headers=CACHING)


async def alive(request: Request) -> Response:
    """It runs."""
    return PlainTextResponse("ok\n")


def read(name: str) -> bytes:
    """A file of the folder, if it is there."""
    file = FOLDER / name
    return file.read_bytes() if file.exists() else b""


FEED, PACKED = read("feed.ics"), read("feed.ics.gz")
ROUTES = [
    Route("/healthz", alive),
    Route("/page", page),
    Route("/feed", feed),
    Route("/packed", packed),
    Route("/same", same),
    Route("/answer/{token}", answer, methods=["POST"]),
]


async def main(port: int) -> None:
    """Serve with the same server and options as ours."""
    async with database():
        config = uvicorn.Config(
            Starlette(routes=ROUTES),
            port=port,
            http="httptools",
            loop="uvloop",
            log_config=None,
            access_log=False,
            server_header=False,
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
