"""Whether an account wants the morning's mail, and when it was last looked for."""

SQLITE = [
    "ALTER TABLE account ADD COLUMN digest INT NOT NULL DEFAULT 1",
    "ALTER TABLE account ADD COLUMN digest_at TIMESTAMP",
]
POSTGRES = [
    "ALTER TABLE account ADD COLUMN digest BOOL NOT NULL DEFAULT TRUE",
    "ALTER TABLE account ADD COLUMN digest_at TIMESTAMPTZ",
]
