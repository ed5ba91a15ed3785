"""A national event may be replaced by several regional ones, each of which knows what it came instead of."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    "ALTER TABLE event ADD COLUMN instead_of_id INT REFERENCES event (id) ON DELETE SET NULL",
    "CREATE INDEX event_instead_of ON event (instead_of_id)",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
