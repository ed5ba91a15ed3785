"""What every slice stands on: jobs, files, limits, facts about the installation."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLES = [
    """CREATE TABLE job_run (
        name VARCHAR(60) NOT NULL PRIMARY KEY,
        ran_at {time},
        lease_until {time},
        owner VARCHAR(80) NOT NULL
    )""",
    """CREATE TABLE file (
        {pk},
        sha256 VARCHAR(64) NOT NULL UNIQUE,
        name VARCHAR(200) NOT NULL,
        media_type VARCHAR(100) NOT NULL,
        size INT NOT NULL,
        content {bytes} NOT NULL,
        created_at {time} NOT NULL
    )""",
    """CREATE TABLE rate_count (
        key VARCHAR(120) NOT NULL PRIMARY KEY,
        tries INT NOT NULL,
        until_at {time} NOT NULL
    )""",
    "CREATE INDEX rate_count_until_at ON rate_count (until_at)",
    """CREATE TABLE installation (
        key VARCHAR(40) NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    )""",
]

SQLITE = for_sqlite(*TABLES)
POSTGRES = for_postgres(*TABLES)
