"""What a letter asks of us, whom to ring, and who looks after which authority."""

from typing import Any

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.forms import Form, Line, MaybeId
from hearing.base.lang import _
from hearing.base.web import done, link, page, posted
from hearing.letters import following, todo
from hearing.letters.responses import MOST_REFERENCE
from hearing.letters.shown import turns
from hearing.letters.web import found
from hearing.letters.web_recipients import own

HERE = "/{id:int}/recipients/{row:int}"


class CheckForm(Form):
    """What the diary said."""

    class Fields(BaseModel):
        """What is typed."""

        number: Line = ""
        found: Line = ""

    def check(self) -> None:
        """A number that was found is needed, and short enough."""
        if self.values["found"] and not self.values["number"]:
            self.errors["number"] = _("Which number does it have there?")
        if len(self.values["number"]) > MOST_REFERENCE:
            most = MOST_REFERENCE
            self.errors["number"] = _("A reference number has at most %(most)s characters.", most=most)


class AssignForm(Form):
    """Who looks after it."""

    class Fields(BaseModel):
        """What is chosen."""

        account: MaybeId = None


@needs("letters.read")
async def index(request: Request) -> Response:
    """What waits for us in one letter."""
    return await shown(request, CheckForm())


async def shown(request: Request, form: CheckForm, wrong: int = 0, status: int = 200) -> Response:
    """The page, with the one form that was wrong as typed."""
    campaign, only = await found(request), mine_only(request)
    tasks = await todo.tasks(campaign, only)
    diaries = {row.pk: todo.diary_of(row) for row in tasks.get("diary", [])}
    values: dict[str, Any] = {
        "campaign": campaign,
        "tasks": tasks,
        "words": todo.TASKS,
        "diaries": diaries,
        "turns": turns(),
    }
    return page(request, "letters/todo.html", status, **values, form=form, wrong=wrong, mine=only is not None)


def mine_only(request: Request) -> int | None:
    """The reader's own account where only their authorities are asked for."""
    return int(request.state.account.pk) if request.query_params.get("mine") == "1" else None


@needs("letters.write")
async def check(request: Request) -> Response:
    """Note what the diary said."""
    row, form = await own(request), CheckForm(await posted(request))
    if form.errors:
        return await shown(request, form, row.pk, 422)
    number = form.values["number"] if form.values["found"] else ""
    entry = await following.check_diary(row, request.state.account, number)
    undo = link(request, "letters:take_back", id=row.campaign_id, row=row.pk, entry=entry.pk)
    return done(request, "", link(request, "letters:todo", id=row.campaign_id), _("Noted."), undo)


@needs("letters.write")
async def assign(request: Request) -> Response:
    """Give the authority to a colleague, or to nobody."""
    row, form = await own(request), AssignForm(await posted(request))
    account = None if form.errors else form.values["account"]
    name = await following.assign(row, request.state.account, account or None)
    said = _("%(name)s looks after it now.", name=name) if name else _("Nobody looks after it now.")
    return done(request, "", link(request, "letters:case", id=row.campaign_id, row=row.pk), said)


@needs("letters.read")
async def calls(request: Request) -> Response:
    """Whom to ring, for paper or telephone."""
    campaign, only = await found(request), mine_only(request)
    values: dict[str, Any] = {"campaign": campaign, "calls": await todo.calls(campaign, only), "mine": only is not None}
    return page(request, "letters/calls.html", **values)


routes = [
    Route("/{id:int}/todo", index, name="todo"),
    Route("/{id:int}/calls", calls, name="calls"),
    Route(HERE + "/checked", check, methods=["POST"], name="checked"),
    Route(HERE + "/assign", assign, methods=["POST"], name="assign"),
]
