"""The organisers' pages about persons, under /desk/people."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import edits
from hearing.base.access import needs
from hearing.base.clock import today
from hearing.base.lang import _
from hearing.base.sorting import sort_key
from hearing.base.web import done, is_htmx, link, mine, page, paging, posted
from hearing.data import reference
from hearing.people import lists, offices, register
from hearing.people.forms import NewPersonForm, NoteForm, PersonForm
from hearing.people.models import Holding, OfficeKind, Organisation, Person, PersonNote
from hearing.people.search import Filter
from hearing.people.standing import in_order
from hearing.people.titles import PARTIES, known


@needs("people.read")
async def index(request: Request) -> Response:
    """Everybody in the register, or those a filter means."""
    asked = Filter.from_query(request.query_params)
    tally = await lists.tally(request, asked)
    pages = paging(request, tally.total)
    rows = await lists.find(request, asked, tally.urgent, pages.start, pages.rows)
    shown: dict[str, Any] = {"asked": asked, "rows": rows, "paging": pages, "regions": reference.regions()}
    if is_htmx(request):
        return page(request, "people/_list.html", **shown)
    return page(request, "people/index.html", **shown, **await _around(request, asked))


async def _around(request: Request, asked: Filter) -> dict[str, Any]:
    return {
        "watch": await lists.watch(request),
        "proposals": await lists.proposals(request),
        "bodies": await lists.bodies(request, asked.region, with_offices=True),
        "parties": await lists.parties(request),
        "roles": list(OfficeKind),
        "titles": known(),
        "healthcare_regions": reference.healthcare_regions(),
        "municipalities": sorted(
            (it for it in reference.municipalities() if it.county == asked.region), key=lambda it: sort_key(it.name)
        ),
    }


@needs("people.write")
async def new(request: Request) -> Response:
    """An empty card."""
    asked: dict[str, Any] = {name: request.query_params.get(name, "") for name in ("organisation", "title", "kind")}
    asked["kind"] = asked["kind"] or OfficeKind.OFFICIAL
    form = NewPersonForm(language="sv", sure=True, **asked)
    return page(request, "people/new.html", form=form, **await choices(request))


async def choices(request: Request) -> dict[str, Any]:
    """What the fields about a role offer."""
    return {"bodies": await lists.bodies(request), "titles": known().values(), "office_kinds": list(OfficeKind)}


@needs("people.write")
async def create(request: Request) -> Response:
    """Add a person; when the address is known already, ask first."""
    form = NewPersonForm(await posted(request))
    twin = None if form.errors else await twin_of(request, form)
    if form.errors or twin:
        return page(request, "people/new.html", 422, form=form, twin=twin, **await choices(request))
    body = form.values["organisation"] and await mine(request, Organisation.all(), id=form.values["organisation"])
    person = await offices.introduce(
        request.state.organiser, request.state.account, form.card(), body or None, form.term()
    )
    return done(request, "", link(request, "people:show", id=person.id), _("%(name)s is added.", name=person.name))


async def twin_of(request: Request, form: PersonForm, person: Person | None = None) -> Person | None:
    """Another person with the typed address, unless staff said that it is somebody else."""
    address = form.values["email"].casefold()
    if not address or form.values["anyway"]:
        return None
    return await mine(request, Person.filter(email_norm=address).exclude(id=person.id if person else 0)).first()


@needs("people.read")
async def show(request: Request) -> Response:
    """One person's card."""
    return await _card(request, NoteForm())


async def _card(request: Request, form: NoteForm, status: int = 200) -> Response:
    person = await mine(request, Person.all(), id=request.path_params["id"])
    day = today()
    roles = mine(request, Holding.filter(person=person)).select_related("office__organisation")
    ordered = in_order(await roles, day)
    return page(
        request,
        "people/show.html",
        status,
        person=person,
        holdings=ordered,
        successors={it.id: await offices.successor(it) for it in ordered if it.ends_on and it.ends_on >= day},
        notes=await mine(request, PersonNote.filter(person=person)).order_by("-at", "-id"),
        bounced=bool(await lists.blocked({person.email_norm})),
        form=form,
        day=day,
        party_names=PARTIES,
    )


@needs("people.write")
async def edit(request: Request) -> Response:
    """The card to correct."""
    person = await mine(request, Person.all(), id=request.path_params["id"])
    return page(request, "people/edit.html", form=PersonForm(**await there_now(request)), person=person)


async def there_now(request: Request) -> dict[str, Any]:
    """What the form of this card would show now."""
    person = await mine(request, Person.all(), id=request.path_params["id"])
    return {name: getattr(person, name) for name in PersonForm.LABELS}


@needs("people.write")
async def update(request: Request) -> Response:
    """Correct the card."""
    person = await mine(request, Person.all(), id=request.path_params["id"])
    form = PersonForm(await posted(request))
    twin = None if form.errors else await twin_of(request, form, person)
    if form.errors or twin:
        return page(request, "people/edit.html", 422, form=form, person=person, twin=twin)
    form.values.pop("anyway")
    clash = await edits.save(
        form,
        person,
        lambda: there_now(request),
        lambda: register.correct(person, request.state.account, **form.values),
        ("person.corrected",),
        {"language": {"sv": _("Swedish"), "en": _("English")}},
    )
    if clash:
        return page(request, "people/edit.html", 409, form=clash, person=person)
    return done(request, "", link(request, "people:show", id=person.id), _("The card is changed."))


@needs("people.write")
async def note(request: Request) -> Response:
    """Write a note on the card."""
    person = await mine(request, Person.all(), id=request.path_params["id"])
    form = NoteForm(await posted(request))
    if form.errors:
        return await _card(request, form, 422)
    await register.note(person, request.state.account, request.state.organiser, form.values["note"])
    return done(request, "", link(request, "people:show", id=person.id), _("The note is saved."))


routes = [
    Route("/", index, name="index"),
    Route("/", create, methods=["POST"], name="create"),
    Route("/new", new, name="new"),
    Route("/{id:int}", show, name="show"),
    Route("/{id:int}", update, methods=["POST"], name="update"),
    Route("/{id:int}/edit", edit, name="edit"),
    Route("/{id:int}/notes", note, methods=["POST"], name="note"),
]
