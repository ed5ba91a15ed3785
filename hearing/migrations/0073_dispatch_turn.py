"""A mail around an event knows which turn of the event it was sent for, so that one moved away and back is sent again."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = ["ALTER TABLE dispatch ADD COLUMN sent_turn INT NOT NULL DEFAULT 0"]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
