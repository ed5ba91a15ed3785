"""The `hearing` command. Each command is a few lines that call a slice."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from hearing import __version__, logs
from hearing import check as checks
from hearing.backup import BackupError
from hearing.backup import backup as make_backup
from hearing.backup import restore as put_back
from hearing.base.errors import Refusal
from hearing.base.lang import use
from hearing.migrate import MigrationError
from hearing.migrate import migrate as bring_up
from hearing.server import ServeError, run, work_until_told
from hearing.server import serve as serve_until_told
from hearing.settings import SettingsError, settings
from hearing.start import started

P = ParamSpec("P")
EXPECTED = (SettingsError, MigrationError, BackupError, ServeError, OSError)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hearing")
@click.option("--debug", is_flag=True, expose_value=False, help="Show the whole traceback when something goes wrong.")
def hearing() -> None:
    """Hearings, invitations, answers and calendars for user organisations."""
    logs.configure(settings().log)


def inside(command: Callable[P, Awaitable[None]]) -> Callable[P, None]:
    """Run an async command with the migrated database open."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        async def main() -> None:
            async with started():
                await command(*args, **kwargs)

        asyncio.run(main())

    return wrapped


@hearing.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Number of web processes.")
@click.option("--worker/--no-worker", default=None, help="Run the worker inside (default: SQLite and one process).")
def serve(host: str, port: int, workers: int, worker: bool | None) -> None:
    """Serve the web pages."""
    serve_until_told(host, port, workers, worker)


@hearing.command()
def worker() -> None:
    """Run the worker alone: mail and other work that nobody waits for."""
    run(work_until_told())


@hearing.command()
def migrate() -> None:
    """Bring the database to the newest migration."""
    done = asyncio.run(bring_up(settings().database))
    click.echo("\n".join(f"applied {name}" for name in done) or "The database is up to date.")


@hearing.command()
def check() -> None:
    """Look at settings, database, migrations, clock and mail server."""
    click.echo("\n".join(checks.configuration()))

    async def look() -> bool:
        well = True
        async for it in checks.findings():
            click.echo(f"{'ok  ' if it.well else 'FAIL'} {it.what}: {it.seen}")
            well = well and it.well
        return well

    if not asyncio.run(look()):
        raise click.exceptions.Exit(1)


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
def restore(file: Path) -> None:
    """Put the copy in FILE in the database's place. What is in the database now is lost."""
    put_back(settings().database, file)
    click.echo(f"The database is as it was in {file}. Run: hearing migrate")


def main() -> None:
    """Run the command; errors are one line on standard error, exit status 0, 1 or 2."""
    sys.exit(_status(sys.argv[1:]))


def _status(words: list[str]) -> int:
    debug = "--debug" in words
    try:
        with use("en"):
            status = hearing.main(words, standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 1
    except Exception as wrong:
        if debug:
            raise
        click.echo(f"hearing: {_sentence(wrong)}", err=True)
        return 1
    return status if isinstance(status, int) else 0


def _sentence(wrong: Exception) -> str:
    if isinstance(wrong, Refusal):
        return wrong.text()
    text = " ".join(str(wrong).split())
    return text if isinstance(wrong, EXPECTED) and text else f"{type(wrong).__name__}: {text} (see --debug)"
