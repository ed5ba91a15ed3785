"""The inbox: what waits for a person, one mail at a time, what is done with it. Under /desk/mail/inbox."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.files import File
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, mine, page, paging, posted
from hearing.mail import inbox_desk, inbox_reply, mailbox_state, pictures, shown_in
from hearing.mail.child import Child, Unreadable
from hearing.mail.models_in import IncomingMail, MatchDecision
from hearing.mail.shown import number
from hearing.mail.shown_in import Sought, incoming
from hearing.mail.web import FRAMED, FRAMING

MOST_CHOSEN = 200
ATTENTION = "/desk/attention"  # the list of all that needs a person, above this slice
DOWNLOAD = {"content-security-policy": "sandbox; default-src 'none'", "x-content-type-options": "nosniff"}


@needs("mail.read")
async def index(request: Request) -> Response:
    """The list: what waits, what found its place, everything."""
    sought = Sought.read(request.query_params)
    waiting = await shown_in.waiting(request)
    found = sought.of(incoming(request))
    pages = paging(request, await found.count())
    rows = await shown_in.listed(found, pages.start, pages.rows)
    likely = await shown_in.likely(request, rows)
    values: dict[str, Any] = {"sought": sought, "waiting": waiting, "rows": rows, "likely": likely, "paging": pages}
    shut = await mailbox_state.trouble()
    return page(request, "mail/inbox.html", **values, shut=shut, may_write=_writes(request))


def _writes(request: Request) -> bool:
    return "mail.write" in request.state.rights and request.state.organiser is not None


async def _found(request: Request) -> IncomingMail:
    return await mine(request, IncomingMail.all(), id=number(str(request.path_params["id"])) or 0)


@needs("mail.read")
async def show(request: Request) -> Response:
    """One mail: its words, what is thought of it and why, what can be done."""
    mail = await _found(request)
    sought = Sought.read(request.query_params)
    spots = await shown_in.spots(request, mail)
    newer, older = await shown_in.neighbours(sought.of(incoming(request)), mail)
    values: dict[str, Any] = {
        "mail": mail,
        "sought": sought,
        "placed": [spot for spot in spots if spot.decided == MatchDecision.YES],
        "guesses": [spot for spot in spots if spot.decided == MatchDecision.OPEN],
        "undoable": mail.may("wait") or any(spot.by for spot in spots),
        "newer": newer,
        "older": older,
        "log": await shown_in.course(mail),
        "colleagues": await shown_in.colleagues(request),
        "trouble": shown_in.trouble(mail.problem),
        "waiting": await shown_in.waiting(request),
        "text": shown_in.masked(mail.text),
        "whole": shown_in.masked(mail.full_text),
        "pictures": [one for one in mail.attachments if shown_in.is_picture(one)],
        "wish": shown_in.wished(mail, spots),
    }
    reply = page(request, "mail/incoming.html", **values, may_write=_writes(request))
    reply.headers["content-security-policy"] = FRAMING
    return reply


@needs("mail.read")
async def html(request: Request) -> Response:
    """The mail's safe HTML, for the frame on its page: no scripts, nothing fetched."""
    mail = await _found(request)
    return HTMLResponse(shown_in.framed(mail.html), headers={"content-security-policy": FRAMED})


@needs("mail.read")
async def raw(request: Request) -> Response:
    """The mail as it came, to keep."""
    content = await _bytes(await _found(request))
    return _download(content, "mail.eml", "message/rfc822")


@needs("mail.read")
async def file(request: Request) -> Response:
    """One file of the mail, always to keep, never to show."""
    name, content = await _part(request)
    return _download(content, name, "application/octet-stream")


@needs("mail.read")
async def picture(request: Request) -> Response:
    """A picture of the mail, to be shown small on its page; what does not look like one is not found."""
    _name, content = await _part(request)
    kind = pictures.kind_of(content)
    if not kind:
        raise HTTPException(404)
    return Response(content, media_type=kind, headers=DOWNLOAD | {"cache-control": "private, max-age=3600"})


async def _part(request: Request) -> tuple[str, bytes]:
    """Name and bytes of one file of a mail the reader may see; taken out in the child."""
    mail = await _found(request)
    part = int(request.path_params["part"])
    if part not in {one["part"] for one in mail.attachments}:
        raise HTTPException(404)
    child = Child()
    try:
        name, _media_type, content = await child.part(await _bytes(mail), part)
    except Unreadable:
        raise HTTPException(404) from None
    finally:
        await child.close()
    return name, content


async def _bytes(mail: IncomingMail) -> bytes:
    kept = await File.get_or_none(pk=mail.file_id) if mail.file_id else None
    if kept is None:
        raise HTTPException(404)
    return bytes(kept.content)


def _download(content: bytes, name: str, media_type: str) -> Response:
    safe = quote(name.encode("utf-8", "replace").decode(), safe="")
    named = {"content-disposition": f"attachment; filename*=UTF-8''{safe}"}
    return Response(content, media_type=media_type, headers=DOWNLOAD | named)


Verb = Callable[[IncomingMail, Any, dict[str, str]], Awaitable[Any]]


async def _act(request: Request, verb: Verb, said: str, undo: bool = False) -> Response:
    mail = await _found(request)
    if request.state.organiser is None:
        raise HTTPException(404)
    form = {name: str(value) for name, value in (await posted(request)).items()}
    await verb(mail, request.state.account, form)
    here = link(request, "mail:incoming", id=mail.pk)
    there = ATTENTION if form.get("from") == "attention" else here
    return done(request, "", there, said, f"{here}/reopen" if undo else None)


