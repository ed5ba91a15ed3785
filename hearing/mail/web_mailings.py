"""A mailing on its way: how far it is; undo, stop, resume. Under /desk/mail/mailings."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, mine, page
from hearing.mail import outbox, relay, scopes, shown
from hearing.mail.models import Mailing, OutgoingMail
from hearing.mail.shown import Asked


async def _found(request: Request) -> Mailing:
    return await mine(request, Mailing.all(), id=shown.number(str(request.path_params["id"])) or 0)


@needs("mail.read")
async def show(request: Request) -> Response:
    """How many of its mails stand where."""
    mailing = await _found(request)
    counts = await shown.counts(mine(request, OutgoingMail.filter(mailing_id=mailing.pk)))
    values: dict[str, Any] = {"mailing": mailing, "tally": counts, "may_write": "mail.write" in request.state.rights}
    values["scope"] = await scopes.scope(request, Asked(mailing=mailing.pk), mine(request, OutgoingMail.all()))
    values |= {"early": mailing.leaves_at > now(), "away": await relay.trouble(), "why_away": relay.told}
    return page(request, "mail/mailing.html", **values)


def _there(request: Request, mailing: Mailing, said: str, undo: str = "") -> Response:
    there = link(request, "mail:mailing", id=mailing.pk)
    return done(request, "", there, said, f"{there}/{undo}" if undo else None)


@needs("mail.write")
async def undo(request: Request) -> Response:
    """Take back all that has not left."""
    mailing = await _found(request)
    taken = await outbox.undo(mailing, request.state.account)
    return _there(request, mailing, ngettext("One mail is taken back.", "%(num)s mails are taken back.", taken))


@needs("mail.write")
async def stop(request: Request) -> Response:
    """Let nothing more leave."""
    mailing = await _found(request)
    await outbox.stop(mailing, request.state.account)
    return _there(request, mailing, _("The mailing is stopped. What has left has left."), "resume")


@needs("mail.write")
async def resume(request: Request) -> Response:
    """Let the rest go out."""
    mailing = await _found(request)
    await outbox.resume(mailing, request.state.account)
    return _there(request, mailing, _("The mailing goes on."), "stop")


routes = [
    Route("/mailings/{id:int}", show, name="mailing"),
    Route("/mailings/{id:int}/undo", undo, methods=["POST"], name="undo"),
    Route("/mailings/{id:int}/stop", stop, methods=["POST"], name="stop"),
    Route("/mailings/{id:int}/resume", resume, methods=["POST"], name="resume"),
]
