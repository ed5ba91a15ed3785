"""An invited person's own calendar, asked for at /i/TOKEN/calendar; never by one who stands in.

A link may be forwarded, so the page never shows the address: it goes by mail, to the invited person alone.
"""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base import limits
from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.web import link, posted
from hearing.invitations import private_feeds
from hearing.invitations.models import Invitation
from hearing.invitations.public import facts, find, open_page, shown, unknown

MOST, WINDOW = 6, timedelta(hours=1)


@needs("link")
async def show(request: Request) -> Response:
    """The button that mails the address."""
    invitation = await find(request)
    if invitation is None:
        return unknown(request)
    if request.state.visitor:
        return await open_page(request, invitation)
    feed = await private_feeds.of_invited(invitation)
    values = {"has": feed is not None, "once_shown": feed is not None and feed.once_shown}
    said = _("We have mailed you.") if request.query_params.get("sent") and invitation.email else ""
    return shown(request, "calendar", 200, **await facts(request, invitation), **values, said=said)


@needs("link")
async def send(request: Request) -> Response:
    """The address goes to the invited person's mail; a new one when that is asked for, and the old one ends."""
    data = await posted(request)
    invitation = await find(request)
    if invitation is None:
        return unknown(request)
    if request.state.visitor is None and invitation.email:
        await counted(invitation)
        await private_feeds.send(invitation, anew=bool(data.get("anew")))
    return again(request)


@needs("link")
async def stop(request: Request) -> Response:
    """No address any more, and the invited person is told."""
    await posted(request)
    invitation = await find(request)
    if invitation is None:
        return unknown(request)
    if request.state.visitor is None:
        await counted(invitation)
        await private_feeds.stop_and_tell(invitation)
    return again(request)


def again(request: Request) -> Response:
    """To the page, which says that a mail is on its way."""
    return RedirectResponse(link(request, "i:feed", token=request.path_params["token"]) + "?sent=1", 303)


async def counted(invitation: Invitation) -> None:
    """A person asks for so many mails, not more."""
    await limits.count(f"feed:{invitation.person.pk}:{invitation.event.organiser_id}", MOST, WINDOW)


routes = [
    Route("/{token}/calendar", show, name="feed"),
    Route("/{token}/calendar", send, methods=["POST"], name="send_feed"),
    Route("/{token}/calendar/stop", stop, methods=["POST"], name="stop_feed"),
]
