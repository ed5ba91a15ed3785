"""Places, organisations, persons, offices, holdings."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLES = [
    """CREATE TABLE healthcare_region (
        code VARCHAR(20) NOT NULL PRIMARY KEY,
        name VARCHAR(100) NOT NULL,
        other_names VARCHAR(200) NOT NULL,
        sort_key VARCHAR(200){by_bytes} NOT NULL
    )""",
    """CREATE TABLE person (
        {pk},
        given_name VARCHAR(200) NOT NULL,
        family_name VARCHAR(200) NOT NULL,
        email VARCHAR(254) NOT NULL,
        email_norm VARCHAR(254) NOT NULL,
        phone VARCHAR(40) NOT NULL,
        language VARCHAR(2) NOT NULL,
        source VARCHAR(200) NOT NULL,
        sort_key VARCHAR(420){by_bytes} NOT NULL,
        search_text TEXT NOT NULL,
        held_until DATE NOT NULL,
        created_at {time} NOT NULL,
        changed_at {time} NOT NULL,
        organiser_id INT REFERENCES organiser (id) ON DELETE RESTRICT
    )""",
    "CREATE INDEX person_organiser_sort_key ON person (organiser_id, sort_key)",
    "CREATE INDEX person_sort_key ON person (sort_key)",
    "CREATE INDEX person_email_norm ON person (email_norm)",
    "CREATE INDEX person_held_until_sort_key ON person (held_until, sort_key)",
    """CREATE TABLE person_note (
        {pk},
        text TEXT NOT NULL,
        by_name VARCHAR(200) NOT NULL,
        at {time} NOT NULL,
        organiser_id INT NOT NULL REFERENCES organiser (id) ON DELETE RESTRICT,
        person_id INT NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX person_note_person ON person_note (person_id)",
    "CREATE INDEX person_note_organiser ON person_note (organiser_id)",
    """CREATE TABLE region (
        code VARCHAR(2) NOT NULL PRIMARY KEY,
        name VARCHAR(100) NOT NULL,
        county_name VARCHAR(100) NOT NULL,
        short_name VARCHAR(60) NOT NULL,
        letter VARCHAR(2) NOT NULL,
        seat VARCHAR(60) NOT NULL,
        web_domain VARCHAR(100) NOT NULL,
        sort_key VARCHAR(200){by_bytes} NOT NULL,
        healthcare_region_id VARCHAR(20) NOT NULL REFERENCES healthcare_region (code) ON DELETE RESTRICT,
        second_healthcare_region_id VARCHAR(20) REFERENCES healthcare_region (code) ON DELETE RESTRICT
    )""",
    """CREATE TABLE municipality (
        code VARCHAR(4) NOT NULL PRIMARY KEY,
        name VARCHAR(60) NOT NULL,
        official_name VARCHAR(100) NOT NULL,
        sort_key VARCHAR(200){by_bytes} NOT NULL,
        healthcare_region_id VARCHAR(20) NOT NULL REFERENCES healthcare_region (code) ON DELETE RESTRICT,
        region_id VARCHAR(2) NOT NULL REFERENCES region (code) ON DELETE RESTRICT
    )""",
    "CREATE INDEX municipality_region ON municipality (region_id)",
    "CREATE INDEX municipality_healthcare_region ON municipality (healthcare_region_id)",
    """CREATE TABLE organisation (
        {pk},
        kind VARCHAR(20) NOT NULL,
        name VARCHAR(200) NOT NULL,
        email VARCHAR(254) NOT NULL,
        registrator_email VARCHAR(254) NOT NULL,
        phone VARCHAR(40) NOT NULL,
        postal_address TEXT NOT NULL,
        website VARCHAR(300) NOT NULL,
        sort_key VARCHAR(400){by_bytes} NOT NULL,
        search_text TEXT NOT NULL,
        created_at {time} NOT NULL,
        changed_at {time} NOT NULL,
        healthcare_region_id VARCHAR(20) REFERENCES healthcare_region (code) ON DELETE RESTRICT,
        municipality_id VARCHAR(4) REFERENCES municipality (code) ON DELETE RESTRICT,
        organiser_id INT REFERENCES organiser (id) ON DELETE RESTRICT,
        parent_id INT REFERENCES organisation (id) ON DELETE RESTRICT,
        region_id VARCHAR(2) REFERENCES region (code) ON DELETE RESTRICT
    )""",
    "CREATE INDEX organisation_organiser ON organisation (organiser_id)",
    "CREATE INDEX organisation_kind_sort_key ON organisation (kind, sort_key)",
    "CREATE INDEX organisation_parent ON organisation (parent_id)",
    "CREATE INDEX organisation_region ON organisation (region_id)",
    "CREATE INDEX organisation_municipality ON organisation (municipality_id)",
    "CREATE INDEX organisation_healthcare_region ON organisation (healthcare_region_id)",
    """CREATE TABLE office (
        {pk},
        title VARCHAR(200) NOT NULL,
        title_key VARCHAR(40) NOT NULL,
        kind VARCHAR(20) NOT NULL,
        email VARCHAR(254) NOT NULL,
        sort_key VARCHAR(400){by_bytes} NOT NULL,
        search_text TEXT NOT NULL,
        created_at {time} NOT NULL,
        organisation_id INT NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
        CONSTRAINT office_organisation_title_once UNIQUE (organisation_id, title)
    )""",
    "CREATE INDEX office_kind ON office (kind)",
    "CREATE INDEX office_title_key ON office (title_key)",
    "CREATE INDEX office_sort_key ON office (sort_key)",
    """CREATE TABLE holding (
        {pk},
        party VARCHAR(12) NOT NULL,
        starts_on DATE,
        ends_on DATE,
        note VARCHAR(300) NOT NULL,
        checked_on DATE,
        created_at {time} NOT NULL,
        office_id INT NOT NULL REFERENCES office (id) ON DELETE RESTRICT,
        person_id INT NOT NULL REFERENCES person (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX holding_person ON holding (person_id)",
    "CREATE INDEX holding_office ON holding (office_id)",
    "CREATE INDEX holding_starts_on ON holding (starts_on)",
    "CREATE INDEX holding_ends_on ON holding (ends_on)",
    "CREATE INDEX holding_party ON holding (party)",
]

SQLITE = for_sqlite(*TABLES)
POSTGRES = for_postgres(*TABLES)
