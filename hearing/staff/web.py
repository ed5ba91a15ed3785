"""Signing in and out, and what everybody has of their own: account, sessions, the organiser they work for."""

import re

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from hearing.base.access import needs
from hearing.base.lang import _, ngettext, use
from hearing.base.limits import count, hidden
from hearing.base.web import done, link, page, posted
from hearing.settings import settings
from hearing.staff import accounts, login
from hearing.staff.devices import described
from hearing.staff.forms import AskForm, MeForm, WorkForForm
from hearing.staff.middleware import Sessions, cookie, no_cookie
from hearing.staff.models import LoginSession, Membership

LOCAL = re.compile(r"/desk/[^\s\\<>\"]{0,500}")
MOST_TRIES = 300


def local(there: str) -> str:
    """Where to go after signing in: a desk page of ours, or the start."""
    return there if LOCAL.fullmatch(there) else "/desk/"


def address(request: Request) -> str:
    """The reader's network address, as the trusted proxies tell it."""
    return request.client.host if request.client else ""


@needs("public")
async def sign_in(request: Request) -> Response:
    """The form that asks for an address; somebody signed in goes on to the desk."""
    there = request.query_params.get("next", "")
    if request.state.account:
        return RedirectResponse(local(there), 303)
    return page(request, "staff/sign_in.html", form=AskForm(), there=there, out="out" in request.query_params)


@needs("public")
async def ask(request: Request) -> Response:
    """The same page for known and unknown addresses."""
    data = await posted(request)
    form, there = AskForm(data), str(data.get("next", ""))
    if form.errors:
        return page(request, "staff/sign_in.html", 422, form=form, there=there, out=False)
    await login.ask(form.values["email"], there if LOCAL.fullmatch(there) else "", address(request))
    held = settings().smtp is None
    return page(request, "staff/asked.html", email=form.values["email"], there=there, held=held)


@needs("link")
async def confirm(request: Request) -> Response:
    """Who is about to sign in, and the button that does it; changes nothing."""
    found = await login.open_link(request.path_params["token"])
    there = request.query_params.get("next", "")
    if found is None:
        return page(request, "staff/link_gone.html", 410, there=there)
    roles = await Membership.filter(account_id=found.account.pk).select_related("organiser").order_by("id")
    return page(request, "staff/confirm.html", account=found.account, roles=roles, there=there)


@needs("link")
async def enter(request: Request) -> Response:
    """Sign in."""
    await count(f"sign-in-try:{hidden(address(request))}", MOST_TRIES, login.WINDOW)
    data = await posted(request)
    there = str(data.get("next", ""))
    device = described(request.headers.get("user-agent", ""))
    made = await login.sign_in(request.path_params["token"], device, "remember" in data, request.state.session)
    if made is None:
        return page(request, "staff/link_gone.html", 410, there=there)
    return RedirectResponse(local(there), 303, headers={"set-cookie": cookie(*made)})


@needs("public")
async def sign_out(request: Request) -> Response:
    """End this session; harmless when there is none."""
    if request.state.session:
        await login.sign_out(request.state.session, request.state.account)
    return RedirectResponse(f"{link(request, 'sign_in')}?out", 303, headers={"set-cookie": no_cookie()})


@needs("signed_in")
async def me(request: Request) -> Response:
    """One's own account and sign-ins."""
    mine = request.state.account
    form = MeForm(
        name=mine.name, title=mine.title, phone=mine.phone, language=mine.language, digest="on" if mine.digest else ""
    )
    return await show_me(request, form)


async def show_me(request: Request, form: MeForm, status: int = 200) -> Response:
    """The page, with what was typed."""
    sessions = await LoginSession.filter(account_id=request.state.account.pk).order_by("-seen_at")
    roles = await Membership.filter(account_id=request.state.account.pk).select_related("organiser")
    return page(request, "staff/me.html", status, form=form, sessions=sessions, roles=roles)


@needs("signed_in")
async def update_me(request: Request) -> Response:
    """Change one's name or language."""
    form = MeForm(await posted(request))
    if form.errors:
        return await show_me(request, form, 422)
    await accounts.change(request.state.account, request.state.account, **form.values)
    with use(request.state.account.language):
        return done(request, "", link(request, "staff:me"), _("Your account is saved."))


@needs("signed_in")
async def revoke(request: Request) -> Response:
    """Sign out one of one's own devices."""
    session = await LoginSession.get_or_none(id=request.path_params["id"], account_id=request.state.account.pk)
    if session is None:
        raise HTTPException(404)
    await login.revoke(request.state.account, session)
    return done(request, "", link(request, "staff:me"), _("That device is signed out."))


@needs("signed_in")
async def revoke_others(request: Request) -> Response:
    """Sign out everywhere but here."""
    ended = await login.revoke_others(request.state.account, request.state.session)
    said = ngettext("%(num)s other device is signed out.", "%(num)s other devices are signed out.", ended)
    return done(request, "", link(request, "staff:me"), said)


@needs("signed_in")
async def work_for(request: Request) -> Response:
    """Show another organiser's desk; one without a role there is told that there is none."""
    form = WorkForForm(await posted(request))
    theirs = {one.pk: one for one in request.state.organisers}
    chosen = theirs.get(form.values.get("organiser", 0))
    if chosen is None:
        raise HTTPException(404)
    await login.work_for(request.state.session, request.state.account, chosen)
    return done(request, "", "/desk/", _("You now work for %(name)s.", name=chosen.name))


WITH_SESSION = [Middleware(Sessions)]

routes = [
    Route("/sign-in", sign_in, name="sign_in", middleware=WITH_SESSION),
    Route("/sign-in", ask, methods=["POST"], name="ask", middleware=WITH_SESSION),
    Route("/sign-in/{token}", confirm, name="confirm_sign_in", middleware=WITH_SESSION),
    Route("/sign-in/{token}", enter, methods=["POST"], name="enter", middleware=WITH_SESSION),
    Route("/sign-out", sign_out, methods=["POST"], name="sign_out", middleware=WITH_SESSION),
]

desk_routes = [
    Route("/me", me, name="me"),
    Route("/me", update_me, methods=["POST"], name="update_me"),
    Route("/me/sessions/{id:int}/revoke", revoke, methods=["POST"], name="revoke"),
    Route("/me/sessions/revoke-others", revoke_others, methods=["POST"], name="revoke_others"),
]

switch_routes = [Route("/organiser", work_for, methods=["POST"], name="work_for")]
