"""Commands that look into the outbox: export, mail."""

import json

import click

from hearing.cli.group import hearing, inside
from hearing.invitations import exports as events
from hearing.letters import exports as letters
from hearing.letters import papers
from hearing.mail import exports, jobs


@hearing.group()
def export() -> None:
    """JSON on standard output."""


@export.command("event")
@click.argument("number", metavar="ID", type=click.IntRange(1, 2_147_483_647))
@inside
async def export_event(number: int) -> None:
    """One event with everybody invited."""
    click.echo(json.dumps(await events.event(number), ensure_ascii=False, indent=2))


@export.command("letter")
@click.argument("number", metavar="ID", type=click.IntRange(1, 2_147_483_647))
@inside
async def export_letter(number: int) -> None:
    """One open letter with its recipients and their answers."""
    click.echo(json.dumps(await letters.letter(number), ensure_ascii=False, indent=2))


@export.command("mail")
@inside
async def export_mail() -> None:
    """All mail, oldest first."""
    click.echo(json.dumps(await exports.everything(), ensure_ascii=False, indent=2))


@hearing.group()
def mail() -> None:
    """The outbox."""


@mail.command("send-now")
@inside
async def send_now() -> None:
    """Work the outbox until nothing is due, and tell how many mails stand where."""
    while await papers.make_next():  # letters wait for their PDFs
        pass
    for status, number in (await jobs.send_now()).items():
        click.echo(f"{status} {number}")
