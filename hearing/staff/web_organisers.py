"""Organisers: one's own settings and mark, and for administrators all of them; under /desk/staff."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import edits
from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, posted, uploaded
from hearing.organisers import register
from hearing.organisers.models import Organiser
from hearing.staff import lists
from hearing.staff.forms import NewOrganiserForm, OrganiserForm

COLUMNS = tuple(OrganiserForm.Fields.model_fields)


async def own(request: Request) -> Organiser:
    """The organiser the reader works for, or 404."""
    return await mine(request, Organiser.all(), id=request.state.organiser.pk if request.state.organiser else 0)


async def any_one(request: Request) -> Organiser:
    """The organiser of the address, or 404; for administrators."""
    organiser = await lists.organiser(request.path_params["id"])
    if organiser is None:
        raise HTTPException(404)
    return organiser


def filled(organiser: Organiser) -> OrganiserForm:
    """The form, with what stands there."""
    return OrganiserForm(**standing(organiser))


def standing(organiser: Organiser) -> dict[str, Any]:
    """What stands in the form."""
    return {name: getattr(organiser, name) for name in COLUMNS}


def form_page(request: Request, organiser: Organiser, form: OrganiserForm, status: int = 200) -> Response:
    """The settings of one organiser: the same page for its planners and for administrators."""
    there = request.url.path.removesuffix("/logo").removesuffix("/drop-logo")
    return page(request, "staff/organiser.html", status, organiser=organiser, form=form, there=there)


async def save(request: Request, organiser: Organiser) -> Response:
    """Change it, or show what is wrong."""
    form = OrganiserForm(await posted(request))
    if form.errors:
        return form_page(request, organiser, form, 422)
    clash = await edits.save(
        form,
        organiser,
        lambda: there_now(organiser),
        lambda: register.change(organiser, request.state.account, **form.values),
        ("organiser.changed",),
        {"language": {"sv": "Svenska", "en": "English"}},
    )
    if clash:
        return form_page(request, organiser, clash, 409)
    return done(request, "", request.url.path, _("The organiser is saved."))


async def there_now(organiser: Organiser) -> dict[str, Any]:
    """What its form would show now."""
    await organiser.refresh_from_db()
    return standing(organiser)


async def save_logo(request: Request, organiser: Organiser) -> Response:
    """Keep the picture that was sent."""
    content = await uploaded(request, "logo")
    if not content:
        raise Refusal("Choose a picture first.")
    await register.set_logo(organiser, request.state.account, content)
    return done(request, "", request.url.path.removesuffix("/logo"), _("The logo is saved."))


async def remove_logo(request: Request, organiser: Organiser) -> Response:
    """Take the picture away."""
    await register.drop_logo(organiser, request.state.account)
    return done(request, "", request.url.path.removesuffix("/drop-logo"), _("The logo is taken away."))


@needs("organiser.write")
async def edit_own(request: Request) -> Response:
    """One's own organiser."""
    organiser = await own(request)
    return form_page(request, organiser, filled(organiser))


@needs("organiser.write")
async def update_own(request: Request) -> Response:
    """Change one's own organiser."""
    return await save(request, await own(request))


@needs("organiser.write")
async def logo_own(request: Request) -> Response:
    """Set its mark."""
    return await save_logo(request, await own(request))


@needs("organiser.write")
async def drop_logo_own(request: Request) -> Response:
    """Drop its mark."""
    return await remove_logo(request, await own(request))


@needs("staff.write")
async def new(request: Request) -> Response:
    """An empty form."""
    return page(
        request,
        "staff/new_organiser.html",
        form=NewOrganiserForm(colour="#5a2a5f", language="sv", substitutes_at_once=True),
    )


@needs("staff.write")
async def create(request: Request) -> Response:
    """Take in an organiser."""
    form = NewOrganiserForm(await posted(request))
    if form.errors:
        return page(request, "staff/new_organiser.html", 422, form=form)
    sender = form.values.pop("sender_name") or form.values["name"]
    organiser = await register.add(request.state.account, sender_name=sender, **form.values)
    said = _("%(name)s is added. Give somebody a role there.", name=organiser.name)
    return done(request, "", link(request, "staff:edit_organiser", id=organiser.pk), said)


@needs("staff.write")
async def edit(request: Request) -> Response:
    """Any organiser."""
    organiser = await any_one(request)
    return form_page(request, organiser, filled(organiser))


@needs("staff.write")
async def update(request: Request) -> Response:
    """Change any organiser."""
    return await save(request, await any_one(request))


@needs("staff.write")
async def logo(request: Request) -> Response:
    """Set the mark of any organiser."""
    return await save_logo(request, await any_one(request))


@needs("staff.write")
async def drop_logo(request: Request) -> Response:
    """Drop the mark of any organiser."""
    return await remove_logo(request, await any_one(request))


routes = [
    Route("/organiser", edit_own, name="organiser"),
    Route("/organiser", update_own, methods=["POST"], name="update_own_organiser"),
    Route("/organiser/logo", logo_own, methods=["POST"], name="own_logo"),
    Route("/organiser/drop-logo", drop_logo_own, methods=["POST"], name="drop_own_logo"),
    Route("/organisers/new", new, name="new_organiser"),
    Route("/organisers/", create, methods=["POST"], name="create_organiser"),
    Route("/organisers/{id:int}", edit, name="edit_organiser"),
    Route("/organisers/{id:int}", update, methods=["POST"], name="update_organiser"),
    Route("/organisers/{id:int}/logo", logo, methods=["POST"], name="logo"),
    Route("/organisers/{id:int}/drop-logo", drop_logo, methods=["POST"], name="drop_logo"),
]
