"""`hearing check`: is this installation well? One line for each thing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hearing.base.addresses import Imap, Smtp
from hearing.db import database, rows
from hearing.mail import imap, smtp
from hearing.mail.smtp import Fault
from hearing.migrate import MigrationError, pending
from hearing.settings import MASKED, PREFIX, Settings, settings, sources

SHORT_SECRET = 32
DRIFT = timedelta(seconds=30)
WRONG = {
    Fault.AWAY: "does not answer",
    Fault.SIGN_IN: "refuses the user name or password",
    Fault.CERTIFICATE: "its certificate is not valid for this name; nothing is sent",
    Fault.NO_TLS: "offers no STARTTLS, or no way to sign in; nothing is sent",
    Fault.SENDER: "refuses us",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, whether it is well, and what was seen."""

    what: str
    well: bool
    seen: str


def configuration() -> list[str]:
    """Every setting with its value and where it comes from; passwords and keys are not shown."""
    here, lines = settings(), []
    for name, source in sources().items():
        value = getattr(here, name)
        shown = "set" if name in MASKED and (value or name == "secret") else _shown(value)
        lines.append(f"{PREFIX + name.upper():22} {shown:40} {source}")
    return lines


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    return "-" if value in (None, "") else str(value)


async def findings() -> AsyncIterator[Finding]:
    """Look at everything that can be wrong, one after the other."""
    here = settings()
    yield _secret(here)
    try:
        missing = await pending(here.database)
    except MigrationError as wrong:
        yield Finding("database", False, str(wrong))
    else:
        yield Finding("database", True, str(here.database))
        done = "every one applied" if not missing else f"{len(missing)} missing; run: hearing migrate"
        yield Finding("migrations", not missing, done)
        yield await _clock(here)
    if here.smtp:
        yield _replies(here)
    yield await _smtp(here.smtp)
    yield await _imap(here.imap)


def _replies(here: Settings) -> Finding:
    """Mail that leaves names addresses that others can write to."""
    named = {"HEARING_MAIL_FROM": here.mail_from, "HEARING_MAIL_REPLY": here.mail_reply}
    local = [name for name, value in named.items() if value.strip("> ").lower().endswith("@localhost")]
    said = f"{' and '.join(local)} still at @localhost: answers to mail would bounce" if local else here.mail_reply
    return Finding("replies", not local, said)


def _secret(here: Settings) -> Finding:
    short = min(len(secret) for secret in here.secrets) < SHORT_SECRET
    return Finding(
        "secret", not short, f"shorter than {SHORT_SECRET} signs" if short else f"{len(here.secrets)} in use"
    )


async def _clock(here: Settings) -> Finding:
    """The machine's time against the database server's; SQLite has no clock of its own."""
    machine = datetime.now(UTC)
    if here.clock_at:
        return Finding("clock", True, f"starts at {here.clock_at:%Y-%m-%d %H:%M} (HEARING_CLOCK)")
    if here.database.dialect == "postgres":
        async with database(shared=False):
            apart = abs((await rows("SELECT clock_timestamp() AS now"))[0]["now"] - machine)
        if apart > DRIFT:
            return Finding("clock", False, f"{apart.seconds} s apart from the database server's")
    return Finding("clock", True, f"{machine.astimezone():%Y-%m-%d %H:%M %Z}")


async def _smtp(server: Smtp | None) -> Finding:
    if server is None:
        return Finding("smtp", True, "HEARING_SMTP is not set: mail is held")
    wrong, _features = await smtp.check(server)
    if wrong:
        words = f"{wrong.code or ''} {wrong.text}".strip()
        return Finding("smtp", False, f"{server}: {WRONG[wrong.fault]} ({words})".replace("\n", " "))
    return Finding("smtp", True, f"{server}: {'signed in' if server.user else 'answers'}")


async def _imap(server: Imap | None) -> Finding:
    """Sign in to the mailbox and look; nothing is read or changed."""
    if server is None:
        return Finding("imap", True, "HEARING_IMAP is not set: mail comes in by hearing receive")
    try:
        seen = await asyncio.to_thread(imap.check, server)
    except imap.ImapFault as wrong:
        return Finding("imap", False, f"{server}: {wrong}")
    return Finding("imap", True, f"{server}: {seen}")
