"""`hearing receive`: one mail from a mail server's pipe, answered by exit status as mail servers read it."""

import sys

import click

from hearing.cli.group import hearing, inside
from hearing.mail.inbox import MOST_BYTES, NotNow, TooBig, keep

UNAVAILABLE, NO_DATA, AGAIN = 69, 65, 75
PIECE = 1024 * 1024


@hearing.command()
@click.option("--to", "address", default="", metavar="ADDRESS", help="Whom the mail server was to give it to.")
@inside
async def receive(address: str) -> None:
    """Store one raw mail from standard input; exit 0 once it is stored for good, 75 when it must be tried again."""
    raw = _read()
    if not raw.strip():
        click.echo("hearing: No mail on standard input.", err=True)
        raise click.exceptions.Exit(NO_DATA)
    try:
        await keep(raw, address, door="pipe")
    except TooBig as wrong:
        click.echo(f"5.3.4 {wrong.text()} (552)", err=True)
        raise click.exceptions.Exit(UNAVAILABLE) from None
    except NotNow as wrong:
        click.echo(f"4.3.1 {wrong} (452)", err=True)
        raise click.exceptions.Exit(AGAIN) from None


def _read() -> bytes:
    """All of standard input; of what is too big, the first part only, but read to its end."""
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    while sys.stdin.buffer.read(PIECE):
        pass
    return raw
