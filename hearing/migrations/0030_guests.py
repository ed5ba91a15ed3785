"""Substitutes with links of their own, decided on; whether an organiser takes those of the same mail domain at once."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    "ALTER TABLE organiser ADD COLUMN substitutes_at_once {bool} NOT NULL DEFAULT TRUE",
    "ALTER TABLE substitute ADD COLUMN link_version INT NOT NULL DEFAULT 1",
    "ALTER TABLE substitute ADD COLUMN link_key VARCHAR(8) NOT NULL DEFAULT ''",
    "ALTER TABLE substitute ADD COLUMN link_hash VARCHAR(64)",
    "ALTER TABLE substitute ADD COLUMN language VARCHAR(2) NOT NULL DEFAULT 'sv'",
    "ALTER TABLE substitute ADD COLUMN proposed_by VARCHAR(200) NOT NULL DEFAULT ''",
    "ALTER TABLE substitute ADD COLUMN decided_by VARCHAR(200) NOT NULL DEFAULT ''",
    "ALTER TABLE substitute ADD COLUMN reason VARCHAR(1000) NOT NULL DEFAULT ''",
    "ALTER TABLE substitute ADD COLUMN decided_at {time}",
    "CREATE UNIQUE INDEX substitute_link_once ON substitute (link_hash)",
    "CREATE UNIQUE INDEX substitute_accepted_once ON substitute (invitation_id) WHERE status = 'accepted'",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
