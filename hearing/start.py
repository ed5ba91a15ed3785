"""What every process does first: a migrated database, opened, and the clock where the settings want it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hearing.base.clock import start_at
from hearing.base.installation import is_demo
from hearing.db import database
from hearing.migrate import MigrationError, pending
from hearing.settings import SettingsError, settings


async def refuse_unmigrated() -> None:
    """Stop in one line that names the command, unless the database has every migration."""
    try:
        missing = await pending(settings().database)
    except MigrationError as wrong:
        if "There is no database" not in str(wrong):
            raise
        raise MigrationError(f"{wrong} Run: hearing migrate") from None
    if missing:
        raise MigrationError(f"The database lacks {len(missing)} migrations ({missing[-1]}). Run: hearing migrate")


@asynccontextmanager
async def started(shared: bool = True, becoming_demo: bool = False) -> AsyncIterator[None]:
    """Open the database for as long as the program, or one command, runs."""
    await refuse_unmigrated()
    async with database(shared=shared):
        if moment := settings().clock_at:
            if not (becoming_demo or await is_demo()):
                raise SettingsError("HEARING_CLOCK is set, but it is only for a demo database and this is not one.")
            start_at(moment)
        yield
