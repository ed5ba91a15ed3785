"""What a mail in words added at a guest, so that it can be taken away again."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    """CREATE TABLE guest_mail (
        {pk},
        mail_id INT NOT NULL REFERENCES incoming_mail (id) ON DELETE CASCADE,
        invitation_id INT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE,
        ref VARCHAR(60) NOT NULL,
        words {text} NOT NULL,
        noted_at {time} NOT NULL,
        taken_back_at {time},
        UNIQUE (mail_id, invitation_id)
    )""",
    "CREATE INDEX guest_mail_invitation ON guest_mail (invitation_id)",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
