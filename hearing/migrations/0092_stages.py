"""Stages per healthcare region, and who sits in consultation groups."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLES = [
    """CREATE TABLE stage (
        {pk},
        stage VARCHAR(12) NOT NULL,
        happened_on DATE NOT NULL,
        source VARCHAR(300) NOT NULL,
        by_name VARCHAR(200) NOT NULL,
        noted_at {time} NOT NULL,
        undone_at {time},
        undone_by VARCHAR(200) NOT NULL,
        campaign_id INT NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
        region_id VARCHAR(20) NOT NULL REFERENCES healthcare_region (code) ON DELETE RESTRICT
    )""",
    "CREATE INDEX stage_campaign_region ON stage (campaign_id, region_id)",
    "CREATE INDEX stage_region ON stage (region_id)",
    """CREATE TABLE consultation_group (
        {pk},
        name VARCHAR(200) NOT NULL,
        body VARCHAR(200) NOT NULL,
        areas TEXT NOT NULL,
        sort_key VARCHAR(400){by_bytes} NOT NULL,
        changed_at {time} NOT NULL,
        organiser_id INT NOT NULL REFERENCES organiser (id) ON DELETE RESTRICT
    )""",
    "CREATE INDEX consultation_group_organiser_sort_key ON consultation_group (organiser_id, sort_key)",
    """CREATE TABLE group_seat (
        {pk},
        association VARCHAR(200) NOT NULL,
        area VARCHAR(200) NOT NULL,
        person VARCHAR(200) NOT NULL,
        appointed_by VARCHAR(200) NOT NULL,
        remunerated VARCHAR(8) NOT NULL,
        sort_key VARCHAR(400){by_bytes} NOT NULL,
        group_id INT NOT NULL REFERENCES consultation_group (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX group_seat_group_sort_key ON group_seat (group_id, sort_key)",
]

SQLITE = for_sqlite(*TABLES)
POSTGRES = for_postgres(*TABLES)
