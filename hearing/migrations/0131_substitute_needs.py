"""A substitute's needs are the substitute's own: beside those of the invited, never the same rows."""

from hearing.migrations._sql import for_postgres, for_sqlite

ONCE = [
    "CREATE UNIQUE INDEX need_invited_kind_once ON need (invitation_id, kind) WHERE substitute_id IS NULL",
    "CREATE UNIQUE INDEX need_substitute_kind_once ON need (substitute_id, kind) WHERE substitute_id IS NOT NULL",
    "CREATE INDEX need_invitation ON need (invitation_id)",
]
OF_SQLITE = [
    """CREATE TABLE need_new (
        {pk},
        kind VARCHAR(20) NOT NULL,
        status VARCHAR(20) NOT NULL,
        text TEXT NOT NULL,
        consent_at {time} NOT NULL,
        consent_via VARCHAR(10) NOT NULL,
        created_at {time} NOT NULL,
        changed_at {time} NOT NULL,
        invitation_id INT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
        substitute_id INT REFERENCES substitute (id) ON DELETE CASCADE
    )""",
    """INSERT INTO need_new
        (id, kind, status, text, consent_at, consent_via, created_at, changed_at, invitation_id, substitute_id)
        SELECT id, kind, status, text, consent_at, consent_via, created_at, changed_at, invitation_id, NULL FROM need""",
    "DROP TABLE need",
    "ALTER TABLE need_new RENAME TO need",
]
OF_POSTGRES = [
    "ALTER TABLE need ADD COLUMN substitute_id INT REFERENCES substitute (id) ON DELETE CASCADE",
    "ALTER TABLE need DROP CONSTRAINT need_invitation_kind_once",
]

SQLITE = for_sqlite(*OF_SQLITE, *ONCE)
POSTGRES = for_postgres(*OF_POSTGRES, *ONCE)
