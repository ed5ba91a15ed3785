"""The organisers' pages about offices, under /desk/people/offices."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import edits
from hearing.base.access import needs
from hearing.base.clock import today
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, paging, posted
from hearing.people import boards, offices
from hearing.people.forms import AppointForm, OfficeForm
from hearing.people.models import Holding, Office, OfficeKind, Person
from hearing.people.search import Filter
from hearing.people.titles import known

MOST_FOUND = 20


@needs("people.read")
async def index(request: Request) -> Response:
    """All offices, or those nobody holds."""
    params = request.query_params
    kind = params.get("kind", "") if params.get("kind") in set(OfficeKind) else ""
    asked: dict[str, Any] = {"q": params.get("q", "")[:200], "vacant": params.get("vacant") == "1", "kind": kind}
    found = boards.asked_for(request, **asked)
    pages = paging(request, await found.count())
    wanted = found.order_by("sort_key", "id").offset(pages.start).limit(pages.rows).select_related("organisation")
    posts = await boards.with_holders(request, await wanted, past=asked["vacant"])
    return page(
        request, "people/offices.html", posts=posts, asked=asked, paging=pages, kinds=list(OfficeKind), day=today()
    )


async def the_office(request: Request) -> Office:
    """The office of the address, or 404."""
    return await mine(request, Office.all().select_related("organisation"), id=request.path_params["id"])


@needs("people.read")
async def show(request: Request) -> Response:
    """One office: who has held it, holds it, will hold it; and who does on a date."""
    office = await the_office(request)
    post = (await boards.with_holders(request, [office]))[0]
    day = _day(request.query_params.get("on", ""))
    holders = [it for it in (*post.now, *post.coming, *post.past) if it.current_on(day)] if day else None
    return page(request, "people/office.html", office=office, post=post, on=day, holders=holders, day=today())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@needs("people.write")
async def edit(request: Request) -> Response:
    """The office to correct."""
    office = await the_office(request)
    return _edit(request, OfficeForm(**await there_now(request)), office)


def _edit(request: Request, form: OfficeForm, office: Office, status: int = 200) -> Response:
    choices = {"titles": known().values(), "office_kinds": list(OfficeKind)}
    return page(request, "people/edit_office.html", status, form=form, office=office, **choices)


async def there_now(request: Request) -> dict[str, Any]:
    """What the form of this office would show now."""
    office = await the_office(request)
    return {"title": office.title, "kind": office.kind, "email": office.email}


@needs("people.write")
async def update(request: Request) -> Response:
    """Correct an office."""
    office = await the_office(request)
    form = OfficeForm(await posted(request))
    if not form.errors:
        try:
            clash = await edits.save(
                form,
                office,
                lambda: there_now(request),
                lambda: offices.rename(office, request.state.account, **form.values),
                ("office.corrected",),
                {"kind": {kind.value: kind.label for kind in OfficeKind}},
            )
            if clash:
                return _edit(request, clash, office, 409)
            return done(request, "", link(request, "offices:show", id=office.id), _("The role is changed."))
        except Refusal as why:
            form.errors["title"] = why.text()
    return _edit(request, form, office, 422)


@needs("people.write")
async def choose(request: Request) -> Response:
    """Who shall hold the office: somebody in the register, found by name."""
    return await _choose(request, await the_office(request), AppointForm(sure=True))


async def _choose(request: Request, office: Office, form: AppointForm, status: int = 200) -> Response:
    q = " ".join(request.query_params.get("q", "")[:200].split())
    meant = Filter(q=q).persons(mine(request, Person.all()), mine(request, Holding.all()))
    found = await meant.order_by("sort_key").limit(MOST_FOUND) if q else []
    picked = form.raw("person")
    if picked.isascii() and picked.isdigit() and not found:
        found = await mine(request, Person.filter(id=min(int(picked), 2**31 - 1)))
    shown = {"office": office, "form": form, "q": q, "found": found}
    holders = await offices.holders_on(office, today())
    return page(request, "people/appoint.html", status, **shown, holders=holders)


@needs("people.write")
async def appoint(request: Request) -> Response:
    """Let somebody hold the office."""
    office = await the_office(request)
    form = AppointForm(await posted(request))
    if form.errors:
        return await _choose(request, office, form, 422)
    values = form.values
    person = await mine(request, Person.all(), id=values.pop("person"))
    former = values.pop("replaces")
    replaces = await mine(request, Holding.filter(office=office), id=former) if former else None
    try:
        await offices.appoint(office, request.state.account, person, replaces=replaces, **values)
    except Refusal as why:
        form.errors["form"] = why.text()
        return await _choose(request, office, form, 422)
    said = _("%(name)s is written down for the role.", name=person.name)
    return done(request, "", link(request, "offices:show", id=office.id), said)


routes = [
    Route("/", index, name="index"),
    Route("/{id:int}", show, name="show"),
    Route("/{id:int}", update, methods=["POST"], name="update"),
    Route("/{id:int}/edit", edit, name="edit"),
    Route("/{id:int}/appoint", choose, name="choose"),
    Route("/{id:int}/appoint", appoint, methods=["POST"], name="appoint"),
]
