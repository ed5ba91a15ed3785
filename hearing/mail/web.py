"""The outbox: every mail as it stands and as it looks, under /desk/mail."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.guard import POLICY
from hearing.base.lang import _
from hearing.base.web import done, link, page, paging, posted
from hearing.mail import blocks, keeping, outbox, relay, scopes, shown, shown_in
from hearing.mail.models import BlockCause, OutgoingMail
from hearing.mail.rules import Gate
from hearing.mail.shown import Asked, outgoing

FRAMING = f"{POLICY}; frame-src 'self'"
FRAMED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'"
ATTENTION = "/desk/attention"  # the list of all that needs a person, above this slice


@needs("mail.read")
async def index(request: Request) -> Response:
    """The outbox: counts, what a person must decide, mailings on their way, the list."""
    asked = Asked.read(request.query_params)
    counts = await shown.counts(asked.whole.of(outgoing(request)))
    found = asked.of(outgoing(request))
    urgent = await found.filter(status__in=shown.URGENT).count()
    pages = paging(request, urgent + await found.exclude(status__in=shown.URGENT).count())
    rows = await shown.listed(found, urgent, pages.start, pages.rows)
    beside = await _beside(request, asked, counts)
    return page(request, "mail/index.html", asked=asked, tally=counts, rows=rows, paging=pages, **beside)


async def _beside(request: Request, asked: Asked, counts: dict[str, int]) -> dict[str, Any]:
    mails = asked.whole.of(outgoing(request))
    return {
        "heading": shown.heading(counts),
        "scope": await scopes.scope(request, asked, outgoing(request)),
        "gate": await Gate.now(),
        "away": await relay.trouble(),
        "why_away": relay.told,
        "today": await shown.sent_today(mails),
        "doubtful": await shown.doubtful(mails) if counts["doubtful"] else [],
        "running": await shown.running(request, mails) if counts["queued"] or counts["sending"] else [],
        "topics": await shown.topics(request),
        "waiting": await shown_in.waiting(request),
        "may_write": "mail.write" in request.state.rights,
    }


async def _found(request: Request) -> OutgoingMail:
    return await shown.one(request, str(request.path_params["id"]))


@needs("mail.read")
async def show(request: Request) -> Response:
    """One mail: its words, where it stands, what can be done."""
    mail = await _found(request)
    log, shut = await shown.course(mail), await shown.blocked(mail)
    may_write = "mail.write" in request.state.rights
    text = shown.masked_text(mail.body_text)
    values: dict[str, Any] = {"mail": mail, "log": log, "shut": shut, "text": text, "may_write": may_write}
    beside: dict[str, Any] = {"back": await keeping.undoable(mail), "place": scopes.place(mail.about)}
    reply = page(request, "mail/show.html", **values, **beside)
    reply.headers["content-security-policy"] = FRAMING
    return reply


@needs("mail.read")
async def html(request: Request) -> Response:
    """The mail's HTML, for the frame on its page: no scripts, no links, nothing fetched."""
    mail = await _found(request)
    return HTMLResponse(shown.masked_html(mail.body_html), headers={"content-security-policy": FRAMED})


Verb = Callable[[OutgoingMail, Any], Awaitable[None]]


async def _act(request: Request, verb: Verb, said: str, undo: bool = False) -> Response:
    mail = await _found(request)
    there = str((await posted(request)).get("there", ""))
    await verb(mail, request.state.account)
    here = link(request, "mail:show", id=mail.pk)
    places = {"outbox": link(request, "mail:index"), "attention": ATTENTION}
    return done(request, "", places.get(there, here), said, f"{here}/back" if undo else None)


@needs("mail.write")
async def keep(request: Request) -> Response:
    """Hold it back while it waits."""
    return await _act(
        request, keeping.keep, _("The mail is kept back. It leaves when somebody releases it."), undo=True
    )


@needs("mail.write")
async def back(request: Request) -> Response:
    """Undo the last thing done with it."""
    return await _act(request, keeping.back, _("Undone. The mail is as it was."))


@needs("mail.write")
async def cancel(request: Request) -> Response:
    """Take it back while it waits."""
    return await _act(request, outbox.cancel, _("The mail is stopped. Nothing was sent."), undo=True)


@needs("mail.write")
async def release(request: Request) -> Response:
    """Let it go."""
    return await _act(request, outbox.release, _("The mail is released and leaves now."))


@needs("mail.write")
async def discard(request: Request) -> Response:
    """Throw it away."""
    return await _act(request, outbox.discard, _("The mail is removed. Nothing was sent."), undo=True)


@needs("mail.write")
async def count(request: Request) -> Response:
    """Say that it arrived."""
    return await _act(request, outbox.count, _("The mail counts as sent. Nothing more was sent."), undo=True)


@needs("mail.write")
async def again(request: Request) -> Response:
    """Send it once more, maybe to a corrected address."""
    address = str((await posted(request)).get("address", ""))

    async def to_it(mail: OutgoingMail, by: Any) -> None:
        await outbox.again(mail, by, address)

    return await _act(request, to_it, _("The mail is sent again."))


@needs("mail.write")
async def block(request: Request) -> Response:
    """Write no more to its address."""
    reason = str((await posted(request)).get("reason", "")) or _("Asked for no more mail")

    async def its_address(mail: OutgoingMail, by: Any) -> None:
        await blocks.block(mail.to_address, reason, by, BlockCause.STAFF, mail.organiser_id, outgoing=mail.pk)

    return await _act(request, its_address, _("The address gets no more mail from here."))


@needs("mail.write")
async def unblock(request: Request) -> Response:
    """Let its address have mail again."""

    async def its_address(mail: OutgoingMail, by: Any) -> None:
        if shut := await shown.blocked(mail):
            await blocks.lift(shut, by)

    return await _act(request, its_address, _("The address may have mail again."))


routes = [
    Route("/", index, name="index"),
    Route("/{id:int}", show, name="show"),
    Route("/{id:int}/html", html, name="html"),
    Route("/{id:int}/keep", keep, methods=["POST"], name="keep"),
    Route("/{id:int}/cancel", cancel, methods=["POST"], name="cancel"),
    Route("/{id:int}/release", release, methods=["POST"], name="release"),
    Route("/{id:int}/discard", discard, methods=["POST"], name="discard"),
    Route("/{id:int}/count", count, methods=["POST"], name="count"),
    Route("/{id:int}/again", again, methods=["POST"], name="again"),
    Route("/{id:int}/back", back, methods=["POST"], name="back"),
    Route("/{id:int}/block", block, methods=["POST"], name="block"),
    Route("/{id:int}/unblock", unblock, methods=["POST"], name="unblock"),
]
