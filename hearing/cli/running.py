"""Commands that run the program: serve, worker, check."""

import asyncio

import click

from hearing import check as checks
from hearing.cli.group import hearing
from hearing.launch import launch
from hearing.server import run, work_until_told
from hearing.server import serve as serve_until_told


@hearing.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Number of web processes.")
@click.option("--worker/--no-worker", default=None, help="Run the worker inside (default: SQLite and one process).")
def serve(host: str, port: int, workers: int, worker: bool | None) -> None:
    """Serve the web pages."""
    serve_until_told(host, port, workers, worker)


@hearing.command("run")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65000), help="First port to try.")
def try_out(host: str, port: int) -> None:
    """Try Hearing: migrate, load the demo the first time, print a sign-in link, serve."""
    launch(host, port)


@hearing.command()
def worker() -> None:
    """Run the worker alone: mail and other work that nobody waits for."""
    run(work_until_told())


@hearing.command()
def check() -> None:
    """Look at settings, database, migrations, clock, mail server and mailbox."""
    click.echo("\n".join(checks.configuration()))

    async def look() -> bool:
        well = True
        async for it in checks.findings():
            click.echo(f"{'ok  ' if it.well else 'FAIL'} {it.what}: {it.seen}")
            well = well and it.well
        return well

    if not asyncio.run(look()):
        raise click.exceptions.Exit(1)
