"""What the invited still believe of an event that has changed, until staff have decided who is told."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = ["ALTER TABLE event ADD COLUMN untold {json}"]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
