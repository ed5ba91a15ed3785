"""What the mail server is known by and how it was last seen; the name it gave a mail of ours."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    """CREATE TABLE mail_server (
  {pk},
  name VARCHAR(320) NOT NULL UNIQUE,
  seen_at {time},
  down_since {time},
  fault VARCHAR(20) NOT NULL,
  code {int},
  words VARCHAR(500) NOT NULL,
  features {json} NOT NULL
)""",
    "ALTER TABLE outgoing_mail ADD COLUMN relay_id VARCHAR(300) NOT NULL DEFAULT ''",
    "CREATE INDEX outgoing_mail_relay ON outgoing_mail (relay_id) WHERE relay_id <> ''",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
