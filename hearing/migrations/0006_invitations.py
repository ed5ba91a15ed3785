"""Invitations, seats, substitutes, texts."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLES = [
    """CREATE TABLE invitation (
        link_version INT NOT NULL,
        link_key VARCHAR(8) NOT NULL,
        link_hash VARCHAR(64) UNIQUE,
        {pk},
        status VARCHAR(20) NOT NULL,
        name VARCHAR(200) NOT NULL,
        email VARCHAR(254) NOT NULL,
        email_norm VARCHAR(254) NOT NULL,
        phone VARCHAR(40) NOT NULL,
        title VARCHAR(200) NOT NULL,
        organisation_name VARCHAR(200) NOT NULL,
        party VARCHAR(12) NOT NULL,
        language VARCHAR(2) NOT NULL,
        appointed_by VARCHAR(200) NOT NULL,
        sort_key VARCHAR(400) NOT NULL,
        search_text TEXT NOT NULL,
        places INT NOT NULL,
        seat {bool} NOT NULL,
        online {bool} NOT NULL,
        queue_number INT,
        exceed_reason VARCHAR(300) NOT NULL,
        ended_ok {bool} NOT NULL,
        answered_at {time},
        answered_via VARCHAR(10),
        answered_by VARCHAR(200) NOT NULL,
        answered_how VARCHAR(10),
        noted_by VARCHAR(200) NOT NULL,
        comment TEXT NOT NULL,
        wants_material {bool} NOT NULL,
        substitution VARCHAR(10),
        message_at {time},
        attended {bool},
        invited_at {time},
        sent_times INT NOT NULL,
        left_out {bool} NOT NULL,
        changes INT NOT NULL,
        calendar_turns INT NOT NULL,
        told_sequence INT NOT NULL,
        reply_hash VARCHAR(64) UNIQUE,
        created_at {time} NOT NULL,
        changed_at {time} NOT NULL,
        event_id INT NOT NULL REFERENCES event (id) ON DELETE RESTRICT,
        group_id INT REFERENCES event_group (id) ON DELETE RESTRICT,
        holding_id INT REFERENCES holding (id) ON DELETE SET NULL,
        mailing_id INT REFERENCES mailing (id) ON DELETE SET NULL,
        municipality_id VARCHAR(4) REFERENCES municipality (code) ON DELETE RESTRICT,
        person_id INT NOT NULL REFERENCES person (id) ON DELETE RESTRICT,
        region_id VARCHAR(2) REFERENCES region (code) ON DELETE RESTRICT
    )""",
    "CREATE INDEX invitation_event_status ON invitation (event_id, status)",
    "CREATE INDEX invitation_event_sort_key ON invitation (event_id, sort_key)",
    "CREATE INDEX invitation_event_queue_number ON invitation (event_id, queue_number)",
    "CREATE INDEX invitation_person ON invitation (person_id)",
    "CREATE INDEX invitation_group ON invitation (group_id)",
    "CREATE INDEX invitation_answered_at ON invitation (answered_at)",
    "CREATE INDEX invitation_mailing ON invitation (mailing_id)",
    "CREATE INDEX invitation_event_message_at ON invitation (event_id, message_at)",
    """CREATE TABLE seating (
        {pk},
        taken INT NOT NULL,
        last_queue_number INT NOT NULL,
        event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        group_id INT REFERENCES event_group (id) ON DELETE CASCADE,
        CONSTRAINT seating_event_group_once UNIQUE (event_id, group_id)
    )""",
    """CREATE TABLE substitute (
        {pk},
        status VARCHAR(10) NOT NULL,
        name VARCHAR(200) NOT NULL,
        email VARCHAR(254) NOT NULL,
        phone VARCHAR(40) NOT NULL,
        title VARCHAR(200) NOT NULL,
        party VARCHAR(12) NOT NULL,
        created_at {time} NOT NULL,
        invitation_id INT NOT NULL REFERENCES invitation (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX substitute_invitation ON substitute (invitation_id)",
    """CREATE TABLE invitation_text (
        {pk},
        language VARCHAR(2) NOT NULL,
        subject VARCHAR(200) NOT NULL,
        body TEXT NOT NULL,
        changed_at {time} NOT NULL,
        event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        CONSTRAINT invitation_text_event_language_once UNIQUE (event_id, language)
    )""",
    """CREATE UNIQUE INDEX invitation_event_email_once ON invitation (event_id, email_norm)
        WHERE email_norm <> '' AND status <> 'withdrawn'""",
    """CREATE UNIQUE INDEX invitation_event_person_once ON invitation (event_id, person_id)
        WHERE status <> 'withdrawn'""",
    """CREATE UNIQUE INDEX seating_event_once ON seating (event_id)
        WHERE group_id IS NULL""",
]

SQLITE = for_sqlite(*TABLES)
POSTGRES = for_postgres(*TABLES)
