"""A moved event may ask those who said yes to confirm again by a day."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    "ALTER TABLE event ADD COLUMN confirm_by_on DATE",
    "ALTER TABLE invitation ADD COLUMN confirm_by_on DATE",
    "CREATE INDEX invitation_confirm_by_on ON invitation (confirm_by_on)",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
