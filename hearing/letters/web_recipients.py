"""Whom a letter goes to, under /desk/letters/ID/recipients: pick, complete, decide, and the table behind the letter."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import sheets
from hearing.base.access import needs
from hearing.base.errors import Refusal
from hearing.base.lang import _, ngettext
from hearing.base.web import done, link, mine, page, posted, with_file
from hearing.data.reference import regions, roles
from hearing.letters import recipients, sending, tables
from hearing.letters.forms import AddressForm, PickForm, RouteForm, TableForm
from hearing.letters.kinds import Delivery
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import Pick
from hearing.letters.web import found
from hearing.people.models import Organisation

HERE = "/{id:int}/recipients"


@needs("letters.read")
async def index(request: Request) -> Response:
    """The list, and what the ticked level and office would add."""
    campaign = await found(request)
    asked = PickForm(request.query_params)
    pick, values = picked(asked), await listed(request, campaign)
    values["q"] = "" if asked.errors else asked.values["q"]
    values["named"] = await recipients.named(values["q"], mine(request, Organisation.all()))
    values["found"] = await recipients.find(pick, mine(request, Organisation.all()))
    return page(request, "letters/recipients.html", pick=pick, form=TableForm(), **values)


@needs("letters.write")
async def add(request: Request) -> Response:
    """Put those who were found on the list."""
    campaign = await found(request)
    pick = picked(PickForm(await posted(request)))
    rows = await recipients.find(pick, mine(request, Organisation.all()))
    number = await recipients.add(campaign, request.state.account, rows)
    return back(
        request, ngettext("One recipient is new on the list.", "%(num)s recipients are new on the list.", number)
    )


@needs("letters.write")
async def drop(request: Request) -> Response:
    """Take one off the list."""
    row = await own(request)
    await recipients.drop(row, request.state.account)
    return back(request, _("%(name)s is taken off the list.", name=row.authority))


@needs("letters.write")
async def route(request: Request) -> Response:
    """Successor, registrator, or send anyway."""
    row = await own(request)
    form = RouteForm(await posted(request))
    if form.errors:
        raise Refusal("Choose the successor, the registrator, or to send anyway.")
    await recipients.choose_route(row, request.state.account, form.values["route"])
    return back(request, _("Decided for %(name)s.", name=row.authority))


@needs("letters.write")
async def edit(request: Request) -> Response:
    """Who gets the letter here."""
    row = await own(request)
    form = AddressForm(None, name=row.name, title=row.title, email=row.email, registrator_email=row.registrator_email)
    return page(request, "letters/address.html", campaign=row.campaign, row=row, form=form)


@needs("letters.write")
async def update(request: Request) -> Response:
    """Save whom it goes to, in this letter only."""
    row = await own(request)
    form = AddressForm(await posted(request))
    if form.errors:
        return page(request, "letters/address.html", 422, campaign=row.campaign, row=row, form=form)
    await recipients.correct(row, request.state.account, form.values)
    if waits(row) and "letters.send" in request.state.rights:
        await sending.resend(row, request.state.account, row.email, row.name)
        return back(request, _("The letter leaves for %(email)s in five minutes.", email=row.email))
    return back(request, _("Saved. No mail has been sent."))


def waits(row: Recipient) -> bool:
    """Whether the letter has waited for the address it has now."""
    return row.delivery == Delivery.ADDRESS_MISSING and bool(row.email)


@needs("letters.write")
async def values(request: Request) -> Response:
    """Keep a table: pasted, in a file, or one that comes with the program. Nothing is kept of a table with a fault."""
    campaign = await found(request)
    data, _name, content = await with_file(request, "file")
    form = TableForm(data)
    if not form.errors:
        try:
            number, past = await kept(request, campaign, form, content)
            return back(request, f"{ngettext('One value is kept.', '%(num)s values are kept.', number)} {past}".strip())
        except Refusal as wrong:
            form.errors["table"] = wrong.text()
    told = {"pick": Pick(), "found": [], "named": [], "q": "", "form": form}
    return page(request, "letters/recipients.html", 422, **told, **await listed(request, campaign))


async def kept(request: Request, campaign: Campaign, form: TableForm, content: bytes) -> tuple[int, str]:
    """The chosen table, on the recipients; says how many values, and which columns were read past."""
    chosen, key, account = form.values["programme"], form.values["key"] or "belopp", request.state.account
    if chosen:
        cells = tables.of_programme(chosen, key, campaign.language)
        return await tables.keep(campaign, account, cells, known_only=True), ""
    rows = sheets.rows(content) if content else sheets.text_rows(form.values["table"])
    number = await tables.keep(campaign, account, tables.read(rows, campaign.language))
    names = ", ".join(tables.passed_by(rows))
    told = _("The column “%(names)s” was read past: the letter knows the authority's name.", names=names)
    return number, told if names else ""


async def listed(request: Request, campaign: Campaign) -> dict[str, Any]:
    """The list as its page shows it."""
    rows = (
        await mine(request, Recipient.all())
        .filter(campaign_id=campaign.pk)
        .order_by("number")
        .select_related("holding")
    )
    columns = await tables.values(campaign)
    keys = list(dict.fromkeys(key for told in columns.values() for key in told))
    titles = [(role.key, role.title) for role in roles() if role.kind in ("tjansteman", "fortroendevald", "funktion")]
    return {
        "campaign": campaign,
        "rows": rows,
        "columns": columns,
        "keys": keys,
        "totals": tables.totals(columns),
        "levels": levels(),
        "counties": [(one.code, one.county) for one in regions()],
        "titles": titles,
        "programmes": tables.programmes(),
    }


def levels() -> list[tuple[str, str]]:
    """What can be picked in one go."""
    known = [(kind.value, kind.label) for kind in recipients.LEVELS]
    return [*known, (recipients.COUNTY, _("The region and the municipalities of a county"))]


def picked(form: PickForm) -> Pick:
    """What was asked for; what cannot be asked is nobody."""
    if form.errors:
        return Pick()
    values = form.values
    level = values["level"] if values["level"] in {level for level, _label in levels()} else ""
    return Pick(level, values["county"], values["office"], tuple(one for one in values["organisations"] if one))


async def own(request: Request, *more: str) -> Recipient:
    """The reader's own recipient of this address."""
    place = {"id": request.path_params["row"], "campaign_id": request.path_params["id"]}
    query = Recipient.all().select_related(
        "campaign__organiser", "campaign__holder", "organisation", "person", "holding", *more
    )
    return await mine(request, query, **place)


def back(request: Request, said: str) -> Response:
    """To the list, which says what happened."""
    return done(request, "", link(request, "letters:recipients", id=request.path_params["id"]), said)


routes = [
    Route(HERE, index, name="recipients"),
    Route(HERE, add, methods=["POST"], name="add"),
    Route(HERE + "/values", values, methods=["POST"], name="values"),
    Route(HERE + "/{row:int}/edit", edit, name="address"),
    Route(HERE + "/{row:int}/edit", update, methods=["POST"], name="correct"),
    Route(HERE + "/{row:int}/drop", drop, methods=["POST"], name="drop"),
    Route(HERE + "/{row:int}/route", route, methods=["POST"], name="route"),
]
