"""From "whom" to "sent": write, read three real examples, confirm, and the five minutes to undo."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base import edits
from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, mine, page, posted
from hearing.invitations import choose, guests, invite, mails, texts
from hearing.invitations.forms import TextForm
from hearing.invitations.models import Invitation
from hearing.invitations.sending import Progress, progress_of
from hearing.mail import outbox
from hearing.mail.models import Mailing
from hearing.mail.rules import Gate
from hearing.settings import settings

HERE = "/events/{event_id:int}/guests"


@needs("invitations.write")
async def write(request: Request) -> Response:
    event = await guests.own(request)
    form = TextForm(None, **await there_now(request, request.query_params.get("language", "")))
    return page(request, "invitations/write.html", event=event, form=form, words=texts.WORDS)


async def there_now(request: Request, language: str) -> dict[str, Any]:
    """What the form of the invitation's words would show now."""
    text = await texts.text_for(await guests.own(request), language)
    return {"language": text.language, "subject": text.subject, "body": text.body}


@needs("invitations.write")
async def save(request: Request) -> Response:
    event = await guests.own(request)
    form = TextForm(await posted(request))
    if not form.errors:
        try:
            clash = await edits.save(
                form,
                event,
                lambda: there_now(request, form.values["language"]),
                lambda: texts.save(event, request.state.account, **form.values),
                ("invitation.written",),
            )
            if clash:
                return page(request, "invitations/write.html", 409, event=event, form=clash, words=texts.WORDS)
            return RedirectResponse(there(request, "guests:preview"), 303)
        except Refusal as wrong:
            form.errors["body"] = wrong.text()
    return page(request, "invitations/write.html", 422, event=event, form=form, words=texts.WORDS)


@needs("invitations.write")
async def preview(request: Request) -> Response:
    event = await guests.own(request)
    ready = await invite.batch(event)
    shown = [sample(row, ready) for row in invite.examples(ready)]
    return page(request, "invitations/preview.html", event=event, ready=ready, samples=shown)


def sample(row: Invitation, ready: invite.Batch) -> dict[str, Any]:
    """One real recipient's whole mail with the filled words marked; its personal links lead nowhere here."""
    values = texts.values_for(row) | {"link": f"{settings().url}/i/…"}
    subject, body = texts.pieces(ready.text.subject, values), texts.pieces(ready.text.body, values)
    blocks = mails.shown(row, told_source=row.person.organiser_id is None)
    words = {"subject": subject, "body": body, "blocks": blocks, "mark": mails.BODY}
    return words | {"row": row, "problem": invite.problem_of(row, ready.text)}


@needs("invitations.write")
async def confirm(request: Request) -> Response:
    event = await guests.own(request)
    ready, gate = await invite.batch(event), await Gate.now()
    held = sum(bool(gate.holds(row.email)) for row in ready.by_mail)
    values: dict[str, Any] = {"sender": outbox.sender(event.organiser), "replies": settings().mail_reply, "held": held}
    return page(request, "invitations/confirm.html", event=event, ready=ready, **values)


@needs("invitations.write")
async def send(request: Request) -> Response:
    event = await guests.own(request)
    try:
        mailing = await invite.send(event, request.state.account)
    except Refusal:
        before = await invite.just_sent(event)
        if before is None:
            raise
        mailing = before
    text = leaving(await invite.recipients(mailing), await progress_of(event))
    return done(request, "", there(request, "guests:index"), text, undo=there(request, "guests:undo", id=mailing.pk))


def leaving(number: int, sending: Progress | None) -> str:
    """What the toast says: invitations leave in five minutes, or are kept back by the rules for mail."""
    if sending and sending.held and sending.held == sending.total:
        return ngettext("One invitation is kept back.", "%(num)s invitations are kept back.", number)
    return ngettext("One invitation leaves in five minutes.", "%(num)s invitations leave in five minutes.", number)


@needs("invitations.write")
async def undo(request: Request) -> Response:
    back = await invite.undo(await own_mailing(request), request.state.account)
    text = ngettext("Undone. One is a draft again.", "Undone. %(num)s are drafts again.", back)
    return done(request, "", there(request, "guests:index"), text)


@needs("invitations.write")
async def stop(request: Request) -> Response:
    await outbox.stop(await own_mailing(request), request.state.account)
    return done(request, "", there(request, "guests:index"), _("Stopped. Nothing more of it leaves."))


@needs("invitations.write")
async def resume(request: Request) -> Response:
    await outbox.resume(await own_mailing(request), request.state.account)
    return done(request, "", there(request, "guests:index"), _("The rest is being sent."))


@needs("invitations.read")
async def progress(request: Request) -> Response:
    event = await guests.own(request)
    return page(request, "invitations/_sending.html", event=event, sending=await progress_of(event))


@needs("invitations.write")
async def leave_out(request: Request) -> Response:
    out = (await posted(request)).get("out", "1") == "1"
    await invite.leave_out(await guests.own_invitation(request), request.state.account, out)
    return done(
        request, "", there(request, "guests:preview"), _("Left out of this sending.") if out else _("Included again.")
    )


@needs("invitations.write")
async def allow_ended(request: Request) -> Response:
    await invite.allow_ended(await guests.own_invitation(request), request.state.account)
    return done(request, "", there(request, "guests:preview"), _("Is invited although the role has ended."))


@needs("invitations.write")
async def drop(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    await choose.drop(invitation, request.state.account)
    return done(request, "", there(request, "guests:index"), _("%(name)s is taken off the list.", name=invitation.name))


async def own_mailing(request: Request) -> Mailing:
    """The mailing in the address, if it is the reader's and about this event."""
    mailing = await mine(request, Mailing.all(), id=request.path_params["id"])
    if mailing.about != f"event-{request.path_params['event_id']}":
        raise HTTPException(404)
    return mailing


def there(request: Request, name: str, **params: Any) -> str:
    """Another page of the same event."""
    return link(request, name, event_id=request.path_params["event_id"], **params)


routes = [
    Route(HERE + "/write", write, name="guests:write"),
    Route(HERE + "/write", save, methods=["POST"], name="guests:save"),
    Route(HERE + "/preview", preview, name="guests:preview"),
    Route(HERE + "/confirm", confirm, name="guests:confirm"),
    Route(HERE + "/send", send, methods=["POST"], name="guests:send"),
    Route(HERE + "/progress", progress, name="guests:progress"),
    Route(HERE + "/mailings/{id:int}/undo", undo, methods=["POST"], name="guests:undo"),
    Route(HERE + "/mailings/{id:int}/stop", stop, methods=["POST"], name="guests:stop"),
    Route(HERE + "/mailings/{id:int}/resume", resume, methods=["POST"], name="guests:resume"),
    Route(HERE + "/{id:int}/leave-out", leave_out, methods=["POST"], name="guests:leave_out"),
    Route(HERE + "/{id:int}/allow-ended", allow_ended, methods=["POST"], name="guests:allow_ended"),
    Route(HERE + "/{id:int}/drop", drop, methods=["POST"], name="guests:drop"),
]
