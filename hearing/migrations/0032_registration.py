"""Events that take public registrations."""

SQLITE = ["ALTER TABLE event ADD COLUMN registration INT NOT NULL DEFAULT 0"]
POSTGRES = ["ALTER TABLE event ADD COLUMN registration BOOL NOT NULL DEFAULT FALSE"]
