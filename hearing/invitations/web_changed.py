"""Who is told of a change: what has changed, whom it concerns, must they answer again; nothing is written before."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import today
from hearing.base.errors import Refusal
from hearing.base.forms import Form, MaybeDay
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, page, posted
from hearing.events.models import Event
from hearing.events.news import Change, change_of
from hearing.invitations import guests, notices
from hearing.invitations.models import Invitation, InvitationStatus

HERE = "/events/{event_id:int}/guests/changed"
S = InvitationStatus
ASKED = (S.YES, S.MAYBE, S.WAITING, S.INVITED)


class ToldForm(Form):
    """Who is told, and by when a yes is given again."""

    class Fields(BaseModel):
        """As ticked."""

        whom: list[InvitationStatus] = []
        again: bool = False
        confirm_by_on: MaybeDay = None
        nobody: bool = False

    def check(self) -> None:
        """Those asked again are told by when, and somebody is ticked."""
        if self.values["nobody"]:
            return
        if not self.values["whom"]:
            self.errors["whom"] = _("Tick at least one, or choose to tell nobody.")
        if self.values["again"] and (self.values["confirm_by_on"] or date.min) < today():
            self.errors["confirm_by_on"] = _("Write the day by which a yes is given again.")


@needs("invitations.write")
async def show(request: Request) -> Response:
    """The question; when it is answered already, the event."""
    event = await guests.own(request)
    change = await change_of(event)
    if change is None:
        return RedirectResponse(link(request, "events:show", id=event.pk), 303)
    again = event.confirm_by_on is not None and event.confirm_by_on >= today()
    day = event.confirm_by_on.isoformat() if event.confirm_by_on and again else ""
    form = ToldForm(None, whom=[str(status) for status in ASKED], again="on" if again else "", confirm_by_on=day)
    return await shown(request, event, change, form)


async def shown(request: Request, event: Event, change: Change, form: ToldForm, status: int = 200) -> Response:
    """What has changed, and whom it concerns."""
    counted = count(await notices.to_tell(event, change))
    values: dict[str, Any] = {"change": change, "form": form, "counted": counted, "people": sum(counted.values())}
    return page(request, "invitations/changed.html", status, event=event, **values)


def count(people: Sequence[Invitation]) -> dict[InvitationStatus, int]:
    """How many stand how, in the order they are asked about."""
    found = Counter(row.status for row in people)
    return {status: found[status] for status in ASKED if found[status]}


@needs("invitations.write")
async def decide(request: Request) -> Response:
    """Tell those ticked, or nobody."""
    event = await guests.own(request)
    form = ToldForm(await posted(request))
    change = await change_of(event)
    if change is None:
        raise Refusal("It is decided already who is told.")
    if form.errors and change.decided is None:
        return await shown(request, event, change, form, 422)
    said = form.values
    whom = [] if said["nobody"] else said["whom"]
    people = await notices.intend(event, request.state.account, whom, said["confirm_by_on"] if said["again"] else None)
    text = ngettext("One person is told in five minutes.", "%(num)s persons are told in five minutes.", people)
    undoing = link(request, "guests:undecide", event_id=event.pk)
    there = link(request, "events:show", id=event.pk)
    return done(request, "", there, text if people else _("Nobody is told."), undo=undoing)


@needs("invitations.write")
async def undo(request: Request) -> Response:
    """Ask anew who is told."""
    event = await guests.own(request)
    await notices.undo(event, request.state.account)
    there = link(request, "guests:changed", event_id=event.pk)
    return done(request, "", there, _("Undone. Nobody has been told."))


routes = [
    Route(HERE, show, name="guests:changed"),
    Route(HERE, decide, methods=["POST"], name="guests:decide"),
    Route(HERE + "/undo", undo, methods=["POST"], name="guests:undecide"),
]
