"""An invited person's own calendar, offered at /i/TOKEN/calendar; never to one who stands in."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base import limits
from hearing.base.access import needs
from hearing.base.web import link, posted
from hearing.invitations import private_feeds
from hearing.invitations.models import Invitation
from hearing.invitations.public import MOST_ANSWERS, WINDOW, facts, find, open_page, shown, unknown


@needs("link")
async def show(request: Request) -> Response:
    """The address, or the button that makes one."""
    invitation = await find(request)
    if invitation is None:
        return unknown(request)
    if request.state.visitor:
        return await open_page(request, invitation)
    mine = await private_feeds.of_invited(invitation)
    address = private_feeds.url(mine) if mine else ""
    return shown(request, "calendar", 200, **await facts(request, invitation), address=address)


@needs("link")
async def make(request: Request) -> Response:
    """A new address; the old one ends."""
    await posted(request)
    invitation = await find(request)
    if invitation is None:
        return unknown(request)
    if request.state.visitor is None:
        await counted(invitation)
        await private_feeds.open_for_invited(invitation)
    return RedirectResponse(link(request, "i:feed", token=request.path_params["token"]), 303)


@needs("link")
async def stop(request: Request) -> Response:
    """No address any more."""
    await posted(request)
    invitation = await find(request)
    if invitation is None:
        return unknown(request)
    mine = None if request.state.visitor else await private_feeds.of_invited(invitation)
    if mine:
        await private_feeds.stop(mine)
    return RedirectResponse(link(request, "i:feed", token=request.path_params["token"]), 303)


async def counted(invitation: Invitation) -> None:
    """A person makes so many, not more."""
    await limits.count(f"feed:{(invitation.link_hash or '')[:40]}", MOST_ANSWERS, WINDOW)


routes = [
    Route("/{token}/calendar", show, name="feed"),
    Route("/{token}/calendar", make, methods=["POST"], name="make_feed"),
    Route("/{token}/calendar/stop", stop, methods=["POST"], name="stop_feed"),
]
