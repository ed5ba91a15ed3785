"""The invitee's own page: one link, no account. GET shows, POST answers; every dead end is a page of its own."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base import limits
from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.errors import BadInput, Refusal
from hearing.base.limits import TooMany
from hearing.base.web import link, page, posted
from hearing.events import documents
from hearing.events.models import Event, EventStatus
from hearing.events.venues import known
from hearing.invitations import codes, itip, queue, said, stand_ins
from hearing.invitations import needs as wants
from hearing.invitations.answer import (
    ANSWERS,
    NO,
    OTHER,
    late_now,
    place_in_queue,
)
from hearing.invitations.forms import AnswerForm, MessageForm
from hearing.invitations.guests import latest
from hearing.invitations.models import (
    ANSWERABLE,
    Invitation,
    InvitationStatus,
    Substitute,
    SubstituteStatus,
)
from hearing.invitations.models_needs import Need
from hearing.invitations.need_kinds import ASKED, NeedKind, NeedStatus
from hearing.invitations.settle import RELATED

log = structlog.get_logger("hearing.answers")
MOST_ANSWERS, WINDOW = 40, timedelta(hours=1)
ANSWERED = {InvitationStatus.YES: "yes", InvitationStatus.NO: "no", InvitationStatus.MAYBE: "maybe"}
ANSWERED[InvitationStatus.WAITING] = "yes"
MEANT = (Refusal, HTTPException, TooMany, BadInput, ClientDisconnect)


@needs("link")
async def show(request: Request) -> Response:
    """The invitation as it stands; `?answer=` only preselects."""
    invitation = await find(request)
    return await open_page(request, invitation) if invitation else unknown(request)


@needs("link")
async def reply(request: Request) -> Response:
    """Note the answer; when that fails, say so and thank nobody."""
    try:
        return await _reply(request)
    except MEANT:
        raise
    except Exception as wrong:
        log.error("answer lost", exc_info=wrong, kind=type(wrong).__name__)
        return await not_saved(request)


async def _reply(request: Request) -> Response:
    data = await posted(request)
    invitation = await find(request)
    if invitation is None:
        return unknown(request)
    visitor: Substitute | None = request.state.visitor
    await limits.count(f"answer:{((visitor or invitation).link_hash or '')[:40]}", MOST_ANSWERS, WINDOW)
    if closed(invitation) or passed_on(visitor):
        return await open_page(request, invitation)
    late = late_now(invitation)
    form = MessageForm(data) if late and data.get("answer") != NO else AnswerForm(data)
    if form.errors:
        return await open_page(request, invitation, form, 422)
    try:
        await said.on_the_page(invitation, form, visitor, late)
    except Refusal as wrong:
        form.errors["form"] = wrong.text()
        return await open_page(request, await find(request) or invitation, form, 409)
    return RedirectResponse(link(request, "i:receipt", token=request.path_params["token"]), 303)


@needs("link")
async def receipt(request: Request) -> Response:
    """What is noted just now."""
    invitation = await find(request)
    if invitation is None:
        return unknown(request)
    unanswered = invitation.answered_at is None and invitation.message_at is None
    if closed(invitation) or unanswered or passed_on(request.state.visitor):
        return await open_page(request, invitation)
    values = await facts(request, invitation)
    mail = (await latest([invitation.ref])).get(invitation.ref)
    values |= codes.shown(invitation, request.state.visitor)
    values["mailed"] = mail is not None and mail["status"] in ("queued", "sending", "sent")
    return shown(request, "receipt", 200, **values)


@needs("link")
async def calendar_file(request: Request) -> Response:
    """The event as a file for a calendar; the link online stands in it for those who come.

    Somebody who has passed it on, or no longer comes instead, gets none.
    """
    invitation = await find(request)
    if invitation is None or invitation.event.status in (EventStatus.CANCELLED, EventStatus.REPLACED):
        return unknown(request)
    if passed_on(request.state.visitor) or replaced(invitation, request.state.visitor):
        return unknown(request)
    headers = {"content-disposition": 'attachment; filename="event.ics"'}
    return Response(itip.file(invitation), headers=headers, media_type="text/calendar; charset=utf-8")


async def find(request: Request) -> Invitation | None:
    """The invitation a link opens, the invited's own or a substitute's; one that was never sent opens for nobody."""
    token = request.path_params["token"]
    found, visitor = await Invitation.by_token(token, *RELATED), None
    if found is None:
        visitor = await Substitute.by_token(token, *(f"invitation__{name}" for name in RELATED))
        found = visitor.invitation if visitor else None
    if found is None or found.status not in ANSWERABLE:
        return None
    await stand_ins.load([found])
    request.state.visitor = visitor
    return found


def passed_on(visitor: Substitute | None) -> bool:
    """Whether this substitute no longer comes: the invited does, or yet another one."""
    return visitor is not None and visitor.status != SubstituteStatus.ACCEPTED


def replaced(invitation: Invitation, visitor: Substitute | None) -> bool:
    """Whether this is the invited person's own link while somebody else comes."""
    return visitor is None and invitation.stand_in is not None


def closed(invitation: Invitation) -> str:
    """Why nothing can be answered: cancelled, replaced, past; empty when it can."""
    event: Event = invitation.event
    if event.status in (EventStatus.CANCELLED, EventStatus.REPLACED):
        return str(event.status)
    return "past" if event.status == EventStatus.HELD or event.ends_at <= now() else ""


