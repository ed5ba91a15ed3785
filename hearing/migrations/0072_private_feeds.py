"""Private calendars: one of each account, and one of each invited person at each organiser."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLES = [
    """CREATE TABLE private_feed (
        {pk},
        link_version INT NOT NULL,
        link_key VARCHAR(8) NOT NULL,
        link_hash VARCHAR(64) UNIQUE,
        created_at {time} NOT NULL,
        account_id INT UNIQUE REFERENCES account (id) ON DELETE CASCADE,
        person_id INT REFERENCES person (id) ON DELETE CASCADE,
        organiser_id INT REFERENCES organiser (id) ON DELETE CASCADE,
        CONSTRAINT private_feed_person_once UNIQUE (person_id, organiser_id)
    )""",
]

SQLITE = for_sqlite(*TABLES)
POSTGRES = for_postgres(*TABLES)
