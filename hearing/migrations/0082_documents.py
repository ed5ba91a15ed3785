"""Documents of an event: the file, what it is called, who may see it, in which order; taken away with undo."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    """CREATE TABLE event_document (
        {pk},
        title VARCHAR(200) NOT NULL,
        file_name VARCHAR(200) NOT NULL,
        size INT NOT NULL,
        seen_by VARCHAR(10) NOT NULL,
        afterwards {bool} NOT NULL,
        position INT NOT NULL,
        added_by VARCHAR(200) NOT NULL,
        created_at {time} NOT NULL,
        removed_at {time},
        event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        file_id INT NOT NULL REFERENCES file (id) ON DELETE RESTRICT
    )""",
    "CREATE INDEX event_document_event ON event_document (event_id, position)",
    "CREATE INDEX event_document_removed_at ON event_document (removed_at)",
    "CREATE INDEX event_document_file ON event_document (file_id)",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
