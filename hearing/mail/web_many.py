"""The same for many mails of the outbox: those ticked, or all of one mailing, event, letter or person."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.queryset import QuerySet

from hearing.base.access import needs
from hearing.base.lang import _, ngettext
from hearing.base.numbers import in_words
from hearing.base.web import done, link, page, posted
from hearing.mail import bulk
from hearing.mail.models import MailReason, MailStatus, OutgoingMail
from hearing.mail.shown import Asked, number, outgoing

MOST_CHOSEN = 200
LONGEST = 2000
MANY = tuple(bulk.LOGGED)
ASKS = ("again",)  # what is asked about once more when mails are ticked: somebody may get one twice
UNDO = {"keep": "let_go"}
Fields = ImmutableMultiDict[str, Any]


@dataclass(frozen=True, slots=True)
class Sure:
    """The question before it is done: what happens, and the words of the button."""

    title: str
    text: str
    button: str
    danger: bool = False


def sure(do: str, mails: int, doubtful: int) -> Sure:
    """What is asked before many mails are dealt with at once."""
    many = in_words(mails)
    twice = _("What arrived already arrives a second time. It has the same Message-ID: most mail systems show it once.")
    corrected = _("They go to the same addresses as before. An address that was wrong is corrected at each mail.")
    asked = {
        "release": Sure(
            ngettext("Release one mail?", "Release %(many)s mails?", mails, many=many),
            _("Those that the rules allow leave at once. The others stay."),
            ngettext("Release one mail", "Release %(many)s mails", mails, many=many),
        ),
        "let_go": Sure(
            ngettext("Let one mail go on?", "Let %(many)s mails go on?", mails, many=many),
            _("They leave when they would have left, if the rules allow their addresses."),
            ngettext("Let one mail go on", "Let %(many)s mails go on", mails, many=many),
        ),
        "keep": Sure(
            ngettext("Keep one mail back?", "Keep %(many)s mails back?", mails, many=many),
            _("They wait until somebody releases them."),
            ngettext("Keep one mail back", "Keep %(many)s mails back", mails, many=many),
        ),
        "cancel": Sure(
            ngettext("Take back one mail?", "Take back %(many)s mails?", mails, many=many),
            _("They are never sent. They can still be read here."),
            ngettext("Take back one mail", "Take back %(many)s mails", mails, many=many),
            True,
        ),
        "discard": Sure(
            ngettext("Remove one mail?", "Remove %(many)s mails?", mails, many=many),
            _("They are never sent. They can still be read here."),
            ngettext("Remove one mail", "Remove %(many)s mails", mails, many=many),
            True,
        ),
        "count": Sure(
            ngettext("Count one mail as sent?", "Count %(many)s mails as sent?", mails, many=many),
            _("Nothing is sent. Choose this when the mail server's log, or the recipients, say that they arrived."),
            ngettext("Count one mail as sent", "Count %(many)s mails as sent", mails, many=many),
        ),
        "again": Sure(
            ngettext("Send one mail again?", "Send %(many)s mails again?", mails, many=many),
            twice if doubtful else corrected,
            ngettext("Send one mail again", "Send %(many)s mails again", mails, many=many),
        ),
    }
    return asked[do]


def _wanted(request: Request, given: Fields) -> tuple[str, list[tuple[str, str]], QuerySet[OutgoingMail]]:
    """What is to be done, the fields that name the mails, and the mails that are the reader's and can."""
    do = str(given.get("do", ""))
    do = do if do in MANY else "release"
    asked = Asked.read(given)
    ticked = [pk for one in given.getlist("mail")[:MOST_CHOSEN] if (pk := number(str(one)))]
    before, _after = OutgoingMail.MOVES[bulk.MOVE.get(do, do)]
    mails = asked.of(outgoing(request)).filter(status__in=list(before))
    if do == "let_go":
        mails = mails.filter(reason=MailReason.STAFF)
    if given.getlist("mail"):
        mails = mails.filter(id__in=ticked)
    return do, [*asked.pairs, *(("mail", str(pk)) for pk in ticked)], mails


@needs("mail.write")
async def several_form(request: Request) -> Response:
    """Ask before all of something is released, taken back, counted or sent again."""
    return await _ask(request, request.query_params)


async def _ask(request: Request, given: Fields) -> Response:
    do, fields, found = _wanted(request, given)
    doubtful = await found.filter(status=MailStatus.DOUBTFUL).count()
    mails = await found.count()
    back = link(request, "mail:index") + Asked.read(given).link()
    question = sure(do, mails, doubtful)
    return page(request, "mail/confirm.html", mails=mails, do=do, sure=question, fields=fields, back=back)


@needs("mail.write")
async def several(request: Request) -> Response:
    """Do it to all of them."""
    form = await posted(request)
    given = Fields([*form.multi_items(), *request.query_params.multi_items()])
    if str(given.get("do", "")) not in MANY:
        return done(request, "", link(request, "mail:index"), _("Nothing was chosen."))
    do, fields, found = _wanted(request, given)
    there = link(request, "mail:index") + Asked.read(given).link(state="")
    return await _many(request, do, fields, found, there)


@needs("mail.write")
async def chosen(request: Request) -> Response:
    """The same for all that are ticked in the list; sending again asks first."""
    form = await posted(request)
    there = link(request, "mail:index")
    if str(form.get("do", "")) not in MANY or not form.getlist("mail"):
        return done(request, "", there, _("Nothing was chosen."))
    if form.get("do") in ASKS:
        return await _ask(request, form)
    do, fields, found = _wanted(request, form)
    return await _many(request, do, fields, found, there + Asked.read(form).link())


async def _many(
    request: Request, do: str, fields: list[tuple[str, str]], found: QuerySet[OutgoingMail], there: str
) -> Response:
    ids = [int(str(pk)) for pk in await found.values_list("id", flat=True)]
    if not ids:
        return done(request, "", there, _("Nothing was chosen."))
    well, left = await bulk.many(do, ids, request.state.account, request.state.organiser)
    said = ngettext("Done for one mail.", "Done for %(num)s mails.", well)
    if left:
        said += " " + ngettext("One could not.", "%(num)s could not.", left)
    return done(request, "", there, said, _undo(request, do, fields) if well else None)


def _undo(request: Request, do: str, fields: list[tuple[str, str]]) -> str | None:
    """Where the opposite is done to the same mails; an address too long for a cookie undoes nothing."""
    if do not in UNDO:
        return None
    same = [(name, value) for name, value in fields if name != "state"]
    made = f"{link(request, 'mail:several')}?{urlencode([('do', UNDO[do]), *same])}"
    return made if len(made) < LONGEST else None


routes = [
    Route("/chosen", chosen, methods=["POST"], name="chosen"),
    Route("/several", several_form, name="several_form"),
    Route("/several", several, methods=["POST"], name="several"),
]
