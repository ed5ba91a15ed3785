"""The organisers' pages of an event's documents, under /desk/events/ID/documents."""

from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.forms import Form, Line, Name
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, posted, with_file
from hearing.events import documents
from hearing.events.models import Event
from hearing.events.models_documents import EventDocument, SeenBy
from hearing.events.web import found
from hearing.mail.files import safe_name


class NewForm(Form):
    """A document to add; the file comes beside it."""

    class Fields(BaseModel):
        """What it is called, and who may see it."""

        title: Line = ""
        seen_by: SeenBy = SeenBy.INVITED


class DocumentForm(Form):
    """A document that is there."""

    class Fields(BaseModel):
        """What it is called, who may see it, and where it stands."""

        title: Name
        seen_by: SeenBy
        afterwards: bool = False


@needs("events.read")
async def index(request: Request) -> Response:
    """The documents, and a form for one more."""
    return await shown(request, await found(request), NewForm(None, seen_by="invited"))


async def shown(request: Request, event: Event, form: NewForm, status: int = 200) -> Response:
    """The page of the documents."""
    rows = await documents.of(event, "staff")
    listed = [[row for row in rows if row.afterwards is after] for after in (False, True)]
    values: dict[str, Any] = {
        "before": listed[0],
        "after": listed[1],
        "choices": [(one.value, one.label) for one in SeenBy],
    }
    return page(request, "events/documents.html", status, event=event, form=form, **values)


@needs("events.write")
async def create(request: Request) -> Response:
    """Keep the file that was sent."""
    event = await found(request)
    data, sent_name, content = await with_file(request, "file")
    form = NewForm(data)
    name = safe_name(sent_name) or "fil"
    if not content:
        form.errors["file"] = _("Choose a file that is not empty.")
    if not form.errors:
        try:
            said = form.values
            row = await documents.add(event, request.state.account, content, name, said["title"], said["seen_by"])
            return back(request, event, _("%(title)s is added.", title=row.title))
        except Refusal as wrong:
            form.errors["file"] = wrong.text()
    return await shown(request, event, form, 422)


@needs("events.read")
async def show(request: Request) -> Response:
    """The file itself."""
    _event, row = await both(request)
    return documents.served(row)


@needs("events.write")
async def edit(request: Request) -> Response:
    """One document in the form."""
    event, row = await both(request)
    told = {"title": row.title, "seen_by": row.seen_by.value, "afterwards": "on" if row.afterwards else ""}
    return edit_page(request, event, row, DocumentForm(None, **told))


@needs("events.write")
async def update(request: Request) -> Response:
    """Call it something else, or show it to others."""
    event, row = await both(request)
    form = DocumentForm(await posted(request))
    if form.errors:
        return edit_page(request, event, row, form, 422)
    await documents.change(row, event, request.state.account, **form.values)
    return back(request, event, _("Saved."))


def edit_page(request: Request, event: Event, row: EventDocument, form: DocumentForm, status: int = 200) -> Response:
    """The form of one document."""
    values = {"document": row, "choices": [(one.value, one.label) for one in SeenBy]}
    return page(request, "events/document.html", status, event=event, form=form, **values)


@needs("events.write")
async def lift(request: Request) -> Response:
    """One step up."""
    event, row = await both(request)
    await documents.lift(row, event, request.state.account)
    return back(request, event, _("Saved."))


@needs("events.write")
async def remove(request: Request) -> Response:
    """Take it away; one press puts it back."""
    event, row = await both(request)
    await documents.remove(row, event, request.state.account)
    undo = link(request, "documents:put_back", event_id=event.pk, id=row.pk)
    return back(request, event, _("%(title)s is taken away.", title=row.title), undo)


@needs("events.write")
async def put_back(request: Request) -> Response:
    """Undo the removal."""
    event, row = await both(request, removed=True)
    await documents.put_back(row, event, request.state.account)
    return back(request, event, _("%(title)s is back.", title=row.title))


async def both(request: Request, removed: bool = False) -> tuple[Event, EventDocument]:
    """The reader's event and one of its documents."""
    event = await found(request)
    rows = EventDocument.filter(event_id=event.pk, removed_at__isnull=not removed).select_related("file")
    return event, await mine(request, rows, id=request.path_params["id"])


def back(request: Request, event: Event, said: str, undo: str | None = None) -> Response:
    """To the documents, with what happened said once."""
    return done(request, "", link(request, "documents:index", event_id=event.pk), said, undo)


routes = [
    Route("/", index, name="index"),
    Route("/", create, methods=["POST"], name="create"),
    Route("/{id:int}", show, name="show"),
    Route("/{id:int}/edit", edit, name="edit"),
    Route("/{id:int}/edit", update, methods=["POST"], name="update"),
    Route("/{id:int}/up", lift, methods=["POST"], name="lift"),
    Route("/{id:int}/remove", remove, methods=["POST"], name="remove"),
    Route("/{id:int}/put-back", put_back, methods=["POST"], name="put_back"),
]
