"""What of the mails around an event is stopped, who is left out of it, and what has been sent."""

from hearing.migrations._sql import for_postgres, for_sqlite

CHANGES = [
    """CREATE TABLE dispatch (
        {pk},
        kind VARCHAR(20) NOT NULL,
        stopped {bool} NOT NULL,
        stopped_by VARCHAR(200) NOT NULL,
        note TEXT NOT NULL,
        left_out {json} NOT NULL,
        sent_for_on DATE,
        sent_at {time},
        people INT NOT NULL,
        event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        CONSTRAINT dispatch_event_kind_once UNIQUE (event_id, kind)
    )""",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
