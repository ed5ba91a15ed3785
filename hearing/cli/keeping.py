"""Commands that keep the database: migrate, demo, backup, restore."""

import asyncio
from datetime import datetime
from pathlib import Path

import click

from hearing import demo as demonstration
from hearing.backup import backup as make_backup
from hearing.backup import restore as put_back
from hearing.cli.group import hearing
from hearing.mail.inbox import Sorter
from hearing.migrate import migrate as bring_up
from hearing.settings import settings
from hearing.start import started
from hearing.wiring import INBOUND


@hearing.command()
def migrate() -> None:
    """Bring the database to the newest migration."""
    done = asyncio.run(bring_up(settings().database))
    click.echo("\n".join(f"applied {name}" for name in done) or "The database is up to date.")


@hearing.command()
@click.option("--anchor", type=click.DateTime(["%Y-%m-%d"]), help="Move the demo to the week of this date.")
@click.option("--scale", default=0, type=click.IntRange(0, 1000), help="Add this many times a hundred events and more.")
def demo(anchor: datetime | None, scale: int) -> None:
    """Load invented data into an empty database, and mark it so that it mails nobody outside .test and .example."""

    async def load() -> None:
        async with started(becoming_demo=True):
            day = anchor.date() if anchor else None
            await demonstration.load(day, scale)
            await demonstration.deliver(Sorter(INBOUND), day)

    asyncio.run(load())
    click.echo("The demo is loaded.")


@hearing.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database to FILE while the program runs."""
    make_backup(settings().database, file)
    click.echo(f"The database is copied to {file}.")
    if not settings().secret:
        click.echo(f"Keep {settings().secret_file} too: links in mails already sent are made with it.")


@hearing.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace a database that is not empty; a copy of it is kept.")
def restore(file: Path, force: bool) -> None:
    """Put the copy in FILE in the database's place. What is in the database now is replaced."""
    kept = put_back(settings().database, file, force)
    if kept:
        click.echo(f"What was there before is kept in {kept}.")
    click.echo(f"The database is as it was in {file}. Run: hearing migrate")
