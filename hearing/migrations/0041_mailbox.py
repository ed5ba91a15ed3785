"""What stands in the way of reading the mailbox and since when, and single mails that could not be fetched yet."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    "ALTER TABLE imap_cursor ADD COLUMN problem_text VARCHAR(250) NOT NULL DEFAULT ''",
    "ALTER TABLE imap_cursor ADD COLUMN problem_at {time}",
    "ALTER TABLE imap_cursor ADD COLUMN left_uids {json} NOT NULL DEFAULT '[]'",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
