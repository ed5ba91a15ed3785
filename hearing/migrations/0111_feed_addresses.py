"""A calendar whose address once stood on a page behind a link that may be forwarded says so until it has a new one."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    "ALTER TABLE private_feed ADD COLUMN once_shown {bool} NOT NULL DEFAULT FALSE",
    "UPDATE private_feed SET once_shown = TRUE WHERE person_id IS NOT NULL AND link_hash IS NOT NULL",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
