"""Files that go with a letter."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLES = [
    """CREATE TABLE enclosure (
        {pk},
        name VARCHAR(200) NOT NULL,
        size INT NOT NULL,
        by_name VARCHAR(200) NOT NULL,
        created_at {time} NOT NULL,
        campaign_id INT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
        file_id INT NOT NULL REFERENCES file (id) ON DELETE RESTRICT,
        CONSTRAINT enclosure_campaign_file_once UNIQUE (campaign_id, file_id)
    )""",
    "CREATE INDEX enclosure_file ON enclosure (file_id)",
]

SQLITE = for_sqlite(*TABLES)
POSTGRES = for_postgres(*TABLES)
