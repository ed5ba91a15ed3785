"""The `hearing` command itself, and what its commands share."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec

import click
from email_validator import EmailNotValidError, validate_email

from hearing import __version__, logs
from hearing.settings import settings
from hearing.start import started

P = ParamSpec("P")


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


def email_address(text: str) -> str:
    """The address in its usual spelling, or a wrong word on the command line."""
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise click.UsageError(f"{text} is not a mail address.") from None
