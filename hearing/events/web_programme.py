"""The organisers' pages of the programme, under /desk/events/ID/programme."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import edits
from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, posted
from hearing.events import programme
from hearing.events.forms_more import ItemForm
from hearing.events.models import Event, ProgrammeItem
from hearing.events.outside import days_of
from hearing.events.times import clock_of, day_of
from hearing.events.web import found


@needs("events.read")
async def index(request: Request) -> Response:
    """The programme, and a form for one more item."""
    event = await found(request)
    return await shown(request, event, ItemForm(None, **await following(event)))


@needs("events.write")
async def create(request: Request) -> Response:
    """Add an item."""
    event = await found(request)
    form = ItemForm(await posted(request))
    if form.errors:
        return await shown(request, event, form, 422)
    await programme.add(event, request.state.account, **form.facts(event.zone))
    return back(request, event, _("Added."))


@needs("events.write")
async def edit(request: Request) -> Response:
    """One item in the form."""
    event, item = await both(request)
    form = ItemForm(None, **initial(event, item))
    return page(request, "events/programme_edit.html", event=event, item=item, form=form)


def initial(event: Event, item: ProgrammeItem) -> dict[str, Any]:
    """What stands in the form of an item."""
    row: Any = item
    return {
        **{name: getattr(row, name) for name in ("title", "text", "speakers", "pause")},
        "day": day_of(item.starts_at, event.zone),
        "start": _clock(item.starts_at, event),
        "end": _clock(item.ends_at, event) if item.ends_at else "",
    }


async def there_now(request: Request) -> dict[str, Any]:
    """What the form of this item would show now."""
    return initial(*await both(request))


@needs("events.write")
async def update(request: Request) -> Response:
    """Correct an item."""
    event, item = await both(request)
    form = ItemForm(await posted(request))
    if form.errors:
        return page(request, "events/programme_edit.html", 422, event=event, item=item, form=form)
    facts = form.facts(event.zone)
    clash = await edits.save(
        form,
        event,
        lambda: there_now(request),
        lambda: programme.change(event, request.state.account, item, **facts),
        programme.CORRECTED,
    )
    if clash:
        return page(request, "events/programme_edit.html", 409, event=event, item=item, form=clash)
    return back(request, event, _("Saved."))


@needs("events.write")
async def remove(request: Request) -> Response:
    """Take an item out; one press puts it back."""
    event, item = await both(request)
    await programme.remove(event, request.state.account, item)
    undo = link(request, "programme:put_back", event_id=event.pk)
    return back(request, event, _("%(title)s is taken out.", title=item.title), undo)


@needs("events.write")
async def put_back(request: Request) -> Response:
    """Undo the removal."""
    event = await found(request)
    item = await programme.put_back(event, request.state.account)
    return back(request, event, _("%(title)s is back.", title=item.title))


async def both(request: Request) -> tuple[Event, ProgrammeItem]:
    """The reader's event and one of its items."""
    event = await found(request)
    number = request.path_params["id"]
    return event, await mine(request, ProgrammeItem.filter(event=event), id=number)


async def shown(request: Request, event: Event, form: ItemForm, status: int = 200) -> Response:
    """The page of the programme."""
    days = days_of(await programme.items(event), event.zone)
    return page(request, "events/programme.html", status, event=event, days=days, form=form)


async def following(event: Event) -> dict[str, Any]:
    """Where the next item begins: when the last one ends."""
    last = await programme.items(event).last()
    moment = (last.ends_at or last.starts_at) if last else event.starts_at
    return {"day": day_of(moment, event.zone), "start": _clock(moment, event)}


def _clock(moment: Any, event: Event) -> str:
    return f"{clock_of(moment, event.zone):%H:%M}"


def back(request: Request, event: Event, said: str, undo: str | None = None) -> Response:
    """To the programme, with what happened said once."""
    return done(request, "", link(request, "programme:index", event_id=event.pk), said, undo)


routes = [
    Route("/", index, name="index"),
    Route("/", create, methods=["POST"], name="create"),
    Route("/put-back", put_back, methods=["POST"], name="put_back"),
    Route("/{id:int}", edit, name="edit"),
    Route("/{id:int}", update, methods=["POST"], name="update"),
    Route("/{id:int}/remove", remove, methods=["POST"], name="remove"),
]
