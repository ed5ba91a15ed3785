"""The organisers' pages of events, under /desk/events."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import edits
from hearing.base.access import needs
from hearing.base.audit import AuditEntry, trail_of
from hearing.base.clock import now
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, paging, posted
from hearing.data.reference import regions
from hearing.events import advice, editing, ical, news, plan, programme, venues
from hearing.events.find import TABS, Filters
from hearing.events.forms import EventForm, initial
from hearing.events.forms_more import PublishForm
from hearing.events.models import Event, EventKind
from hearing.events.news import gone_back
from hearing.events.outside import values_of

BESIDE = (
    "organiser", "venue", "groups", "regions__region", "municipalities__municipality",
    "organisations__organisation", "replaced_by", "regional", "follows",
)  # fmt: skip


@needs("events.read")
async def index(request: Request) -> Response:
    """Coming events, drafts, past ones; a typed week shows all of its own."""
    filters = Filters(request.query_params)
    events = mine(request, Event.all())
    counts = {tab: await filters.tabbed(events, tab).count() for tab in TABS}
    found = filters.tabbed(events)
    shown = paging(request, counts[filters.tab])
    rows = await found.offset(shown.start).limit(shown.rows).select_related("venue")
    values: dict[str, Any] = {
        "filters": filters,
        "totals": counts,
        "paging": shown,
        "kinds": EventKind,
        "regions": regions(),
    }
    return page(request, "events/index.html", rows=rows, **values)


@needs("events.write")
async def new(request: Request) -> Response:
    """An empty form with what the kind proposes."""
    form = EventForm(None, **editing.proposed(request))
    return page(request, "events/new.html", **await editing.shown(request, form))


@needs("events.write")
async def suggest(request: Request) -> Response:
    """The form as typed, with what the chosen kind proposes where nothing else stands; nothing is saved."""
    form = editing.suggested(EventForm(await posted(request)))
    return page(request, "events/new.html", **await editing.shown(request, form))


@needs("events.write")
async def create(request: Request) -> Response:
    """Save a new draft."""
    form = EventForm(await posted(request))
    await editing.look_up(request, form)
    if form.errors:
        return page(request, "events/new.html", 422, **await editing.shown(request, form))
    event = await plan.draft(request.state.organiser, request.state.account, beside=form.around, **form.facts)
    return saved(request, event, _("The draft is saved. Nothing has been sent."))


@needs("events.read")
async def show(request: Request) -> Response:
    """Everything about one event, and what to think of."""
    event = await found(request)
    items = await programme.items(event)
    counties = {row.region_id for row in event.regions}
    warnings = await advice.warnings(event, counties)
    values: dict[str, Any] = {
        "change": await news.change_of(event),
        "ticks": advice.checklist(event, len(event.groups), len(items)),
        "known": venues.known(event.venue) if event.venue else [],
        "past": event.ends_at < now(),
        "public_url": ical.public(event.slug).page if event.slug else "",
    }
    return page(request, "events/show.html", event=event, items=items, warnings=warnings, **values)


@needs("events.write")
async def edit(request: Request) -> Response:
    """The form, filled in."""
    event = await found(request)
    form = EventForm(None, **initial(event))
    return page(request, "events/edit.html", **await editing.shown(request, form, event))


@needs("events.write")
async def update(request: Request) -> Response:
    """Save changes; drafts and published events alike."""
    event = await found(request)
    form = EventForm(await posted(request))
    await editing.look_up(request, form)
    if form.errors:
        return page(request, "events/edit.html", 422, **await editing.shown(request, form, event))
    beside, facts = form.around, form.facts
    clash = await edits.save(
        form,
        event,
        lambda: there_now(request),
        lambda: plan.change(event, request.state.account, beside, ask=True, **facts),
        plan.CORRECTED,
        await editing.words_for(request),
    )
    if clash:
        return page(request, "events/edit.html", 409, **await editing.shown(request, clash, event))
    said = _("Saved. No mail has been sent.")
    if event.untold and not gone_back(event):
        return done(request, "", link(request, "guests:changed", event_id=event.pk), said)
    return saved(request, event, said)


@needs("events.read")
async def when(request: Request) -> Response:
    """What the typed times mean: weekday, week, length, and what to think of."""
    typed: list[tuple[str, Any]] = list(request.query_params.multi_items())
    form = EventForm(FormData(typed))
    event = await found(request) if "id" in request.path_params else None
    return page(request, "events/_when.html", **await editing.shown(request, form, event))


@needs("events.publish")
async def publishing(request: Request) -> Response:
    """The event as an outsider will see it, and the button."""
    event = await found(request)
    form = PublishForm(None, listed="no" if event.status == "unlisted" else "yes")
    return page(request, "events/publish.html", form=form, **await values_of(event))


@needs("events.publish")
async def publish(request: Request) -> Response:
    """Show the event to everyone, or to those with the link."""
    event = await found(request)
    form = PublishForm(await posted(request))
    if form.errors:
        return page(request, "events/publish.html", 422, form=form, **await values_of(event))
    if form.values["listed"] == "yes":
        await plan.publish(event, request.state.account)
    else:
        await plan.unlist(event, request.state.account)
    return saved(request, event, _("Published. No mail has been sent: inviting is a step of its own."))


@needs("events.read")
async def history(request: Request) -> Response:
    """The log of one event."""
    event = await found(request)
    lines = mine(request, AuditEntry.filter(trail=trail_of(event)))
    shown = paging(request, await lines.count())
    entries = await lines.order_by("-id").offset(shown.start).limit(shown.rows)
    return page(request, "events/log.html", event=event, entries=entries, paging=shown)


async def found(request: Request) -> Event:
    """The reader's own event of this address, with all that stands beside it."""
    number = request.path_params.get("event_id", request.path_params.get("id"))
    return await mine(request, Event.all().prefetch_related(*BESIDE), id=number)


async def there_now(request: Request) -> dict[str, Any]:
    """What the form of this event would show now."""
    return initial(await found(request))


def saved(request: Request, event: Event, said: str, undo: str | None = None) -> Response:
    """To the event's page, with what happened said once."""
    return done(request, "", link(request, "events:show", id=event.pk), said, undo)


routes = [
    Route("/", index, name="index"),
    Route("/", create, methods=["POST"], name="create"),
    Route("/new", new, name="new"),
    Route("/suggest", suggest, methods=["POST"], name="suggest"),
    Route("/when", when, name="when"),
    Route("/{id:int}", show, name="show"),
    Route("/{id:int}", update, methods=["POST"], name="update"),
    Route("/{id:int}/edit", edit, name="edit"),
    Route("/{id:int}/when", when, name="when_changed"),
    Route("/{id:int}/publish", publishing, name="publishing"),
    Route("/{id:int}/publish", publish, methods=["POST"], name="publish"),
    Route("/{id:int}/log", history, name="log"),
]
