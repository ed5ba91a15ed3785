"""What the invited need, kept with consent; who came, by presses at the door; whom a list calls by an alias."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLES = [
    "ALTER TABLE invitation ADD COLUMN inside INT NOT NULL DEFAULT 0",
    "ALTER TABLE invitation ADD COLUMN came_at {time}",
    "ALTER TABLE invitation ADD COLUMN alias VARCHAR(60) NOT NULL DEFAULT ''",
    """CREATE TABLE need (
        {pk},
        kind VARCHAR(20) NOT NULL,
        status VARCHAR(20) NOT NULL,
        text TEXT NOT NULL,
        consent_at {time} NOT NULL,
        consent_via VARCHAR(10) NOT NULL,
        created_at {time} NOT NULL,
        changed_at {time} NOT NULL,
        invitation_id INT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
        CONSTRAINT need_invitation_kind_once UNIQUE (invitation_id, kind)
    )""",
    """CREATE TABLE need_count (
        {pk},
        kind VARCHAR(20) NOT NULL,
        people INT NOT NULL,
        met INT NOT NULL,
        event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        CONSTRAINT need_count_event_kind_once UNIQUE (event_id, kind)
    )""",
    """CREATE TABLE door_act (
        {pk},
        key VARCHAR(40) NOT NULL UNIQUE,
        kind VARCHAR(10) NOT NULL,
        of_key VARCHAR(40) NOT NULL,
        name VARCHAR(200) NOT NULL,
        organisation VARCHAR(200) NOT NULL,
        at {time} NOT NULL,
        received_at {time} NOT NULL,
        by_name VARCHAR(200) NOT NULL,
        by_id INT REFERENCES account (id) ON DELETE SET NULL,
        event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        invitation_id INT REFERENCES invitation (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX door_act_event_kind ON door_act (event_id, kind)",
    "CREATE INDEX door_act_invitation ON door_act (invitation_id)",
]

SQLITE = for_sqlite(*TABLES)
POSTGRES = for_postgres(*TABLES)
