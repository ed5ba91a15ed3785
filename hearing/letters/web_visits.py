"""From an answer to a meeting, in one press and one form: /desk/letters/ID/recipients/ROW/visit; files handed in."""

from datetime import time
from typing import Any, Literal
from urllib.parse import quote

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.forms import Clock, Day, Form, Name
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, mine, page, posted
from hearing.events.kinds import EventKind
from hearing.events.times import at
from hearing.letters import visits
from hearing.letters.models_entry import EntryFile
from hearing.letters.models_recipient import Recipient
from hearing.letters.visits import Wish
from hearing.letters.web_recipients import own

ZONE = "Europe/Stockholm"
HERE = "/{id:int}/recipients/{row:int}/visit"
Invited = Literal["responder", "addressee", "registrator", "municipalities"]


class VisitForm(Form):
    """When and what, and who is asked."""

    class Fields(BaseModel):
        """What is typed."""

        kind: EventKind = EventKind.VISIT
        title: Name
        date: Day
        start: Clock = time(13)
        end: Clock = time(15)
        invite: list[Invited] = []

    def check(self) -> None:
        """It ends after it begins."""
        if self.values["end"] <= self.values["start"]:
            self.errors["end"] = _("It must end after it begins.")

    @property
    def wish(self) -> Wish:
        """The meeting."""
        said = self.values
        times = [at(said["date"], said[name], ZONE) for name in ("start", "end")]
        return Wish(said["title"], said["kind"], times[0], times[1], said["invite"])


@needs("letters.write")
async def new(request: Request) -> Response:
    """The form, with who answered and the registrator ticked."""
    row = await own(request)
    title = _("Meeting with %(name)s", name=row.authority)
    ticked = ["responder" if row.responder else "addressee", "registrator"]
    form = VisitForm(None, kind="visit", title=title, start="13:00", end="15:00", invite=ticked)
    return await shown(request, row, form)


async def shown(request: Request, row: Recipient, form: VisitForm, status: int = 200) -> Response:
    """The form's page."""
    there = await visits.municipalities(row)
    people: list[tuple[str, str]] = []
    if row.responder:
        people.append(("responder", row.responder))
    if row.name and not (row.responder and not row.answered_by_other):
        people.append(("addressee", f"{row.name}, {row.title}"))
    if row.registrator_email:
        people.append(("registrator", _("Registrator")))
    if there:
        text = ngettext("The municipality of the county", "All %(num)s municipalities of the county", len(there))
        people.append(("municipalities", text))
    kinds = [(one.value, one.label) for one in EventKind]
    values: dict[str, Any] = {"campaign": row.campaign, "row": row, "form": form, "kinds": kinds}
    return page(request, "letters/visit.html", status, **values, people=people, made=await visits.of(row))


@needs("letters.write")
async def create(request: Request) -> Response:
    """Make the draft; nothing is sent."""
    row, form = await own(request), VisitForm(await posted(request))
    if "events.write" not in request.state.rights:
        raise Refusal("You may not make events.")
    if form.errors:
        return await shown(request, row, form, 422)
    event = await visits.make(row, request.state.account, form.wish)
    said = _("The draft is made, and those who come to it are chosen. No mail has been sent.")
    return done(request, "", link(request, "events:show", id=event.pk), said)


@needs("letters.read")
async def file(request: Request) -> Response:
    """A file an authority handed in, always to keep and never run in a page of ours."""
    row = await own(request)
    files = EntryFile.filter(entry__recipient_id=row.pk).select_related("file")
    one = await mine(request, files, id=request.path_params["file"])
    safe = quote(one.name, safe="")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{safe}",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
    }
    return Response(bytes(one.file.content), headers=headers, media_type="application/octet-stream")


routes = [
    Route("/{id:int}/recipients/{row:int}/files/{file:int}", file, name="file"),
    Route(HERE, new, name="visit"),
    Route(HERE, create, methods=["POST"], name="make_visit"),
]
