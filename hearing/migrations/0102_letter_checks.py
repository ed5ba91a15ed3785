"""A letter's recipients remember when the authority's diary was looked into and when its file was asked for."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    "ALTER TABLE recipient ADD COLUMN checked_on DATE",
    "ALTER TABLE recipient ADD COLUMN requested_on DATE",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
