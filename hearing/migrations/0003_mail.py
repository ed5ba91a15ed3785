"""Mail out: mailings, the outbox, blocked addresses."""

from hearing.migrations._sql import for_postgres, for_sqlite

MAILING = """CREATE TABLE mailing (
  {pk},
  organiser_id {int} REFERENCES organiser (id) ON DELETE RESTRICT,
  about VARCHAR(60) NOT NULL,
  kind VARCHAR(30) NOT NULL,
  title VARCHAR(250) NOT NULL,
  created_by_name VARCHAR(200) NOT NULL,
  created_at {time} NOT NULL,
  leaves_at {time} NOT NULL,
  status VARCHAR(12) NOT NULL,
  stop_reason VARCHAR(20) NOT NULL,
  forgiven {int} NOT NULL
)"""

OUTGOING = """CREATE TABLE outgoing_mail (
  {pk},
  key VARCHAR(120) NOT NULL UNIQUE,
  organiser_id {int} REFERENCES organiser (id) ON DELETE RESTRICT,
  mailing_id {int} REFERENCES mailing (id) ON DELETE RESTRICT,
  kind VARCHAR(30) NOT NULL,
  automatic {bool} NOT NULL,
  priority {smallint} NOT NULL,
  about VARCHAR(60) NOT NULL,
  topic VARCHAR(60) NOT NULL,
  topic_title VARCHAR(250) NOT NULL,
  language VARCHAR(2) NOT NULL,
  to_name VARCHAR(250) NOT NULL,
  to_address VARCHAR(320) NOT NULL,
  from_name VARCHAR(250) NOT NULL,
  from_address VARCHAR(320) NOT NULL,
  reply_to VARCHAR(320) NOT NULL,
  envelope_from VARCHAR(320) NOT NULL,
  subject VARCHAR(250) NOT NULL,
  body_text {text} NOT NULL,
  body_html {text} NOT NULL,
  calendar {bytes},
  calendar_method VARCHAR(10) NOT NULL,
  extra {json} NOT NULL,
  message_id VARCHAR(300) NOT NULL UNIQUE,
  search_text {text} NOT NULL,
  status VARCHAR(12) NOT NULL,
  reason VARCHAR(20) NOT NULL,
  phase VARCHAR(8) NOT NULL,
  attempts {int} NOT NULL,
  created_at {time} NOT NULL,
  due_at {time} NOT NULL,
  expires_at {time},
  lease_until {time},
  owner VARCHAR(100) NOT NULL,
  last_code {int},
  last_text VARCHAR(500) NOT NULL,
  smtp_response VARCHAR(500) NOT NULL,
  tried_at {time},
  sent_at {time}
)"""

BLOCKED = """CREATE TABLE blocked_address (
  {pk},
  address_norm VARCHAR(320) NOT NULL UNIQUE,
  reason VARCHAR(250) NOT NULL,
  since_at {time} NOT NULL,
  by_name VARCHAR(200) NOT NULL
)"""

INDEXES = [
    "CREATE INDEX mailing_organiser_created ON mailing (organiser_id, created_at)",
    "CREATE INDEX mailing_halted ON mailing (id) WHERE status <> 'running'",
    "CREATE INDEX outgoing_mail_due ON outgoing_mail (priority, due_at) WHERE status = 'queued'",
    "CREATE INDEX outgoing_mail_sending ON outgoing_mail (owner) WHERE status = 'sending'",
    "CREATE INDEX outgoing_mail_organiser ON outgoing_mail (organiser_id, status, created_at)",
    "CREATE INDEX outgoing_mail_topic ON outgoing_mail (organiser_id, topic, topic_title)",
    "CREATE INDEX outgoing_mail_mailing ON outgoing_mail (mailing_id, status)",
    "CREATE INDEX outgoing_mail_about ON outgoing_mail (about)",
]

SQLITE = for_sqlite(MAILING, OUTGOING, BLOCKED, *INDEXES)
POSTGRES = for_postgres(MAILING, OUTGOING, BLOCKED, *INDEXES)
