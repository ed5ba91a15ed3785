"""The queue near the event: timed offers, who let one pass, who comes first by a reason, when a place was last told."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    "ALTER TABLE invitation ADD COLUMN offered_until {time}",
    "ALTER TABLE invitation ADD COLUMN passed_at {time}",
    "ALTER TABLE invitation ADD COLUMN place_told_at {time}",
    "ALTER TABLE invitation ADD COLUMN priority INT NOT NULL DEFAULT 0",
    "ALTER TABLE invitation ADD COLUMN priority_reason VARCHAR(300) NOT NULL DEFAULT ''",
    "CREATE INDEX invitation_offered_until ON invitation (offered_until)",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
