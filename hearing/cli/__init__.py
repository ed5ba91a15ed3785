"""The `hearing` command. Each command is a few lines that call a slice."""

import sys

import click

from hearing.backup import BackupError
from hearing.base.errors import Refusal
from hearing.base.lang import use
from hearing.cli import desk, keeping, post, receive, running
from hearing.cli.group import hearing
from hearing.migrate import MigrationError
from hearing.server import ServeError
from hearing.settings import SettingsError

__all__ = ["desk", "keeping", "main", "post", "receive", "running"]

EXPECTED = (SettingsError, MigrationError, BackupError, ServeError, OSError)


def main() -> None:
    """Run the command; errors are one line on standard error, exit status 0, 1 or 2."""
    with use("en"):
        sys.exit(_status(sys.argv[1:]))


def _status(words: list[str]) -> int:
    debug = "--debug" in words
    try:
        status = hearing.main(words, standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as asked:
        asked.show()
        return asked.exit_code
    except click.ClickException as wrong:
        click.echo(f"hearing: {_told(wrong)}", err=True)
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _failed(words)
    except Exception as wrong:
        if debug:
            raise
        click.echo(f"hearing: {_sentence(wrong)}", err=True)
        return _failed(words)
    return status if isinstance(status, int) else 0


def _failed(words: list[str]) -> int:
    """1; but a mail server must keep its mail and try again, whatever is wrong here."""
    command = next((word for word in words if not word.startswith("-")), "")
    return receive.AGAIN if command == "receive" else 1


def _told(wrong: click.ClickException) -> str:
    """What is wrong with the words of a command, and where it says how they should be."""
    text = " ".join(wrong.format_message().split())
    path = wrong.ctx.command_path.split() if isinstance(wrong, click.UsageError) and wrong.ctx else []
    command = " ".join(path[path.index("hearing") :] if "hearing" in path else path)
    return f"{text} See: {command} --help" if command else text


def _sentence(wrong: Exception) -> str:
    if isinstance(wrong, Refusal):
        return wrong.text()
    text = " ".join(str(wrong).split())
    return text if isinstance(wrong, EXPECTED) and text else f"{type(wrong).__name__}: {text} (see --debug)"
