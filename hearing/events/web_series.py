"""A series, under /desk/events/ID/series: how often, which days, and what those to come have in common."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.forms import refused
from hearing.base.lang import ngettext
from hearing.base.web import done, link, page, posted
from hearing.events import series
from hearing.events.forms_series import DaysForm, SeriesForm, SpreadForm
from hearing.events.models import Event
from hearing.events.times import day_of
from hearing.events.web import found


@needs("events.read")
async def show(request: Request) -> Response:
    """The events of the series, and how to make more."""
    return await series_page(request, await found(request), SeriesForm(None, every="weeks", step="2", times="6"))


@needs("events.write")
async def look(request: Request) -> Response:
    """The days a rule means, with what to think of; nothing is made yet."""
    event = await found(request)
    form = SeriesForm(await posted(request))
    if form.errors:
        return await series_page(request, event, form, 422)
    meant = series.days(day_of(event.starts_at, event.zone), form.rule)
    occasions = series.occasions(meant, {row.region_id for row in event.regions})
    skip = form.values["skip"]
    return page(request, "events/series_days.html", event=event, occasions=occasions, skip=skip, form=DaysForm(None))


@needs("events.write")
async def make(request: Request) -> Response:
    """Make the chosen days' events as drafts."""
    event = await found(request)
    form = DaysForm(await posted(request))
    if not form.errors:
        with refused(form, "days"):
            made = await series.make(event, request.state.account, form.values["days"])
            said = ngettext("One draft is made. Nobody is invited to it.", "%(num)s drafts are made.", made)
            return back(request, event, said)
    again = SeriesForm(None, every="weeks", step="2", times="6")
    again.errors = {"every": next(iter(form.errors.values()))}
    return await series_page(request, event, again, 422)


@needs("events.write")
async def spread(request: Request) -> Response:
    """Those to come get this one's time of day, place or texts."""
    event = await found(request)
    form = SpreadForm(await posted(request))
    try:
        if form.errors:
            raise Refusal("Choose what the coming events shall have in common.")
        changed = await series.spread(event, request.state.account, form.values["parts"])
    except Refusal as wrong:
        return back(request, event, wrong.text())
    return back(request, event, ngettext("One coming event is changed.", "%(num)s coming events are changed.", changed))


@needs("events.publish")
async def publish(request: Request) -> Response:
    """The drafts to come are published for everyone."""
    event = await found(request)
    try:
        shown = await series.publish(event, request.state.account)
    except Refusal as wrong:
        return back(request, event, wrong.text())
    return back(request, event, ngettext("One event is published.", "%(num)s events are published.", shown))


async def series_page(request: Request, event: Event, form: SeriesForm, status: int = 200) -> Response:
    """The list and the form."""
    rows, later = await series.all_of(event), await series.coming(event)
    values: dict[str, Any] = {"event": event, "form": form, "rows": rows, "later": later, "parts": series.PARTS}
    return page(request, "events/series.html", status, **values)


def back(request: Request, event: Event, said: str) -> Response:
    """To the series, which says what happened."""
    return done(request, "", link(request, "events:series", id=event.pk), said)


routes = [
    Route("/{id:int}/series", show, name="series"),
    Route("/{id:int}/series", look, methods=["POST"], name="look_series"),
    Route("/{id:int}/series/days", make, methods=["POST"], name="make_series"),
    Route("/{id:int}/series/coming", spread, methods=["POST"], name="spread_series"),
    Route("/{id:int}/series/publish", publish, methods=["POST"], name="publish_series"),
]
