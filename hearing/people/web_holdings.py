"""The organisers' pages about who holds an office from when to when, under /desk/people."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import edits
from hearing.base.access import needs
from hearing.base.clock import today
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, posted
from hearing.people import offices
from hearing.people.forms import EndForm, PostForm, Term, TermForm
from hearing.people.models import Holding, Organisation, Person
from hearing.people.web import choices


async def the_holding(request: Request) -> Holding:
    """The holding of the address with its person and office, or 404."""
    found = Holding.all().select_related("person", "office__organisation")
    return await mine(request, found, id=request.path_params["id"])


def to_card(request: Request, person: int, said: str) -> Response:
    """Back to the person's card."""
    return done(request, "", link(request, "people:show", id=person), said)


@needs("people.write")
async def new(request: Request) -> Response:
    """A role for a person."""
    person = await mine(request, Person.all(), id=request.path_params["id"])
    form = PostForm(kind="official", sure=True, organisation=request.query_params.get("organisation", ""))
    return page(request, "people/new_holding.html", form=form, person=person, **await choices(request))


@needs("people.write")
async def create(request: Request) -> Response:
    """Let a person hold an office."""
    person = await mine(request, Person.all(), id=request.path_params["id"])
    form = PostForm(await posted(request))
    if not form.errors:
        body = await mine(request, Organisation.all(), id=form.values.pop("organisation"))
        try:
            await offices.post(body, request.state.account, person, **form.values)
            return to_card(request, person.id, _("The role is written down."))
        except Refusal as why:
            form.errors["form"] = why.text()
    return page(request, "people/new_holding.html", 422, form=form, person=person, **await choices(request))


@needs("people.write")
async def edit(request: Request) -> Response:
    """A term to correct."""
    form = TermForm(**await there_now(request))
    return page(request, "people/edit_holding.html", form=form, holding=await the_holding(request))


async def there_now(request: Request) -> dict[str, Any]:
    """What the form of this term would show now."""
    holding = await the_holding(request)
    values = {name: getattr(holding, name) for name in Term.model_fields if name != "sure"}
    return values | {"sure": holding.checked_on is not None or not _begins_later(holding)}


def _begins_later(holding: Holding) -> bool:
    return holding.starts_on is not None and holding.starts_on > today()


@needs("people.write")
async def update(request: Request) -> Response:
    """Correct a term."""
    holding = await the_holding(request)
    form = TermForm(await posted(request))
    if not form.errors:
        try:
            clash = await edits.save(
                form,
                holding,
                lambda: there_now(request),
                lambda: offices.correct(holding, request.state.account, **form.values),
                ("office.term_corrected", "office.left", "office.confirmed"),
                log=holding.person,
            )
            if clash:
                return page(request, "people/edit_holding.html", 409, form=clash, holding=holding)
            return to_card(request, holding.person.id, _("The role is changed."))
        except Refusal as why:
            form.errors["form"] = why.text()
    return page(request, "people/edit_holding.html", 422, form=form, holding=holding)


@needs("people.write")
async def ending(request: Request) -> Response:
    """Ask for the last day of a term."""
    form = EndForm(ends_on=today().isoformat())
    return page(request, "people/end_holding.html", form=form, holding=await the_holding(request))


@needs("people.write")
async def end(request: Request) -> Response:
    """End a term."""
    holding = await the_holding(request)
    form = EndForm(await posted(request))
    if not form.errors:
        try:
            await offices.leave(holding, request.state.account, form.values["ends_on"])
            return to_card(request, holding.person.id, _("The last day is written down."))
        except Refusal as why:
            form.errors["ends_on"] = why.text()
    return page(request, "people/end_holding.html", 422, form=form, holding=holding)


@needs("people.write")
async def confirm(request: Request) -> Response:
    """Say that a proposed successor has been appointed."""
    holding = await the_holding(request)
    await offices.confirm(holding, request.state.account)
    there = link(request, "people:index")
    return done(request, "", there, _("%(name)s is confirmed.", name=holding.person.name))


routes = [
    Route("/{id:int}/holdings/new", new, name="new_holding"),
    Route("/{id:int}/holdings", create, methods=["POST"], name="create_holding"),
    Route("/holdings/{id:int}/edit", edit, name="edit_holding"),
    Route("/holdings/{id:int}", update, methods=["POST"], name="update_holding"),
    Route("/holdings/{id:int}/end", ending, name="ending_holding"),
    Route("/holdings/{id:int}/end", end, methods=["POST"], name="end_holding"),
    Route("/holdings/{id:int}/confirm", confirm, methods=["POST"], name="confirm_holding"),
]
