"""Files that an authority hands in with its answer on the letter's own page."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    """CREATE TABLE letter_entry_file (
        {pk},
        name VARCHAR(200) NOT NULL,
        size INT NOT NULL,
        entry_id INT NOT NULL REFERENCES letter_entry (id) ON DELETE CASCADE,
        file_id INT NOT NULL REFERENCES file (id) ON DELETE RESTRICT
    )""",
    "CREATE INDEX letter_entry_file_entry ON letter_entry_file (entry_id)",
    "CREATE INDEX letter_entry_file_file ON letter_entry_file (file_id)",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
