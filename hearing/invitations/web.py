"""The guests of an event, under /desk/events/ID/guests: the list, and what staff do with one of the invited."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.forms import refused
from hearing.base.lang import _
from hearing.base.web import done, link, page, posted
from hearing.invitations import changes, coverage, guests, queue, replies, turns
from hearing.invitations.answer import OTHER, Said, Source, answer
from hearing.invitations.choose import groups_of
from hearing.invitations.forms import CorrectForm, ReasonForm, StaffAnswerForm, WithdrawForm, substitute
from hearing.invitations.mails import page_url
from hearing.invitations.models import Invitation, InvitationStatus, SubstituteStatus, Told, Via
from hearing.invitations.sending import progress_of
from hearing.invitations.substitutes import Proposal, propose

HERE = "/events/{event_id:int}/guests"


@needs("invitations.read")
async def index(request: Request) -> Response:
    event = await guests.own(request)
    groups, counted, asked = await groups_of(event), await guests.strip(event), guests.Asked.of(request)
    total, meters = await guests.meters(event, counted, groups)
    rows, paging = await guests.shown(request, event, asked)
    values: dict[str, Any] = {"event": event, "groups": groups, "counted": counted, "asked": asked}
    values |= {"total": total, "meters": meters}
    values |= {"rows": rows, "paging": paging, "coverage": await coverage.of(event), "coming": coverage.coming}
    values["why"] = await queue.why(event) if total.waiting else ""
    values |= {"bounced": await guests.bounced(event), "sending": await progress_of(event)}
    return page(request, "invitations/index.html", **values, mail_words=guests.MAIL_WORDS)


@needs("invitations.write")
async def answer_form(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    answered = "other" if invitation.substitution == SubstituteStatus.PROPOSED else str(invitation.status)
    initial = {"answer": answered, "how": "phone", "said_by": "", "comment": invitation.comment}
    ticked = {"receipt": bool(invitation.email), "material": invitation.wants_material}
    form = StaffAnswerForm(None, **initial, **ticked, attend="online" if invitation.online else "on_site")
    return page(request, "invitations/answer.html", invitation=invitation, event=invitation.event, form=form)


@needs("invitations.write")
async def note(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    form = StaffAnswerForm(await posted(request))
    if not form.errors:
        try:
            return back(request, said_of(await write_down(request, invitation, form)))
        except Refusal as wrong:
            form.errors["form"] = wrong.text()
    values = {"invitation": invitation, "event": invitation.event, "form": form}
    return page(request, "invitations/answer.html", 409 if "form" in form.errors else 422, **values)


async def write_down(request: Request, invitation: Invitation, form: StaffAnswerForm) -> Invitation:
    """The answer on the form, in the name of the one who said it."""
    said = form.values
    how = Told(said["how"])
    word = {"for_stand_in": invitation.substitution == SubstituteStatus.ACCEPTED, "receipt": said["receipt"]}
    source = Source(Via.STAFF, said["said_by"], request.state.account, how, **word)
    if said["answer"] == OTHER:
        return await propose(invitation, Proposal(**substitute(said)), source, said["comment"])
    online = said["attend"] == "online"
    return await answer(invitation, Said(said["answer"], online, said["comment"], said["material"]), source)


def said_of(invitation: Invitation) -> str:
    """What the toast says after an answer."""
    if invitation.status == InvitationStatus.WAITING:
        return _("It is full. %(name)s stands in the queue.", name=invitation.name)
    return _("The answer of %(name)s is noted.", name=invitation.name)


@needs("invitations.write")
async def resend(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    await changes.resend(invitation, request.state.account)
    return back(request, _("The invitation is sent again to %(email)s.", email=invitation.email))


@needs("invitations.read")
async def show(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    named = await guests.named(invitation)
    mails = await guests.latest([invitation.ref])
    values: dict[str, Any] = {
        "url": page_url(invitation) if invitation.link_hash else "",
        "their_url": page_url(named) if named and named.link_hash else "",
        "mail": mails.get(invitation.ref),
    }
    places = await turns.places(invitation.event.pk)
    values |= {"substitute": named, "place": places.get(invitation.pk, 0)}
    values["written"] = await replies.shown(invitation) if "mail.read" in request.state.rights else []
    return page(
        request,
        "invitations/show.html",
        invitation=invitation,
        event=invitation.event,
        mail_words=guests.MAIL_WORDS,
        **values,
    )


@needs("invitations.write")
async def withdraw_form(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    return page(request, "invitations/withdraw.html", invitation=invitation, event=invitation.event)


@needs("invitations.write")
async def withdraw(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    form = WithdrawForm(await posted(request))
    await changes.withdraw(invitation, request.state.account, form.values["tell"])
    return back(request, _("The invitation of %(name)s is withdrawn.", name=invitation.name))


@needs("invitations.write")
async def exceed_form(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    form = ReasonForm(None)
    return page(request, "invitations/exceed.html", invitation=invitation, event=invitation.event, form=form)


@needs("invitations.write")
async def exceed(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    form = ReasonForm(await posted(request))
    if not form.errors:
        with refused(form, "reason"):
            await changes.exceed(invitation, request.state.account, form.values["reason"])
            return back(request, _("%(name)s has a seat.", name=invitation.name))
    return page(request, "invitations/exceed.html", 422, invitation=invitation, event=invitation.event, form=form)


@needs("invitations.write")
async def first_form(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    form = ReasonForm(None)
    return page(request, "invitations/first.html", invitation=invitation, event=invitation.event, form=form)


@needs("invitations.write")
async def put_first(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    form = ReasonForm(await posted(request))
    if form.errors:
        values = {"invitation": invitation, "event": invitation.event, "form": form}
        return page(request, "invitations/first.html", 422, **values)
    await changes.put_first(invitation, request.state.account, form.values["reason"])
    return back(request, _("%(name)s comes first in the queue.", name=invitation.name))


@needs("invitations.write")
async def edit(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    now = {"name": invitation.name, "email": invitation.email, "title": invitation.title}
    group = invitation.group.pk if invitation.group else ""
    return await edit_page(request, invitation, CorrectForm(None, **now, group=group))


@needs("invitations.write")
async def update(request: Request) -> Response:
    invitation = await guests.own_invitation(request)
    form = CorrectForm(await posted(request))
    if form.errors:
        return await edit_page(request, invitation, form, 422)
    said = form.values
    groups = {group.pk: group for group in await groups_of(invitation.event)}
    corrected = {"name": said["name"], "email": said["email"], "title": said["title"]}
    try:
        resent = await changes.put_right(invitation, request.state.account, groups.get(said["group"]), **corrected)
    except Refusal as wrong:
        form.errors["form"] = wrong.text()
        return await edit_page(request, invitation, form, 409)
    text = _("Saved.") + (" " + _("The invitation is sent again to %(email)s.", email=said["email"]) if resent else "")
    return back(request, text, "guests:preview" if form.raw("there") == "preview" else "guests:index")


async def edit_page(request: Request, invitation: Invitation, form: CorrectForm, status: int = 200) -> Response:
    """Name, address, title, group."""
    groups = await groups_of(invitation.event)
    there = form.raw("there") or request.query_params.get("there", "")
    values: dict[str, Any] = {"groups": groups, "form": form, "there": there if there == "preview" else ""}
    return page(request, "invitations/edit.html", status, invitation=invitation, event=invitation.event, **values)


@needs("invitations.write")
async def read(request: Request) -> Response:
    await changes.dealt_with(await guests.own_invitation(request), request.state.account)
    return back(request, _("The message is marked as read."))


@needs("invitations.write")
async def reply(request: Request) -> Response:
    """What the guest wrote by mail is an answer."""
    invitation, form = await guests.own_invitation(request), await posted(request)
    mail = str(form.get("mail", ""))
    number = int(mail) if mail.isascii() and mail.isdigit() and len(mail) < 10 else 0
    decided = await replies.decide(invitation, number, str(form.get("answer", "")), request.state.account)
    return back(request, said_of(decided))


def back(request: Request, said: str, name: str = "guests:index") -> Response:
    """To the list, or where one came from, which says what happened."""
    there = link(request, name, event_id=request.path_params["event_id"])
    return done(request, "", there, said)


routes = [
    Route(HERE, index, name="guests:index"),
    Route(HERE + "/{id:int}", show, name="guests:show"),
    Route(HERE + "/{id:int}/edit", edit, name="guests:edit"),
    Route(HERE + "/{id:int}/edit", update, methods=["POST"], name="guests:update"),
    Route(HERE + "/{id:int}/answer", answer_form, name="guests:answer"),
    Route(HERE + "/{id:int}/answer", note, methods=["POST"], name="guests:note"),
    Route(HERE + "/{id:int}/resend", resend, methods=["POST"], name="guests:resend"),
    Route(HERE + "/{id:int}/withdraw", withdraw_form, name="guests:withdraw_form"),
    Route(HERE + "/{id:int}/withdraw", withdraw, methods=["POST"], name="guests:withdraw"),
    Route(HERE + "/{id:int}/exceed", exceed_form, name="guests:exceed_form"),
    Route(HERE + "/{id:int}/exceed", exceed, methods=["POST"], name="guests:exceed"),
    Route(HERE + "/{id:int}/first", first_form, name="guests:first_form"),
    Route(HERE + "/{id:int}/first", put_first, methods=["POST"], name="guests:put_first"),
    Route(HERE + "/{id:int}/reply", reply, methods=["POST"], name="guests:reply"),
    Route(HERE + "/{id:int}/read", read, methods=["POST"], name="guests:read"),
]
