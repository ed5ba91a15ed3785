"""`make run`: a first look in one go. Migrates, loads the demo into an empty database, prints how to get in, serves."""

import asyncio
import socket
import sys
from contextlib import closing
from pathlib import Path

import click

from hearing import demo
from hearing.mail.inbox import Sorter
from hearing.migrate import migrate
from hearing.organisers.models import Organiser
from hearing.server import ServeError, addressed, listen, serve_on
from hearing.settings import settings
from hearing.staff.login import print_link
from hearing.staff.models import Account
from hearing.start import started
from hearing.wiring import INBOUND

TRIES = 50


def launch(host: str, port: int) -> None:
    """Everything from an empty folder to a page in the browser."""
    asyncio.run(migrate(settings().database))
    with closing(_next_free(host, port)) as listener, addressed(host, listener) as address:
        click.echo(asyncio.run(_welcome(address)))
        serve_on(listener, 1, None)


def _next_free(host: str, port: int) -> socket.socket:
    for wanted in range(port, port + TRIES):
        try:
            return listen(host, wanted)
        except ServeError:
            continue
    raise ServeError(f"Every port from {port} to {port + TRIES - 1} is taken. Choose another with --port.")


async def _welcome(address: str) -> str:
    async with started(becoming_demo=True):
        if not await Organiser.exists():
            click.echo("Loading the demo …")
            await demo.load()
            await demo.deliver(Sorter(INBOUND))
        account = await Account.filter(admin=True, shut_off_at=None).order_by("id").first()
        lines = ["", f"  Hearing    {address}"]
        if account:
            link = f"{address}/sign-in/{await print_link(account)}"
            lines.append(f"  Sign in    {link}  (once, within 15 minutes)")
            lines.append(f"  Once more  {_command()} sign-in {account.email}")
    return "\n".join([*lines, f"  Mail       {_mail(address)}", "  Stop       Ctrl-C", ""])


def _command() -> str:
    """How the command is called from here."""
    script = Path(sys.executable).with_name("hearing")
    if not script.is_file():
        return "hearing"
    return str(script.relative_to(Path.cwd()) if script.is_relative_to(Path.cwd()) else script)


def _mail(address: str) -> str:
    held = settings().smtp is None
    return f"{'is held and can be read in' if held else 'goes out from'} the outbox: {address}/desk/mail/"
