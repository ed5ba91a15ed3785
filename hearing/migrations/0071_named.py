"""An organisation with several places names its people by its own link, until a day; each is an invitation of its own."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    "ALTER TABLE invitation ADD COLUMN host_id INT REFERENCES invitation (id) ON DELETE CASCADE",
    "ALTER TABLE invitation ADD COLUMN names INT NOT NULL DEFAULT 0",
    "ALTER TABLE invitation ADD COLUMN name_by_on DATE",
    "ALTER TABLE invitation ADD COLUMN name_told {bool} NOT NULL DEFAULT FALSE",
    "ALTER TABLE invitation ADD COLUMN fee {bool} NOT NULL DEFAULT FALSE",
    "ALTER TABLE invitation ADD COLUMN travel {bool} NOT NULL DEFAULT FALSE",
    "CREATE INDEX invitation_host ON invitation (host_id)",
    "CREATE INDEX invitation_name_by_on ON invitation (name_by_on)",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
