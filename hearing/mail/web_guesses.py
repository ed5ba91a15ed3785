"""Accepting the first guesses of many mails at once: what would happen, then it. Under /desk/mail/inbox/guesses."""

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, page, posted
from hearing.mail import guesses
from hearing.mail.models_in import IncomingStatus
from hearing.mail.shown import number
from hearing.mail.shown_in import incoming
from hearing.mail.web_inbox import claimants


@needs("mail.write")
async def show(request: Request) -> Response:
    """Which mails would be put where, and why; nothing is done yet."""
    asked = [pk for one in request.query_params.getlist("mail")[: guesses.LOOKED_AT] if (pk := number(one))]
    found, left = await guesses.clear(request, asked)
    return page(request, "mail/guesses.html", guesses=found, left=left)


@needs("mail.write")
async def accept(request: Request) -> Response:
    """Put the ticked ones where they belong."""
    organiser = request.state.organiser
    if organiser is None:
        raise HTTPException(404)
    form, wanted = await posted(request), []
    for one in form.getlist("pick")[: guesses.SHOWN]:
        typed, _colon, ref = str(one).partition(":")
        if (pk := number(typed)) and ref:
            wanted.append((pk, ref))
    well, left = await guesses.accept(request, wanted, request.state.account, organiser, claimants(request))
    there = link(request, "mail:inbox")
    if not well:
        return done(request, "", there, _("Nothing was put anywhere."))
    said = ngettext("One mail is put where it belongs.", "%(num)s mails are put where they belong.", len(well))
    if left:
        said += " " + ngettext("One could not.", "%(num)s could not.", left)
    back = f"{link(request, 'mail:guesses_undo')}?{urlencode([('mail', pk) for pk in well])}"
    return done(request, "", there, said, back)


@needs("mail.write")
async def undo(request: Request) -> Response:
    """They wait for a person again."""
    ids = [pk for one in request.query_params.getlist("mail")[: guesses.SHOWN] if (pk := number(one))]
    mails = await incoming(request).filter(id__in=ids, status=IncomingStatus.SORTED)
    undone = await guesses.undo(mails, request.state.account)
    said = ngettext("The sorting of one mail is undone.", "The sorting of %(num)s mails is undone.", undone)
    return done(request, "", link(request, "mail:inbox"), said if undone else _("There was nothing to undo."))


routes = [
    Route("/inbox/guesses", show, name="guesses"),
    Route("/inbox/guesses", accept, methods=["POST"], name="guesses_accept"),
    Route("/inbox/guesses/undo", undo, methods=["POST"], name="guesses_undo"),
]
