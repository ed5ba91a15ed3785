"""An event may come from an answer to a letter: it keeps the recipient's reference."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    "ALTER TABLE event ADD COLUMN origin VARCHAR(60) NOT NULL DEFAULT ''",
    "CREATE INDEX event_origin ON event (origin)",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
