"""The organisers' pages about organisations, under /desk/people/organisations."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import edits
from hearing.base.access import needs
from hearing.base.clock import today
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.base.sorting import fold, sort_key
from hearing.base.web import done, link, mine, page, paging, posted
from hearing.data import reference
from hearing.people import boards, offices, register
from hearing.people.forms import OfficeForm, OrganisationForm
from hearing.people.lists import bodies
from hearing.people.models import OfficeKind, Organisation, OrganisationKind
from hearing.people.titles import known


@needs("people.read")
async def index(request: Request) -> Response:
    """The organisations by name, those a search means."""
    asked = {name: request.query_params.get(name, "")[:200] for name in ("q", "kind", "region")}
    found = mine(request, Organisation.all())
    for word in fold(asked["q"]).split()[:8]:
        found = found.filter(search_text__contains=word)
    if asked["kind"] in set(OrganisationKind):
        found = found.filter(kind=asked["kind"])
    if asked["region"] in {it.code for it in reference.regions()}:
        found = found.filter(region_id=asked["region"])
    pages = paging(request, await found.count())
    rows = await found.order_by("sort_key", "id").offset(pages.start).limit(pages.rows).select_related("region")
    shown: dict[str, Any] = {"rows": rows, "held": await boards.held(request, rows), "asked": asked, "paging": pages}
    return page(
        request, "people/organisations.html", **shown, kinds=list(OrganisationKind), regions=reference.regions()
    )


async def the_organisation(request: Request) -> Organisation:
    """The organisation of the address, or 404."""
    found = Organisation.all().select_related("region", "municipality", "healthcare_region", "parent")
    return await mine(request, found, id=request.path_params["id"])


@needs("people.read")
async def show(request: Request) -> Response:
    """One organisation, its offices and who holds them."""
    organisation = await the_organisation(request)
    posts = await boards.posts(request, organisation)
    parts = await mine(request, Organisation.filter(parent=organisation)).order_by("sort_key").limit(200)
    parent = organisation.parent and await mine(request, Organisation.filter(id=organisation.parent.id)).first()
    shown: dict[str, Any] = {"organisation": organisation, "posts": posts, "parts": parts, "parent": parent}
    return page(request, "people/organisation.html", **shown, day=today())


async def _choices(request: Request) -> dict[str, Any]:
    allowed = [kind for kind in OrganisationKind if kind not in register.GIVEN_BY_LAW]
    return {
        "kinds": allowed,
        "regions": reference.regions(),
        "municipalities": sorted(reference.municipalities(), key=lambda it: sort_key(it.name)),
        "bodies": await bodies(request),
    }


@needs("people.write")
async def new(request: Request) -> Response:
    """An empty form."""
    form = OrganisationForm(kind="association")
    return page(request, "people/new_organisation.html", form=form, **await _choices(request))


@needs("people.write")
async def create(request: Request) -> Response:
    """Add an organisation."""
    form = OrganisationForm(await posted(request))
    if not form.errors and await _parent_seen(request, form):
        try:
            facts = form.facts()
            made = await register.found(request.state.organiser, request.state.account, **facts)
            there = link(request, "organisations:show", id=made.id)
            return done(request, "", there, _("%(name)s is added.", name=made.name))
        except Refusal as why:
            form.errors["form"] = why.text()
    return page(request, "people/new_organisation.html", 422, form=form, **await _choices(request))


async def _parent_seen(request: Request, form: OrganisationForm) -> bool:
    if form.values["parent"]:
        await mine(request, Organisation.all(), id=form.values["parent"])
    return True


@needs("people.write")
async def edit(request: Request) -> Response:
    """The facts to correct."""
    form = OrganisationForm(**await there_now(request))
    return await _edit(request, form, await the_organisation(request))


async def there_now(request: Request) -> dict[str, Any]:
    """What the form of this organisation would show now."""
    row: Any = await the_organisation(request)
    plain = ("kind", "name", "email", "registrator_email", "phone", "postal_address", "website")
    place = {name: getattr(row, f"{name}_id") for name in ("region", "municipality", "parent")}
    return {name: getattr(row, name) for name in plain} | place


async def _words(request: Request) -> dict[str, dict[str, Any]]:
    """The reader's words for the codes of the form."""
    return {
        "kind": {kind.value: kind.label for kind in OrganisationKind},
        "region": {it.code: it.short for it in reference.regions()},
        "municipality": {it.code: it.name for it in reference.municipalities()},
        "parent": {str(it.id): it.name for it in await bodies(request)},
    }


async def _edit(request: Request, form: OrganisationForm, organisation: Organisation, status: int = 200) -> Response:
    fixed = organisation.kind in register.GIVEN_BY_LAW
    shown = {"form": form, "organisation": organisation, "fixed": fixed, **await _choices(request)}
    return page(request, "people/edit_organisation.html", status, **shown)


@needs("people.write")
async def update(request: Request) -> Response:
    """Correct an organisation."""
    organisation = await the_organisation(request)
    data = dict(await posted(request))
    if organisation.kind in register.GIVEN_BY_LAW:
        data |= {"kind": organisation.kind.value, "name": organisation.name}
    form = OrganisationForm(data)
    if not form.errors and await _parent_seen(request, form):
        try:
            if clash := await _amended(request, organisation, form):
                return await _edit(request, clash, organisation, 409)
            there = link(request, "organisations:show", id=organisation.id)
            return done(request, "", there, _("The organisation is changed."))
        except Refusal as why:
            form.errors["form"] = why.text()
    return await _edit(request, form, organisation, 422)


async def _amended(request: Request, row: Organisation, form: OrganisationForm) -> OrganisationForm | None:
    """Nothing when it is saved; the form again when somebody else was first."""
    verbs, words, account = ("organisation.corrected",), await _words(request), request.state.account
    return await edits.save(
        form, row, lambda: there_now(request), lambda: register.amend(row, account, **form.facts()), verbs, words
    )


@needs("people.write")
async def new_office(request: Request) -> Response:
    """A post to establish, with or without a holder."""
    organisation = await the_organisation(request)
    form = OfficeForm(kind="official")
    return page(
        request,
        "people/new_office.html",
        form=form,
        organisation=organisation,
        titles=known().values(),
        office_kinds=list(OfficeKind),
    )


@needs("people.write")
async def create_office(request: Request) -> Response:
    """Establish a post."""
    organisation = await the_organisation(request)
    form = OfficeForm(await posted(request))
    if not form.errors:
        try:
            office = await offices.establish(organisation, request.state.account, **form.values)
            return done(request, "", link(request, "offices:show", id=office.id), _("The role is added."))
        except Refusal as why:
            form.errors["title"] = why.text()
    shown = {"form": form, "organisation": organisation, "titles": known().values(), "office_kinds": list(OfficeKind)}
    return page(request, "people/new_office.html", 422, **shown)


routes = [
    Route("/", index, name="index"),
    Route("/", create, methods=["POST"], name="create"),
    Route("/new", new, name="new"),
    Route("/{id:int}", show, name="show"),
    Route("/{id:int}", update, methods=["POST"], name="update"),
    Route("/{id:int}/edit", edit, name="edit"),
    Route("/{id:int}/offices/new", new_office, name="new_office"),
    Route("/{id:int}/offices", create_office, methods=["POST"], name="create_office"),
]
