"""Administration: accounts and their roles, under /desk/staff."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.lang import _
from hearing.base.web import done, link, page, posted
from hearing.mail import outbox
from hearing.organisers.models import Organiser
from hearing.staff import accounts, lists, login
from hearing.staff.forms import AccountForm, NewAccountForm, RoleForm
from hearing.staff.models import Account


async def the_account(request: Request) -> Account:
    """The account of the address, or 404."""
    account = await Account.get_or_none(id=request.path_params["id"])
    if account is None:
        raise HTTPException(404)
    return account


async def the_organiser(number: int) -> Organiser:
    """An organiser of the installation, or 404."""
    organiser = await lists.organiser(number)
    if organiser is None:
        raise HTTPException(404)
    return organiser


@needs("staff.read")
async def index(request: Request) -> Response:
    """Everybody with an account, and what they may do."""
    rows: dict[str, Any] = {
        "accounts": await lists.accounts(),
        "organisers": await lists.organisers(),
        "seen": await lists.seen(),
        "sender": outbox.sender,
    }
    return page(request, "staff/index.html", **rows)


@needs("staff.write")
async def new(request: Request) -> Response:
    """An empty form."""
    form = NewAccountForm(language="sv", role="planner", organiser=request.query_params.get("organiser", ""))
    return page(request, "staff/new.html", form=form, organisers=await lists.organiser_choices())


@needs("staff.write")
async def create(request: Request) -> Response:
    """Open an account; its owner gets a mail."""
    form = NewAccountForm(await posted(request))
    if form.errors:
        return page(request, "staff/new.html", 422, form=form, organisers=await lists.organiser_choices())
    number = form.values.pop("organiser")
    where = await the_organiser(number) if number else None
    account = await accounts.invite(request.state.account, organiser=where, **form.values)
    said = _("The account is open, and a mail to %(email)s is on its way.", email=account.email)
    return done(request, "", link(request, "staff:show", id=account.pk), said)


@needs("staff.read")
async def show(request: Request) -> Response:
    """One account: details, roles, what was done with it."""
    return await show_account(request, await the_account(request), RoleForm(role="planner"))


async def show_account(request: Request, account: Account, form: RoleForm, status: int = 200) -> Response:
    """The page, with the role that was typed."""
    facts: dict[str, Any] = {
        "memberships": await lists.memberships(account),
        "organisers": await lists.organiser_choices(),
        "seen_at": await lists.last_seen(account),
        "trail": await lists.trail(account),
    }
    return page(request, "staff/show.html", status, who=account, form=form, **facts)


@needs("staff.write")
async def edit(request: Request) -> Response:
    """The form, with what stands there."""
    account = await the_account(request)
    columns = {name: getattr(account, name) for name in AccountForm.Fields.model_fields}
    return page(request, "staff/edit.html", who=account, form=AccountForm(**columns))


@needs("staff.write")
async def update(request: Request) -> Response:
    """Change an account."""
    account, form = await the_account(request), AccountForm(await posted(request))
    if form.errors:
        return page(request, "staff/edit.html", 422, who=account, form=form)
    await accounts.change(account, request.state.account, **form.values)
    return changed(request, account, _("The account is saved."))


@needs("staff.write")
async def shut_off(request: Request) -> Response:
    """End the account's access."""
    account = await the_account(request)
    await accounts.shut_off(account, request.state.account)
    undo = link(request, "staff:open_again", id=account.pk)
    return changed(request, account, _("%(name)s can no longer sign in.", name=account.name), undo)


@needs("staff.write")
async def open_again(request: Request) -> Response:
    """Let the account in again."""
    account = await the_account(request)
    await accounts.open_again(account, request.state.account)
    return changed(request, account, _("%(name)s can sign in again.", name=account.name))


@needs("staff.write")
async def send_link(request: Request) -> Response:
    """Mail the account a link to sign in."""
    account = await the_account(request)
    if account.shut_off:
        raise HTTPException(404)
    await login.send_link(account)
    return changed(request, account, _("A link to sign in is on its way to %(email)s.", email=account.email))


@needs("staff.write")
async def give_role(request: Request) -> Response:
    """Let the account work for an organiser."""
    account, form = await the_account(request), RoleForm(await posted(request))
    if form.errors:
        return await show_account(request, account, form, 422)
    organiser = await the_organiser(form.values["organiser"])
    await accounts.give_role(account, request.state.account, organiser, form.values["role"])
    return changed(request, account, _("The role is given."))


@needs("staff.write")
async def take_role(request: Request) -> Response:
    """End the account's work for an organiser."""
    account, organiser = await the_account(request), await the_organiser(request.path_params["organiser"])
    await accounts.take_role(account, request.state.account, organiser)
    said = _("%(name)s no longer works for %(organiser)s.", name=account.name, organiser=organiser.name)
    return changed(request, account, said)


def changed(request: Request, account: Account, said: str, undo: str | None = None) -> Response:
    """Back to the account."""
    return done(request, "", link(request, "staff:show", id=account.pk), said, undo)


routes = [
    Route("/", index, name="index"),
    Route("/", create, methods=["POST"], name="create"),
    Route("/new", new, name="new"),
    Route("/{id:int}", show, name="show"),
    Route("/{id:int}", update, methods=["POST"], name="update"),
    Route("/{id:int}/edit", edit, name="edit"),
    Route("/{id:int}/shut-off", shut_off, methods=["POST"], name="shut_off"),
    Route("/{id:int}/open-again", open_again, methods=["POST"], name="open_again"),
    Route("/{id:int}/send-link", send_link, methods=["POST"], name="send_link"),
    Route("/{id:int}/roles", give_role, methods=["POST"], name="give_role"),
    Route("/{id:int}/roles/{organiser:int}/take", take_role, methods=["POST"], name="take_role"),
]
