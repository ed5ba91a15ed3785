"""The mails of an event, under /desk/events/ID/mailings: what leaves when, to whom; stop, choose, send by hand."""

from typing import Annotated, Any

from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.forms import Form, Text
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, mine, page, posted
from hearing.data import reference
from hearing.events.models import Event
from hearing.invitations import dispatch, guests, mails, matrix, stand_ins
from hearing.invitations.models import Invitation
from hearing.invitations.models_dispatch import Dispatch, DispatchKind
from hearing.mail import outbox
from hearing.mail.models import Mailing

HERE = "/events/{event_id:int}/mailings"
PLACES = ("region", "municipality", "healthcare", "party")


class ChosenForm(Form):
    """Who gets it, and a few words of one's own."""

    class Fields(BaseModel):
        """Numbers of invitations are read by hand: there may be thousands."""

        note: Annotated[Text, Field(max_length=4000)] = ""

    @property
    def chosen(self) -> set[int]:
        """The ticked ones."""
        return {int(typed) for typed in self.raws("who") if typed.isascii() and typed.isdigit() and len(typed) < 10}


@needs("invitations.read")
async def index(request: Request) -> Response:
    """Everything that leaves by itself, and what has left."""
    event = await guests.own(request)
    sent = await mine(request, Mailing.filter(about=f"event-{event.pk}")).order_by("-id").limit(50)
    planned = await dispatch.planned(event)
    return page(request, "invitations/mailings.html", event=event, planned=planned, mailings=sent)


@needs("invitations.read")
async def show(request: Request) -> Response:
    """One kind: its words as the first one gets them, and who gets it."""
    event, kind = await guests.own(request), kind_of(request)
    return await kind_page(request, event, kind)


async def kind_page(request: Request, event: Event, kind: DispatchKind, form: ChosenForm | None = None) -> Response:
    """The page of one kind, as kept or as typed."""
    row = await mine(request, Dispatch.filter(event_id=event.pk, kind=kind)).first()
    people = await dispatch.recipients(kind, event, None, early=False)
    out = set(row.left_out) if row else set()
    out |= {int(it.pk) for it in people if not meant(request, it)}
    form = form or ChosenForm(None, note=row.note if row else "")
    await stand_ins.load(people)
    for it in people:
        it.event = event
    example = mails.example(
        next((it for it in people if it.pk not in out and not it.alias), None), kind, form.raw("note")
    )
    values: dict[str, Any] = {"kind": kind, "row": row, "people": people, "out": out, "example": example}
    values |= {"at": matrix.at(kind, event), "by_hand": matrix.by_hand(kind, event)}
    status = 422 if form.errors else 200
    return page(request, "invitations/mailing.html", status, event=event, form=form, **values)


def meant(request: Request, it: Invitation) -> bool:
    """Whether an address that names a place or a party means this one; without them it means all."""
    asked = {name: code for name, code in request.query_params.items() if name in PLACES}
    if not asked:
        return True
    region, town = it.region_id, it.municipality_id  # type: ignore[attr-defined]
    care = {one.code: one.healthcare_region for one in reference.regions()}
    care |= {one.code: one.healthcare_region for one in reference.municipalities()}
    stands = {"region": region, "municipality": town, "healthcare": care.get(town or region or ""), "party": it.party}
    return all(stands[name] == code for name, code in asked.items())


@needs("invitations.write")
async def choose(request: Request) -> Response:
    """Keep the choice."""
    form = ChosenForm(await posted(request))
    event, kind = await guests.own(request), kind_of(request)
    if form.errors:
        return await kind_page(request, event, kind, form)
    number = await dispatch.choose(event, kind, request.state.account, form.chosen, form.values["note"])
    return back(request, ngettext("Saved. One person gets it.", "Saved. %(num)s persons get it.", number))


@needs("invitations.write")
async def send(request: Request) -> Response:
    """Send it now to those ticked, after the choice is kept."""
    form = ChosenForm(await posted(request))
    event, kind = await guests.own(request), kind_of(request)
    if form.errors:
        return await kind_page(request, event, kind, form)
    await dispatch.choose(event, kind, request.state.account, form.chosen, form.values["note"])
    mailing = await dispatch.send_now(event, kind, request.state.account, form.chosen)
    undo = link(request, "guests:undo_dispatch", event_id=event.pk, id=mailing.pk)
    return back(request, _("It leaves in five minutes."), undo)


@needs("invitations.write")
async def undo(request: Request) -> Response:
    """Take a sending by hand back."""
    mailing = await mine(request, Mailing.filter(about=f"event-{request.path_params['event_id']}"), id=number(request))
    await outbox.undo(mailing, request.state.account)
    return back(request, _("Undone. What had not left never leaves."))


@needs("invitations.write")
async def stop(request: Request) -> Response:
    """Let one kind not leave, or leave after all."""
    stopped = (await posted(request)).get("stop", "1") == "1"
    await dispatch.stop(await guests.own(request), kind_of(request), request.state.account, stopped)
    return back(request, _("Stopped. It does not leave.") if stopped else _("It leaves at its time again."))


def kind_of(request: Request) -> DispatchKind:
    """The kind in the address, or 404."""
    try:
        return DispatchKind(request.path_params["kind"])
    except ValueError:
        raise HTTPException(404) from None


def number(request: Request) -> int:
    """The number in the address."""
    return int(request.path_params["id"])


def back(request: Request, said: str, undo: str | None = None) -> Response:
    """To the mails of the event."""
    return done(request, "", link(request, "guests:mailings", event_id=request.path_params["event_id"]), said, undo)


routes = [
    Route(HERE, index, name="guests:mailings"),
    Route(HERE + "/{id:int}/undo", undo, methods=["POST"], name="guests:undo_dispatch"),
    Route(HERE + "/{kind}", show, name="guests:mailing"),
    Route(HERE + "/{kind}", choose, methods=["POST"], name="guests:choose_mailing"),
    Route(HERE + "/{kind}/send", send, methods=["POST"], name="guests:send_mailing"),
    Route(HERE + "/{kind}/stop", stop, methods=["POST"], name="guests:stop_mailing"),
]
