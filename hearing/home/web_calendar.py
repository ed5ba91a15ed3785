"""One's own calendar to subscribe to, at /desk/staff/me/calendar, and the address programs fetch."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.web import done, link, page
from hearing.invitations import private_feeds
from hearing.invitations.private_feeds import url


@needs("link")
async def feed(request: Request) -> Response:
    """One person's calendar; unknown and stopped look the same."""
    found = await private_feeds.bytes_of(request.path_params["token"])
    if found is None:
        raise HTTPException(404)
    return found.answer(request)


@needs("signed_in")
async def show(request: Request) -> Response:
    """The address, or the button that makes one."""
    mine = await private_feeds.of_account(request.state.account)
    return page(request, "home/my_calendar.html", address=url(mine) if mine else "")


@needs("signed_in")
async def make(request: Request) -> Response:
    """A new address; the old one ends."""
    await private_feeds.open_for_account(request.state.account)
    return done(request, "", link(request, "staff:calendar"), _("Your calendar has a new address."))


@needs("signed_in")
async def stop(request: Request) -> Response:
    """No address any more."""
    mine = await private_feeds.of_account(request.state.account)
    if mine:
        await private_feeds.stop(mine)
    return done(request, "", link(request, "staff:calendar"), _("Your calendar is stopped. The address opens nothing."))


desk_routes = [
    Route("/me/calendar", show, name="calendar"),
    Route("/me/calendar", make, methods=["POST"], name="make_calendar"),
    Route("/me/calendar/stop", stop, methods=["POST"], name="stop_calendar"),
]
routes = [Route("/private/{token}.ics", feed, name="private")]
