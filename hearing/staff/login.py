"""Signing in by a mailed link, and the sessions that come of it.

The database knows only the sha256 of links and sessions. A link is used once, by POST, within 15 minutes.
"""

import asyncio
import secrets
import time
from datetime import timedelta

from tortoise.transactions import atomic

from hearing.base import limits
from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.links import digest
from hearing.organisers.models import Organiser
from hearing.staff import mails
from hearing.staff.models import Account, LoginSession, SignInLink

LINK_LIVES = timedelta(minutes=15)
REMEMBERED = timedelta(days=30)
FORGOTTEN = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=10)
WINDOW = timedelta(minutes=15)
MOST_PER_ACCOUNT = 5
MOST_PER_ADDRESS = 300
SAME_TIME = 0.3


def new_token() -> str:
    """256 bits nobody can guess, 43 characters."""
    return secrets.token_urlsafe(32)


async def ask(email: str, there: str, address: str) -> None:
    """Mail a link to the account with this address, if there is one; takes equally long when there is none."""
    began = time.monotonic()
    norm = email.casefold()
    await limits.count(f"sign-in:{limits.hidden(norm)}", MOST_PER_ACCOUNT, WINDOW)
    await limits.count(f"sign-in-from:{limits.hidden(address)}", MOST_PER_ADDRESS, WINDOW)
    account = await Account.get_or_none(email_norm=norm, shut_off_at=None)
    if account is not None:
        await send_link(account, there)
    await asyncio.sleep(max(0.0, SAME_TIME - (time.monotonic() - began)))


@atomic()
async def send_link(account: Account, there: str = "") -> None:
    """Make a link and mail it, together."""
    link, token = await _make(account)
    await mails.sign_in(link, account, token, there)
    await record(None, "sign_in_link.sent", account, by_name=account.name)


@atomic()
async def print_link(account: Account, by: Actor | None = None) -> str:
    """Make a link to be handed over by other means; returns its token."""
    _link, token = await _make(account)
    await record(by, "sign_in_link.made", account, name=account.name)
    return token


async def _make(account: Account) -> tuple[SignInLink, str]:
    token = new_token()
    link = await SignInLink.create(
        account=account, token_hash=digest(token), created_at=now(), expires_at=now() + LINK_LIVES
    )
    return link, token


async def open_link(token: str) -> SignInLink | None:
    """The link a token opens; None when it is unknown, used or too old, which all look the same."""
    good = SignInLink.filter(token_hash=digest(token), used_at=None, expires_at__gt=now(), account__shut_off_at=None)
    return await good.select_related("account").first()


@atomic()
async def sign_in(token: str, device: str, remember: bool, old: LoginSession | None) -> tuple[LoginSession, str] | None:
    """Use up a link and begin a session with a new token; the browser's old session ends. None when the link is dead."""
    link = await open_link(token)
    if link is None or not await SignInLink.filter(pk=link.pk, used_at=None).update(used_at=now()):
        return None
    await SignInLink.filter(account_id=link.account.pk, used_at=None).update(used_at=now())
    if old is not None:
        await old.delete()
    fresh = new_token()
    session = await LoginSession.create(
        account=link.account,
        organiser=await first_organiser(link.account, old),
        token_hash=digest(fresh),
        device=device,
        created_at=now(),
        seen_at=now(),
        expires_at=now() + (REMEMBERED if remember else FORGOTTEN),
    )
    await record(link.account, "account.signed_in", link.account)
    return session, fresh


async def first_organiser(account: Account, old: LoginSession | None) -> Organiser | None:
    """Whom a new session works for: the same as last time, else the first by name."""
    theirs = await Organiser.filter(memberships__account_id=account.pk).order_by("name")
    last = await LoginSession.filter(account_id=account.pk).order_by("-seen_at").first()
    wanted = {session.organiser_id for session in (old, last) if session and session.account_id == account.pk}
    return next((one for one in theirs if one.pk in wanted), theirs[0] if theirs else None)


@atomic()
async def sign_out(session: LoginSession, account: Account) -> None:
    """End the session of this browser."""
    await session.delete()
    await record(account, "account.signed_out", account)


@atomic()
async def revoke(account: Account, session: LoginSession) -> None:
    """End one session, on whatever device it is."""
    await session.delete()
    await record(account, "account.session_revoked", account)


@atomic()
async def revoke_others(account: Account, kept: LoginSession) -> int:
    """End every other session of an account; says how many."""
    ended = await LoginSession.filter(account_id=account.pk).exclude(pk=kept.pk).delete()
    await record(account, "account.sessions_revoked", account, sessions=ended)
    return ended


@atomic()
async def work_for(session: LoginSession, account: Account, organiser: Organiser) -> None:
    """Show the desk of another organiser the account has a role with."""
    session.organiser = organiser
    await session.save(update_fields=["organiser_id"])
    await record(account, "account.works_for", account, organiser_id=organiser.pk, name=organiser.name)


async def clean_next() -> bool:
    """Job: drop links and sessions that are over; their days show in the audit log."""
    await SignInLink.filter(expires_at__lte=now() - timedelta(days=1)).delete()
    await LoginSession.filter(expires_at__lte=now()).delete()
    return False
