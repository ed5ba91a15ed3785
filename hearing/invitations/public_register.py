"""Registering on the public page, in three short steps that work without script; nothing is kept before the last."""

from datetime import timedelta
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base import lang, limits
from hearing.base.access import needs as right
from hearing.base.errors import Refusal
from hearing.base.web import link, page, posted
from hearing.events.models import Event
from hearing.invitations import needs, register
from hearing.invitations.forms_register import STEPS, RegisterForm
from hearing.invitations.need_kinds import ASKED

MOST_FROM, MOST_TO, WINDOW = 600, 6, timedelta(hours=1)


@right("public")
async def show(request: Request) -> Response:
    """The first step, or that it is closed."""
    event = await found(request)
    if register.closed(event):
        return await shown(request, event, RegisterForm(None), 0)
    return await shown(request, event, RegisterForm(None), 1)


@right("public")
async def send(request: Request) -> Response:
    """The next step; after the last the registration is kept."""
    event = await found(request)
    data = await posted(request)
    form = RegisterForm(data)
    step = int(form.raw("step")) if form.raw("step") in ("1", "2", "3") else 1
    if form.raw("back"):
        form.errors.clear()
        return await shown(request, event, form, max(step - 1, 1))
    if form.errors:
        return await shown(request, event, form, fault_step(form, step), 422)
    if step < len(STEPS):
        return await shown(request, event, form, step + 1)
    return await keep(request, event, data, form)


async def keep(request: Request, event: Event, data: FormData, form: RegisterForm) -> Response:
    """Register, and thank in the same words whether the address was known or not."""
    where = request.client.host if request.client else ""
    await limits.count(f"register-from:{limits.hidden(where)}", MOST_FROM, WINDOW)
    if form.values["email"]:
        norm = form.values["email"].casefold()
        await limits.count(f"register:{limits.hidden(f'{event.pk} {norm}')}", MOST_TO, WINDOW)
    groups = {group.pk: group for group, _full in await register.tracks(event)}
    try:
        await register.register(event, form.registration(groups, lang.language()))
    except Refusal as wrong:
        form.errors["form"] = wrong.text()
        return await shown(request, event, form, 3, 409)
    return RedirectResponse(link(request, "register:thanks", slug=event.slug), 303)


@right("public")
async def thanks(request: Request) -> Response:
    """Look in your mail."""
    event = await found(request)
    return page(
        request, "invitations/public/registered.html", event=event, organiser=event.organiser, width="wrap--narrow"
    )


async def found(request: Request) -> Event:
    """The event, when it takes registrations."""
    slug = request.path_params["slug"]
    event = await Event.get_or_none(slug=slug, registration=True).select_related("organiser", "venue")
    if event is None or event.status == "draft":
        raise HTTPException(404)
    return event


def fault_step(form: RegisterForm, step: int) -> int:
    """The first step with something to correct."""
    return next((n for n, names in enumerate(STEPS, 1) if any(name in form.errors for name in names)), step)


async def shown(request: Request, event: Event, form: RegisterForm, step: int, status: int = 200) -> Response:
    """One step; what the others said goes along unseen."""
    tracks = await register.tracks(event)
    hidden = [
        (name, text) for n, names in enumerate(STEPS, 1) if n != step for name in names for text in form.raws(name)
    ]
    chosen = next((pair for pair in tracks if str(pair[0].pk) == form.raw("group")), None)
    values: dict[str, Any] = {"event": event, "organiser": event.organiser, "form": form, "step": step}
    values |= {"tracks": tracks, "hidden": hidden, "chosen": chosen, "width": "wrap--narrow"}
    values |= {"asked_needs": ASKED, "needs_until": needs.kept_until(event)}
    response = page(request, "invitations/public/register.html", status, **values)
    response.headers["cache-control"] = "private, no-store"
    return response


routes = [
    Route("/events/{slug}/register", show, name="register:show"),
    Route("/events/{slug}/register", send, methods=["POST"], name="register:send"),
    Route("/events/{slug}/register/thanks", thanks, name="register:thanks"),
]
