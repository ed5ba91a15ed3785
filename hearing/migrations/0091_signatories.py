"""Organisations that sign a letter, what each of them has answered, and the lock on the text."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    "ALTER TABLE campaign ADD COLUMN locked_at {time}",
    "ALTER TABLE campaign ADD COLUMN locked_version INT",
    "ALTER TABLE campaign ADD COLUMN sign_by_on DATE",
    """CREATE TABLE signatory (
        link_version INT NOT NULL,
        link_key VARCHAR(8) NOT NULL,
        link_hash VARCHAR(64) UNIQUE,
        {pk},
        name VARCHAR(200) NOT NULL,
        sort_key VARCHAR(400){by_bytes} NOT NULL,
        area VARCHAR(200) NOT NULL,
        contact VARCHAR(200) NOT NULL,
        email VARCHAR(254) NOT NULL,
        status VARCHAR(8) NOT NULL,
        version INT,
        signer_name VARCHAR(200) NOT NULL,
        signer_role VARCHAR(200) NOT NULL,
        comment TEXT NOT NULL,
        asked_at {time},
        asked_times INT NOT NULL,
        answered_at {time},
        campaign_id INT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
        mail_id INT REFERENCES outgoing_mail (id) ON DELETE SET NULL,
        CONSTRAINT signatory_campaign_name_once UNIQUE (campaign_id, name)
    )""",
    "CREATE INDEX signatory_campaign_status ON signatory (campaign_id, status)",
    "CREATE INDEX signatory_mail ON signatory (mail_id)",
    """CREATE TABLE signature (
        {pk},
        at {time} NOT NULL,
        what VARCHAR(10) NOT NULL,
        version INT NOT NULL,
        signer_name VARCHAR(200) NOT NULL,
        signer_role VARCHAR(200) NOT NULL,
        via VARCHAR(8) NOT NULL,
        by_name VARCHAR(200) NOT NULL,
        comment TEXT NOT NULL,
        signatory_id INT NOT NULL REFERENCES signatory (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX signature_signatory_at ON signature (signatory_id, at)",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
