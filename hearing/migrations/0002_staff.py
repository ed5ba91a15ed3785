"""Organisers, accounts, sign-in, and the audit log."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLES = [
    """CREATE TABLE organiser (
        {pk},
        slug VARCHAR(60) NOT NULL UNIQUE,
        name VARCHAR(200) NOT NULL,
        sender_name VARCHAR(200) NOT NULL,
        email VARCHAR(254) NOT NULL,
        contact_name VARCHAR(200) NOT NULL,
        contact_phone VARCHAR(40) NOT NULL,
        postal_address TEXT NOT NULL,
        website VARCHAR(300) NOT NULL,
        about TEXT NOT NULL,
        colour VARCHAR(7) NOT NULL,
        language VARCHAR(2) NOT NULL,
        created_at {time} NOT NULL,
        logo_id INT REFERENCES file (id) ON DELETE RESTRICT
    )""",
    """CREATE TABLE account (
        {pk},
        email VARCHAR(254) NOT NULL,
        email_norm VARCHAR(254) NOT NULL UNIQUE,
        name VARCHAR(200) NOT NULL,
        title VARCHAR(200) NOT NULL,
        phone VARCHAR(40) NOT NULL,
        admin {bool} NOT NULL,
        language VARCHAR(2) NOT NULL,
        created_at {time} NOT NULL,
        shut_off_at {time}
    )""",
    """CREATE TABLE membership (
        {pk},
        role VARCHAR(20) NOT NULL,
        created_at {time} NOT NULL,
        account_id INT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        organiser_id INT NOT NULL REFERENCES organiser (id) ON DELETE CASCADE,
        CONSTRAINT membership_account_organiser_once UNIQUE (account_id, organiser_id)
    )""",
    "CREATE INDEX membership_organiser ON membership (organiser_id)",
    """CREATE TABLE sign_in_link (
        {pk},
        token_hash VARCHAR(64) NOT NULL UNIQUE,
        created_at {time} NOT NULL,
        expires_at {time} NOT NULL,
        used_at {time},
        account_id INT NOT NULL REFERENCES account (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX sign_in_link_account ON sign_in_link (account_id)",
    """CREATE TABLE login_session (
        {pk},
        token_hash VARCHAR(64) NOT NULL UNIQUE,
        device VARCHAR(120) NOT NULL,
        created_at {time} NOT NULL,
        seen_at {time} NOT NULL,
        expires_at {time} NOT NULL,
        account_id INT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
        organiser_id INT REFERENCES organiser (id) ON DELETE SET NULL
    )""",
    "CREATE INDEX login_session_account ON login_session (account_id)",
    "CREATE INDEX login_session_organiser ON login_session (organiser_id)",
    """CREATE TABLE audit_entry (
        {pk},
        at {time} NOT NULL,
        by_name VARCHAR(200) NOT NULL,
        what VARCHAR(60) NOT NULL,
        trail VARCHAR(60) NOT NULL,
        row VARCHAR(60) NOT NULL,
        organiser_id INT,
        details TEXT NOT NULL,
        by_id INT REFERENCES account (id) ON DELETE SET NULL
    )""",
    "CREATE INDEX audit_entry_trail_at ON audit_entry (trail, at)",
    "CREATE INDEX audit_entry_organiser_at ON audit_entry (organiser_id, at)",
]

SQLITE = for_sqlite(*TABLES)
POSTGRES = for_postgres(*TABLES)
