"""The monthly letter: whether it is offered, who has asked for it, each month's."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLES = [
    """CREATE TABLE newsletter_offer (
        {pk},
        open {bool} NOT NULL,
        organiser_id INT NOT NULL REFERENCES organiser (id) ON DELETE RESTRICT
    )""",
    "CREATE UNIQUE INDEX newsletter_offer_organiser ON newsletter_offer (organiser_id)",
    """CREATE TABLE subscriber (
        {pk},
        link_version INT NOT NULL,
        link_key VARCHAR(8) NOT NULL,
        link_hash VARCHAR(64) UNIQUE,
        status VARCHAR(8) NOT NULL,
        address VARCHAR(320) NOT NULL,
        address_norm VARCHAR(320) NOT NULL,
        address_hash VARCHAR(64) NOT NULL,
        language VARCHAR(2) NOT NULL,
        asked_at {time} NOT NULL,
        confirmed_at {time},
        stopped_at {time},
        organiser_id INT NOT NULL REFERENCES organiser (id) ON DELETE RESTRICT
    )""",
    "CREATE UNIQUE INDEX subscriber_address ON subscriber (organiser_id, address_norm) WHERE address_norm <> ''",
    "CREATE INDEX subscriber_organiser_status ON subscriber (organiser_id, status)",
    "CREATE INDEX subscriber_address_hash ON subscriber (address_hash)",
    """CREATE TABLE newsletter (
        {pk},
        month DATE NOT NULL,
        status VARCHAR(8) NOT NULL,
        subject VARCHAR(200) NOT NULL,
        intro TEXT NOT NULL,
        events {json} NOT NULL,
        answers {json} NOT NULL,
        text TEXT NOT NULL,
        people INT NOT NULL,
        sent_at {time},
        sent_by_name VARCHAR(200) NOT NULL,
        created_at {time} NOT NULL,
        mailing_id INT REFERENCES mailing (id) ON DELETE SET NULL,
        organiser_id INT NOT NULL REFERENCES organiser (id) ON DELETE RESTRICT
    )""",
    "CREATE UNIQUE INDEX newsletter_organiser_month ON newsletter (organiser_id, month)",
    "CREATE INDEX newsletter_mailing ON newsletter (mailing_id)",
]

SQLITE = for_sqlite(*TABLES)
POSTGRES = for_postgres(*TABLES)
