"""Rows for tests, each with everything it needs; and visitors of the app.

`await make.organiser()` finds or makes Egen röst; names and addresses are invented.
"""

from typing import Any

import httpx2
from starlette.applications import Starlette

from hearing.base.clock import now
from hearing.base.links import digest
from hearing.organisers.models import Organiser
from hearing.staff import middleware
from hearing.staff.login import REMEMBERED, new_token
from hearing.staff.models import Account, LoginSession, Membership, Role


def visitor(app: Starlette) -> httpx2.AsyncClient:
    """A browser without cookies; redirects are not followed."""
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://localhost:8000")


async def organiser(slug: str = "egen-rost", name: str = "Egen röst Dalarna", **more: Any) -> Organiser:
    """The organiser with that short name."""
    known = {"name": name, "sender_name": name, "email": f"info@{slug}.test", "created_at": now()}
    row, _made = await Organiser.get_or_create(known | more, slug=slug)
    return row


async def account(name: str = "Ann Lind", admin: bool = False, **more: Any) -> Account:
    """The account of that name; its address is made of it."""
    email = f"{name.split()[0].casefold()}@egen-rost.test"
    known = {"email": email, "name": name, "admin": admin, "created_at": now()}
    row, _made = await Account.get_or_create(known | more, email_norm=email)
    return row


async def member(of: Organiser, name: str, role: Role, admin: bool = False) -> Account:
    """An account with a role."""
    row = await account(name, admin)
    await Membership.get_or_create({"role": role, "created_at": now()}, account=row, organiser=of)
    return row


async def session(of: Account, organiser: Organiser | None = None) -> str:
    """The token of a new session."""
    token = new_token()
    times: dict[str, Any] = {"created_at": now(), "seen_at": now(), "expires_at": now() + REMEMBERED}
    await LoginSession.create(
        account=of, organiser=organiser, token_hash=digest(token), device="Firefox, Linux", **times
    )
    return token


async def signed_in(
    browser: httpx2.AsyncClient, who: Account, organiser: Organiser | None = None
) -> httpx2.AsyncClient:
    """The same browser with a session."""
    browser.cookies.set(middleware.cookie_name(), await session(who, organiser))
    return browser


async def ann(browser: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """All rights."""
    mine = await organiser()
    return await signed_in(browser, await member(mine, "Ann Lind", Role.PLANNER, admin=True), mine)


async def bo(browser: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """Reads only."""
    mine = await organiser()
    return await signed_in(browser, await member(mine, "Bo Ek", Role.READER), mine)


async def eve(browser: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """All rights, but at another organiser."""
    other = await organiser("tallen", "Klubbhuset Tallen")
    return await signed_in(browser, await member(other, "Eve Rask", Role.PLANNER), other)
