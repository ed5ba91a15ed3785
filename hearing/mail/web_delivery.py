"""Whether our mail arrives: for administrators, under /desk/mail/delivery."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.web import done, link, page
from hearing.mail import delivery, relay, shown_in
from hearing.mail.rules import Gate
from hearing.settings import settings


@needs("admin")
async def show(request: Request) -> Response:
    """The server, the records, the last test, the oldest mails."""
    server, test, since = await relay.seen(), await delivery.last_test(), await delivery.waiting_since()
    values: dict[str, Any] = {
        "server": server,
        "test": test,
        "since": since,
        "smtp": settings().smtp,
        "gate": await Gate.now(),
    }
    values |= {"records": delivery.records(), "aligned": delivery.aligned(), "domains": delivery.domains()}
    waiting = await shown_in.waiting(request)
    return page(request, "mail/delivery.html", **values, waiting=waiting, why_away=relay.told)


@needs("admin")
async def ask(request: Request) -> Response:
    """Sign in at the mail server now."""
    row = await relay.ask()
    said = relay.told(row) if row and row.down_since else _("The mail server answers.")
    return done(request, "", link(request, "mail:delivery"), said)


@needs("admin")
async def test(request: Request) -> Response:
    """Send a mail to ourselves."""
    await delivery.send_test(request.state.account)
    return done(request, "", link(request, "mail:delivery"), _("The test is on its way. Look here again in a minute."))


routes = [
    Route("/delivery", show, name="delivery"),
    Route("/delivery/ask", ask, methods=["POST"], name="delivery_ask"),
    Route("/delivery/test", test, methods=["POST"], name="delivery_test"),
]