async def open_page(
    request: Request, invitation: Invitation, form: AnswerForm | MessageForm | None = None, status: int = 200
) -> Response:
    """The page for where the invitation stands."""
    values = await facts(request, invitation)
    if passed_on(values["visitor"]):
        return shown(request, "passed_on", 200, **values)
    if why := closed(invitation):
        instead = await values["event"].replaced_by if why == EventStatus.REPLACED else None
        return shown(request, why, 200, **values, other=instead, home=await regional_home(invitation))
    late, asked = late_now(invitation), request.query_params.get("answer", "")
    stands = standing(invitation, asked if asked in ANSWERS else "", values["visitor"])
    if late:
        stands["comment"] = ""  # what comes now is a message of its own, under what was written before
    values["form"] = form or AnswerForm(None, **stands, **boxes(values["needs"]))
    return shown(request, "late" if late else "answer", status, **values)


async def regional_home(invitation: Invitation) -> Invitation | None:
    """The same person's invitation to one of the events that came instead."""
    there = Invitation.filter(event__instead_of_id=invitation.event.pk, person_id=invitation.person.pk)
    return await there.filter(status__in=list(ANSWERABLE)).select_related("event").first()


def standing(invitation: Invitation, asked: str, visitor: Substitute | None) -> dict[str, Any]:
    """What the form shows as chosen: what was asked for, else what was answered; words only to the one invited."""
    answered = "" if invitation.passed_at or invitation.offered_until else ANSWERED.get(invitation.status, "")
    if invitation.substitution == "proposed":
        answered = OTHER
    return {
        "answer": asked or answered,
        "attend": "online" if invitation.online else "on_site",
        "material": "1" if invitation.wants_material else "",
        "comment": "" if visitor else invitation.comment,
        "hidden": "on" if invitation.alias else "",
    }


def boxes(found: Sequence[Need]) -> dict[str, Any]:
    """What stands ticked and written among the needs."""
    living = [need for need in found if need.status != NeedStatus.CANCELLED]
    text = next((need.text for need in living if need.text), "")
    ticked = [str(need.kind) for need in living if need.kind != NeedKind.OTHER]
    return {"needs": ticked, "needs_text": text, "needs_consent": bool(living)}


async def facts(request: Request, invitation: Invitation) -> dict[str, Any]:
    """What every page of a known link shows."""
    event: Event = invitation.event
    named = await stand_ins.shown([invitation])
    waits = invitation.status == InvitationStatus.WAITING
    moved = event.moved_at is not None and (invitation.answered_at is None or invitation.answered_at < event.moved_at)
    return {
        "invitation": invitation,
        "event": event,
        "organiser": event.organiser,
        "place": await place_in_queue(invitation),
        "why": await queue.why(event) if waits else "",
        "substitute": named.get(invitation.pk),
        "visitor": request.state.visitor,
        "me": request.state.visitor or invitation,
        "moved": moved,
        "access": list(known(event.venue)) if event.venue else [],
        "needs": await wants.of(invitation, request.state.visitor),
        "asked_needs": ASKED,
        "needs_until": wants.kept_until(event),
        "documents": await documents.of(event, reader_of(invitation, request.state.visitor)),
        "token": request.path_params["token"],
        "own_page": link(request, "i:show", token=request.path_params["token"]),
        "for_other": request.query_params.get("as") == "other",
        "width": "wrap--narrow",
    }


def reader_of(invitation: Invitation, visitor: Substitute | None) -> str:
    """Which documents somebody with this link may see."""
    comes = invitation.status == InvitationStatus.YES and not replaced(invitation, visitor)
    return "coming" if comes else "invited"


@needs("link")
async def document(request: Request) -> Response:
    """A document the one with this link may see."""
    invitation = await find(request)
    if invitation is None:
        return unknown(request)
    rows = documents.of(invitation.event, reader_of(invitation, request.state.visitor)).filter(
        id=request.path_params["id"]
    )
    row = None if passed_on(request.state.visitor) else await rows.select_related("file").first()
    return documents.served(row) if row else unknown(request)


def shown(request: Request, name: str, status: int, **values: Any) -> Response:
    """One of the pages, never kept by anybody on the way."""
    response = page(request, f"invitations/public/{name}.html", status, **values)
    response.headers["cache-control"] = "private, no-store"
    response.headers["referrer-policy"] = "no-referrer"
    return response


def unknown(request: Request) -> Response:
    """Unknown, withdrawn and not yet sent look the same."""
    return shown(request, "unknown", 404, width="wrap--narrow")


async def not_saved(request: Request) -> Response:
    """The answer could not be kept: whom to ring, and the way back to try again."""
    try:
        invitation = await find(request)
    except Exception:
        invitation = None
    event = invitation.event if invitation else None
    values = {"event": event, "organiser": event.organiser if event else None}
    return shown(request, "not_saved", 503, **values, token=request.path_params["token"], width="wrap--narrow")


routes = [
    Route("/{token}", show, name="show"),
    Route("/{token}", reply, methods=["POST"], name="reply"),
    Route("/{token}/receipt", receipt, name="receipt"),
    Route("/{token}/event.ics", calendar_file, name="calendar"),
    Route("/{token}/documents/{id:int}", document, name="document"),
]
