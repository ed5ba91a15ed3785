"""Events that come again know each other: a series."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLES = [
    """CREATE TABLE event_series (
        {pk},
        created_at {time} NOT NULL,
        organiser_id INT NOT NULL REFERENCES organiser (id) ON DELETE RESTRICT
    )""",
    "ALTER TABLE event ADD COLUMN series_id INT REFERENCES event_series (id) ON DELETE SET NULL",
    "CREATE INDEX event_series_starts ON event (series_id, starts_at)",
]

SQLITE = for_sqlite(*TABLES)
POSTGRES = for_postgres(*TABLES)
