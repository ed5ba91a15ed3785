"""A mailing on its way: how far it is; undo, stop, resume. Under /desk/mail/mailings."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, mine, page
from hearing.mail import outbox, shown
from hearing.mail.models import Mailing, OutgoingMail


async def _found(request: Request) -> Mailing:
    return await mine(request, Mailing.all(), id=shown.number(str(request.path_params["id"])) or 0)


@needs("mail.read")
async def show(request: Request) -> Response:
    """How many of its mails stand where."""
    mailing = await _found(request)
    counts = await shown.counts(mine(request, OutgoingMail.filter(mailing_id=mailing.pk)))
    may_write = "mail.write" in request.state.rights
    early = mailing.leaves_at > now()
    return page(request, "mail/mailing.html", mailing=mailing, tally=counts, may_write=may_write, early=early)


def _there(request: Request, mailing: Mailing, said: str) -> Response:
    return done(request, "", link(request, "mail:mailing", id=mailing.pk), said)


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
    return _there(request, mailing, _("The mailing is stopped. What has left has left."))


@needs("mail.write")
async def resume(request: Request) -> Response:
    """Let the rest go out."""
    mailing = await _found(request)
    await outbox.resume(mailing, request.state.account)
    return _there(request, mailing, _("The mailing goes on."))


routes = [
    Route("/mailings/{id:int}", show, name="mailing"),
    Route("/mailings/{id:int}/undo", undo, methods=["POST"], name="undo"),
    Route("/mailings/{id:int}/stop", stop, methods=["POST"], name="stop"),
    Route("/mailings/{id:int}/resume", resume, methods=["POST"], name="resume"),
]
