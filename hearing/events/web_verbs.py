"""What ends an event or makes another of it: cancel, replace, copy, report. Each asks on a page of its own."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.clock import now
from hearing.base.forms import refused
from hearing.base.lang import _, ngettext
from hearing.base.web import mine, page, posted
from hearing.events import copying, plan, series
from hearing.events.find import CALLED_OFF
from hearing.events.forms_more import CancelForm, CopyForm, ReplaceForm, ReportForm
from hearing.events.models import Event
from hearing.events.times import day_of
from hearing.events.web import found, saved

MOST = 200


@needs("events.publish")
async def cancelling(request: Request) -> Response:
    """What cancelling means, and the question why."""
    event = await found(request)
    return page(request, "events/cancel.html", event=event, form=CancelForm(), later=await series.coming(event))


@needs("events.publish")
async def cancel(request: Request) -> Response:
    """Call the event off."""
    event = await found(request)
    form = CancelForm(await posted(request))
    if form.errors:
        return page(request, "events/cancel.html", 422, event=event, form=form, later=await series.coming(event))
    if form.values["coming"]:
        ended = await series.cancel(event, request.state.account, form.values["reason"])
        return saved(request, event, ngettext("The event is cancelled.", "%(num)s events are cancelled.", ended))
    await plan.cancel(event, request.state.account, form.values["reason"])
    return saved(request, event, _("The event is cancelled."))


@needs("events.publish")
async def replacing(request: Request) -> Response:
    """Which event comes instead?"""
    event = await found(request)
    return page(request, "events/replace.html", event=event, form=ReplaceForm(), others=await others(request, event))


@needs("events.publish")
async def replace(request: Request) -> Response:
    """Call the event off in favour of another."""
    event = await found(request)
    form = ReplaceForm(await posted(request))
    if not form.errors:
        other = await mine(request, Event.all(), id=form.values["other"])
        with refused(form, "other"):
            await plan.replace(event, request.state.account, other, form.values["reason"])
            return saved(request, event, _("The event is replaced. Its page leads to the new one."))
    choices = await others(request, event)
    return page(request, "events/replace.html", 422, event=event, form=form, others=choices)


@needs("events.write")
async def copying_page(request: Request) -> Response:
    """What comes along?"""
    event = await found(request)
    parts = [part for part in copying.PARTS if part != "texts"] + ["texts"]
    form = CopyForm(None, title=event.title, parts=parts, follow_up=False)
    return page(request, "events/copy.html", event=event, form=form, parts=copying.PARTS)


@needs("events.write")
async def copy(request: Request) -> Response:
    """Make a new draft of the event."""
    event = await found(request)
    form = CopyForm(await posted(request))
    if not form.errors:
        said = form.values
        with refused(form, "date"):
            made = await copying.copy(
                event, request.state.account, said["title"], said["date"], said["parts"], said["follow_up"]
            )
            return saved(request, made, _("The copy is a draft. Nobody is invited to it."))
    return page(request, "events/copy.html", 422, event=event, form=form, parts=copying.PARTS)


@needs("events.write")
async def reporting(request: Request) -> Response:
    """How did it go?"""
    event = await found(request)
    told = {name: getattr(event, name) for name in ("attended", "outcome", "present_organisations")}
    told["attended"] = request.query_params.get("attended", "")[:6] or told["attended"]
    return page(request, "events/report.html", event=event, form=ReportForm(None, **told))


@needs("events.write")
async def report(request: Request) -> Response:
    """Save how it went."""
    event = await found(request)
    form = ReportForm(await posted(request))
    if form.errors:
        return page(request, "events/report.html", 422, event=event, form=form)
    await plan.report(event, request.state.account, **form.values)
    return saved(request, event, _("Thank you. The report is saved."))


async def others(request: Request, event: Event) -> list[tuple[int, str]]:
    """The reader's events that can come instead, the next first."""
    coming = mine(request, Event.filter(ends_at__gte=now()).exclude(status__in=list(CALLED_OFF)).exclude(id=event.pk))
    rows = await coming.order_by("starts_at").limit(MOST).only("id", "title", "starts_at", "zone")
    return [(row.pk, f"{row.title}, {day_of(row.starts_at, row.zone)}") for row in rows]


routes = [
    Route("/{id:int}/cancel", cancelling, name="cancelling"),
    Route("/{id:int}/cancel", cancel, methods=["POST"], name="cancel"),
    Route("/{id:int}/replace", replacing, name="replacing"),
    Route("/{id:int}/replace", replace, methods=["POST"], name="replace"),
    Route("/{id:int}/copy", copying_page, name="copying"),
    Route("/{id:int}/copy", copy, methods=["POST"], name="copy"),
    Route("/{id:int}/report", reporting, name="reporting"),
    Route("/{id:int}/report", report, methods=["POST"], name="report"),
]
