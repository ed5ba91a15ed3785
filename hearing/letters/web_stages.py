"""Stages per healthcare region, /desk/letters/ID/stages, and consultation groups, /desk/letters/groups."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base import tables as sheets
from hearing.base.access import needs
from hearing.base.clock import today
from hearing.base.errors import Refusal
from hearing.base.lang import _
from hearing.base.web import done, link, mine, page, posted
from hearing.letters import groups, stages
from hearing.letters.forms_stage import GroupForm, SeatForm, StageForm
from hearing.letters.kinds_stage import Remunerated, StageKind
from hearing.letters.models_stage import ConsultationGroup, GroupSeat, Stage
from hearing.letters.web import found

GROUP = "/groups/{id:int}"


@needs("letters.read")
async def index(request: Request) -> Response:
    """How far each healthcare region has come, with everything before."""
    return await shown(request, StageForm(None, happened_on=today().isoformat()))


async def shown(request: Request, form: StageForm, status: int = 200) -> Response:
    """The table with the form as typed."""
    campaign = await found(request)
    values: dict[str, Any] = {"healthcare": await stages.places(campaign), "kinds": StageKind, "form": form}
    return page(request, "letters/stages.html", status, campaign=campaign, **values)


@needs("letters.write")
async def note(request: Request) -> Response:
    """Write a stage down."""
    form = StageForm(await posted(request))
    if form.errors:
        return await shown(request, form, 422)
    told = form.values
    day, source = told["happened_on"], told["source"]
    made = await stages.note(await found(request), request.state.account, told["region"], told["stage"], day, source)
    undo = link(request, "letters:stage_undo", id=request.path_params["id"], stage=made.pk)
    return done(request, "", here(request), _("The stage is noted."), undo)


@needs("letters.write")
async def undo(request: Request) -> Response:
    """Take one back."""
    place = {"id": request.path_params["stage"], "campaign_id": request.path_params["id"]}
    await stages.undo(await mine(request, Stage.all(), **place), request.state.account)
    return done(request, "", here(request), _("The stage is taken back. It stays in the history."))


@needs("letters.read")
async def table(request: Request) -> Response:
    """Stages with their history for a spreadsheet."""
    campaign = await found(request)
    return sheets.answer(stages.rows(await stages.places(campaign)), "csv", f"{campaign.reference}-lagen")


def here(request: Request) -> str:
    """The stages' address."""
    return link(request, "letters:stages", id=request.path_params["id"])


async def all_groups(request: Request) -> list[groups.Table]:
    """The reader's groups with their seats."""
    rows = await mine(request, ConsultationGroup.all()).order_by("sort_key", "id")
    seats = await mine(request, GroupSeat.all()).order_by("sort_key", "id")
    return groups.tables(rows, seats)


@needs("letters.read")
async def council(request: Request) -> Response:
    """Seats by association and group, and the areas nobody speaks for."""
    return await council_page(request, GroupForm(None))


async def council_page(request: Request, form: GroupForm, status: int = 200) -> Response:
    """The table with the form as typed."""
    found = await all_groups(request)
    associations, cells = groups.matrix(found)
    values: dict[str, Any] = {"tables": found, "associations": associations, "cells": cells, "form": form}
    return page(request, "letters/groups.html", status, **values)


@needs("letters.write")
async def create(request: Request) -> Response:
    """A new group."""
    form = GroupForm(await posted(request))
    if form.errors:
        return await council_page(request, form, 422)
    made = await groups.create(request.state.organiser, request.state.account, form.values)
    return back(request, int(made.pk), _("%(name)s is added.", name=made.name))


@needs("letters.read")
async def show(request: Request) -> Response:
    """One group: its seats, and the forms."""
    group = await own(request)
    form = GroupForm(None, name=group.name, body=group.body, areas=group.areas)
    return await one(request, group, form, SeatForm(None))


async def one(
    request: Request, group: ConsultationGroup, form: GroupForm, seat: SeatForm, status: int = 200
) -> Response:
    """Its page with the forms as typed."""
    seats = await mine(request, GroupSeat.all()).filter(group_id=group.pk).order_by("sort_key", "id")
    asked = request.query_params.get("seat", "")
    known = next((row for row in seats if str(row.pk) == asked), None)
    if known and not seat.errors:
        names = ("association", "area", "person", "appointed_by")
        seat = SeatForm(None, remunerated=known.remunerated.value, **{name: getattr(known, name) for name in names})
    (table,) = groups.tables([group], seats)
    values: dict[str, Any] = {"table": table, "form": form, "seat": seat, "known": known, "paid": Remunerated}
    return page(request, "letters/group.html", status, group=group, **values)


@needs("letters.write")
async def update(request: Request) -> Response:
    """Correct the group."""
    group, form = await own(request), GroupForm(await posted(request))
    if form.errors:
        return await one(request, group, form, SeatForm(None), 422)
    await groups.change(group, request.state.account, form.values)
    return back(request, int(group.pk), _("Saved. No mail has been sent."))


@needs("letters.write")
async def keep_seat(request: Request) -> Response:
    """A new seat, or a corrected one (?seat=)."""
    group, form = await own(request), SeatForm(await posted(request))
    if form.errors:
        known = GroupForm(None, name=group.name, body=group.body, areas=group.areas)
        return await one(request, group, known, form, 422)
    asked = request.query_params.get("seat", "")
    known_seat = await own_seat(request, group, asked) if asked else None
    await groups.seat(group, request.state.account, form.values, known_seat)
    return back(request, int(group.pk), _("The seat is written down."))


@needs("letters.write")
async def remove_seat(request: Request) -> Response:
    """Take a seat away."""
    group = await own(request)
    row = await own_seat(request, group, str(request.path_params["seat"]))
    await groups.remove(group, request.state.account, row)
    return back(request, int(group.pk), _("The seat of %(name)s is gone.", name=row.association))


@needs("letters.read")
async def group_table(request: Request) -> Response:
    """Seats and gaps for a spreadsheet."""
    return sheets.answer(groups.rows(await all_groups(request)), "csv", "samradsgrupper")


async def own(request: Request) -> ConsultationGroup:
    """The reader's own group of this address."""
    return await mine(request, ConsultationGroup.all(), id=request.path_params["id"])


async def own_seat(request: Request, group: ConsultationGroup, number: str) -> GroupSeat:
    """A seat of that group."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Refusal("There is no such seat.")
    return await mine(request, GroupSeat.all(), id=int(number), group_id=group.pk)


def back(request: Request, number: int, said: str) -> Response:
    """To the group, which says what happened."""
    return done(request, "", link(request, "letters:group", id=number), said)


routes = [
    Route("/{id:int}/stages", index, name="stages"),
    Route("/{id:int}/stages", note, methods=["POST"], name="stage"),
    Route("/{id:int}/stages.csv", table, name="stages_table"),
    Route("/{id:int}/stages/{stage:int}/undo", undo, methods=["POST"], name="stage_undo"),
    Route("/groups", council, name="groups"),
    Route("/groups", create, methods=["POST"], name="group_create"),
    Route("/groups.csv", group_table, name="groups_table"),
    Route(GROUP, show, name="group"),
    Route(GROUP, update, methods=["POST"], name="group_update"),
    Route(GROUP + "/seats", keep_seat, methods=["POST"], name="seat"),
    Route(GROUP + "/seats/{seat:int}/remove", remove_seat, methods=["POST"], name="seat_remove"),
]
