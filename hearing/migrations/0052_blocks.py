"""Blocks of one organiser beside those of the whole installation; a lifted block stays, so that it can be put back."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLE = """CREATE TABLE blocked_address_new (
  {pk},
  address_norm VARCHAR(320) NOT NULL,
  organiser_id {int} REFERENCES organiser (id) ON DELETE RESTRICT,
  cause VARCHAR(12) NOT NULL,
  reason VARCHAR(250) NOT NULL,
  since_at {time} NOT NULL,
  by_name VARCHAR(200) NOT NULL,
  incoming_id {int} REFERENCES incoming_mail (id) ON DELETE SET NULL,
  outgoing_id {int} REFERENCES outgoing_mail (id) ON DELETE SET NULL,
  lifted_at {time},
  lifted_by_name VARCHAR(200) NOT NULL
)"""
COPY = """INSERT INTO blocked_address_new
  (address_norm, organiser_id, cause, reason, since_at, by_name, incoming_id, outgoing_id, lifted_at, lifted_by_name)
  SELECT address_norm, NULL, CASE WHEN by_name = '' THEN 'gone' ELSE 'staff' END, reason, since_at, by_name,
  incoming_id, NULL, NULL, '' FROM blocked_address ORDER BY id"""
CHANGES = [
    TABLE,
    COPY,
    "DROP TABLE blocked_address",
    "ALTER TABLE blocked_address_new RENAME TO blocked_address",
    "CREATE UNIQUE INDEX blocked_address_all ON blocked_address (address_norm) WHERE organiser_id IS NULL AND lifted_at IS NULL",
    "CREATE UNIQUE INDEX blocked_address_one ON blocked_address (address_norm, organiser_id) WHERE lifted_at IS NULL",
    "CREATE INDEX blocked_address_since ON blocked_address (organiser_id, since_at)",
]

SQLITE = for_sqlite(*CHANGES)
POSTGRES = for_postgres(*CHANGES)