def claimants(request: Request) -> Sequence[inbox_desk.Claimant]:
    """Whoever is told of a mail that a person put in its place; set on the app where the slices are put together."""
    return getattr(request.app.state, "claimants", ())


@needs("mail.write")
async def accept(request: Request) -> Response:
    """One press on a guess."""

    async def it(mail: IncomingMail, by: Any, form: dict[str, str]) -> None:
        await inbox_desk.accept(mail, form.get("ref", ""), by, request.state.organiser, claimants(request))

    return await _act(request, it, _("The mail is put there."), undo=True)


@needs("mail.write")
async def attach(request: Request) -> Response:
    """A reference typed by hand."""

    async def it(mail: IncomingMail, by: Any, form: dict[str, str]) -> None:
        await inbox_desk.attach(mail, form.get("ref", ""), by, request.state.organiser, claimants(request))

    return await _act(request, it, _("The mail is put there."), undo=True)


@needs("mail.write")
async def refuse(request: Request) -> Response:
    """Not there."""

    async def it(mail: IncomingMail, by: Any, form: dict[str, str]) -> None:
        await inbox_desk.refuse(mail, form.get("ref", ""), by)

    return await _act(request, it, _("The mail does not belong there."), undo=True)


@needs("mail.write")
async def not_ours(request: Request) -> Response:
    """It is nothing for us."""

    async def it(mail: IncomingMail, by: Any, _form: dict[str, str]) -> None:
        await inbox_desk.not_ours(mail, by)

    return await _act(request, it, _("The mail is marked as not ours. It is kept."), undo=True)


@needs("mail.write")
async def finish(request: Request) -> Response:
    """Dealt with."""

    async def it(mail: IncomingMail, by: Any, _form: dict[str, str]) -> None:
        await inbox_desk.finish(mail, by)

    return await _act(request, it, _("The mail is dealt with."), undo=True)


@needs("mail.write")
async def reopen(request: Request) -> Response:
    """Undo."""

    async def it(mail: IncomingMail, by: Any, _form: dict[str, str]) -> None:
        await inbox_desk.reopen(mail, by)

    return await _act(request, it, _("The sorting is undone. The mail waits for a person."))


@needs("mail.write")
async def assign(request: Request) -> Response:
    """To a colleague, or to nobody."""
    known = await shown_in.colleagues(request)

    async def it(mail: IncomingMail, by: Any, form: dict[str, str]) -> None:
        name = form.get("name", "")
        await inbox_desk.assign(mail, name if name in known else "", by)

    return await _act(request, it, _("Noted who takes the mail."))


@needs("mail.write")
async def reread(request: Request) -> Response:
    """Read it from its raw bytes again."""

    async def it(mail: IncomingMail, by: Any, _form: dict[str, str]) -> None:
        await inbox_desk.read_anew(mail, by)

    return await _act(request, it, _("The mail is read anew in a moment."))


@needs("mail.write")
async def block(request: Request) -> Response:
    """Write no more to the sender."""

    async def it(mail: IncomingMail, by: Any, _form: dict[str, str]) -> None:
        own = request.state.organiser.pk if request.state.organiser else None
        await inbox_desk.block_sender(mail, _("Asked for no more mail"), by, mail.organiser_id or own)

    return await _act(request, it, _("The address gets no more mail from here."))


@needs("mail.write")
async def answer(request: Request) -> Response:
    """Write back."""

    async def it(mail: IncomingMail, by: Any, form: dict[str, str]) -> None:
        await inbox_reply.answer(mail, form.get("text", ""), by, request.state.organiser)

    return await _act(request, it, _("The answer is in the outbox."))


@needs("mail.write")
async def chosen(request: Request) -> Response:
    """The same for all that are ticked."""
    form = await posted(request)
    ticked = [pk for one in form.getlist("mail")[:MOST_CHOSEN] if (pk := number(str(one)))]
    mails = await incoming(request).filter(id__in=ticked)
    there, do = link(request, "mail:inbox"), str(form.get("do", ""))
    if do not in inbox_desk.MANY or not mails:
        return done(request, "", there, _("Nothing was chosen."))
    well, left = await inbox_desk.many(do, mails, request.state.account)
    said = ngettext("Done for one mail.", "Done for %(num)s mails.", well)
    if left:
        said += " " + ngettext("One could not.", "%(num)s could not.", left)
    return done(request, "", there, said)


def _post(verb: str, handler: Callable[[Request], Awaitable[Response]]) -> Route:
    return Route(f"/inbox/{{id:int}}/{verb}", handler, methods=["POST"], name=f"inbox_{verb}")


routes = [
    Route("/inbox/", index, name="inbox"),
    Route("/inbox/chosen", chosen, methods=["POST"], name="inbox_chosen"),
    Route("/inbox/{id:int}", show, name="incoming"),
    Route("/inbox/{id:int}/html", html, name="incoming_html"),
    Route("/inbox/{id:int}/raw", raw, name="incoming_raw"),
    Route("/inbox/{id:int}/files/{part:int}", file, name="incoming_file"),
    Route("/inbox/{id:int}/files/{part:int}/picture", picture, name="incoming_picture"),
    _post("accept", accept),
    _post("attach", attach),
    _post("refuse", refuse),
    _post("not-ours", not_ours),
    _post("done", finish),
    _post("reopen", reopen),
    _post("assign", assign),
    _post("reread", reread),
    _post("block", block),
    _post("answer", answer),
]
