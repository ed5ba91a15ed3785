"""A published letter for others to build on: JSON, Atom, its calendar, and its map for a frame on somebody else's page."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import atom
from hearing.base.access import needs
from hearing.base.clock import now, today
from hearing.base.conditional import Kept
from hearing.data.reference import tiles
from hearing.events import shelf
from hearing.letters import board, feed, filters, outside, reuse, signing
from hearing.letters.public import current, ready
from hearing.letters.shown import turns

# Anybody may frame the map, and only the map; it runs no script, sends no form and sets no cookie.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors *"
)
FRAMED = [(b"content-security-policy", POLICY.encode())]
ANYWHERE = [(b"access-control-allow-origin", b"*")]


@needs("public")
async def data(request: Request) -> Response:
    """The letter for programs."""
    campaign = await current(request)

    async def make() -> Kept:
        found = await board.board_of(campaign, today())
        told = outside.as_json(campaign, found, await signing.signed(campaign))
        body = json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
        return Kept(body, now(), "application/json; charset=utf-8", reuse.AT_ONCE, ANYWHERE)

    return await ready(request, campaign, "json", make)


@needs("public")
async def entries(request: Request) -> Response:
    """The letter and the answers that were ticked, for feed readers."""
    campaign = await current(request)

    async def make() -> Kept:
        items = await reuse.answers(campaign, await board.board_of(campaign, today()))
        there = reuse.address(campaign)
        body, changed = atom.document(campaign.title, campaign.language, f"{there}.atom", there, items)
        return Kept(body, changed, atom.MEDIA_TYPE, reuse.AT_ONCE)

    return await ready(request, campaign, "atom", make)


@needs("public")
async def calendar(request: Request) -> Response:
    """The letter's days as a calendar to subscribe to."""
    campaign = await current(request)
    moved = (await reuse.changed([campaign]))[campaign.pk]
    return Kept(await feed.bytes_of(campaign), moved).answer(request)


@needs("public")
async def frame(request: Request) -> Response:
    """The map alone, for a frame on any page; every other page of ours refuses to be framed."""
    campaign = await current(request)

    async def make() -> Kept:
        found = await board.board_of(campaign, today())
        values: dict[str, Any] = {"board": found, "tiles": tiles(), "turns": turns()}
        values |= {"counties": filters.by_county(found), "campaign": campaign, "there": reuse.address(campaign)}
        body = shelf.page(request, "letters/public/frame.html", **values)
        return Kept(body, now(), shelf.HTML, reuse.AT_ONCE, FRAMED)

    return await ready(request, campaign, "frame", make)


routes = [
    Route("/{slug}.json", data, name="data"),
    Route("/{slug}.atom", entries, name="atom"),
    Route("/{slug}/map", frame, name="map"),
]
calendar_routes = [Route("/calendar/letter/{slug}.ics", calendar, name="letter_calendar")]
