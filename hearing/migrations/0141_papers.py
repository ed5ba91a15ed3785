"""Letters as PDF are made by the worker: what is still to be made, mails that wait for theirs, and all of them on paper."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    "ALTER TABLE outgoing_mail ADD COLUMN unfinished {bool} NOT NULL DEFAULT FALSE",
    "ALTER TABLE campaign ADD COLUMN printed_at {time}",
    "ALTER TABLE campaign ADD COLUMN printed_letters INT NOT NULL DEFAULT 0",
    "ALTER TABLE campaign ADD COLUMN printed_id INT REFERENCES file (id) ON DELETE SET NULL",
    "CREATE INDEX campaign_printed ON campaign (printed_id)",
    """CREATE TABLE letter_paper (
        {pk},
        told {json},
        due_at {time} NOT NULL,
        tries INT NOT NULL,
        campaign_id INT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
        recipient_id INT UNIQUE REFERENCES recipient (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX letter_paper_campaign ON letter_paper (campaign_id)",
    "CREATE INDEX letter_paper_due ON letter_paper (tries, due_at)",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
