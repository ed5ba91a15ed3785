"""Venues, events, their groups, places and programme."""

from hearing.migrations._sql import for_postgres, for_sqlite

TABLES = [
    """CREATE TABLE venue (
        {pk},
        name VARCHAR(200) NOT NULL,
        address VARCHAR(300) NOT NULL,
        city VARCHAR(100) NOT NULL,
        capacity INT,
        step_free {bool},
        hearing_loop {bool},
        accessible_toilet {bool},
        quiet_room {bool},
        accessible_parking {bool},
        scent_free {bool},
        nearest_stop VARCHAR(200) NOT NULL,
        access_note TEXT NOT NULL,
        sort_key VARCHAR(400) NOT NULL,
        created_at {time} NOT NULL,
        organiser_id INT REFERENCES organiser (id) ON DELETE RESTRICT,
        region_id VARCHAR(2) REFERENCES region (code) ON DELETE RESTRICT
    )""",
    "CREATE INDEX venue_organiser_sort_key ON venue (organiser_id, sort_key)",
    """CREATE TABLE event (
        {pk},
        slug VARCHAR(120) UNIQUE,
        uid VARCHAR(120) NOT NULL UNIQUE,
        sequence INT NOT NULL,
        kind VARCHAR(20) NOT NULL,
        status VARCHAR(20) NOT NULL,
        title VARCHAR(200) NOT NULL,
        summary VARCHAR(400) NOT NULL,
        description TEXT NOT NULL,
        audience VARCHAR(300) NOT NULL,
        language VARCHAR(2) NOT NULL,
        languages VARCHAR(200) NOT NULL,
        theme_week VARCHAR(200) NOT NULL,
        starts_at {time} NOT NULL,
        ends_at {time} NOT NULL,
        zone VARCHAR(60) NOT NULL,
        mode VARCHAR(10) NOT NULL,
        place_note VARCHAR(300) NOT NULL,
        online_url VARCHAR(500) NOT NULL,
        contact_name VARCHAR(200) NOT NULL,
        contact_phone VARCHAR(40) NOT NULL,
        contact_email VARCHAR(254) NOT NULL,
        capacity INT,
        answer_by_on DATE,
        needs_by_on DATE,
        cancel_reason TEXT NOT NULL,
        attended INT,
        outcome TEXT NOT NULL,
        present_organisations TEXT NOT NULL,
        created_at {time} NOT NULL,
        changed_at {time} NOT NULL,
        published_at {time},
        moved_at {time},
        moved_from_at {time},
        ended_at {time},
        reported_at {time},
        ics {bytes},
        follows_id INT REFERENCES event (id) ON DELETE SET NULL,
        organiser_id INT NOT NULL REFERENCES organiser (id) ON DELETE RESTRICT,
        replaced_by_id INT REFERENCES event (id) ON DELETE SET NULL,
        venue_id INT REFERENCES venue (id) ON DELETE RESTRICT
    )""",
    "CREATE INDEX event_organiser_starts_at ON event (organiser_id, starts_at)",
    "CREATE INDEX event_status_starts_at ON event (status, starts_at)",
    "CREATE INDEX event_status_ends_at ON event (status, ends_at)",
    "CREATE INDEX event_venue ON event (venue_id)",
    "CREATE INDEX event_changed_at ON event (changed_at)",
    """CREATE TABLE event_group (
        {pk},
        name VARCHAR(100) NOT NULL,
        capacity INT,
        position INT NOT NULL,
        event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        CONSTRAINT event_group_event_name_once UNIQUE (event_id, name)
    )""",
    """CREATE TABLE event_municipality (
        {pk},
        event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        municipality_id VARCHAR(4) NOT NULL REFERENCES municipality (code) ON DELETE RESTRICT,
        CONSTRAINT event_municipality_event_municipality_once UNIQUE (event_id, municipality_id)
    )""",
    "CREATE INDEX event_municipality_municipality ON event_municipality (municipality_id)",
    """CREATE TABLE event_organisation (
        {pk},
        event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        organisation_id INT NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
        CONSTRAINT event_organisation_event_organisation_once UNIQUE (event_id, organisation_id)
    )""",
    "CREATE INDEX event_organisation_organisation ON event_organisation (organisation_id)",
    """CREATE TABLE event_region (
        {pk},
        event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        region_id VARCHAR(2) NOT NULL REFERENCES region (code) ON DELETE RESTRICT,
        CONSTRAINT event_region_event_region_once UNIQUE (event_id, region_id)
    )""",
    "CREATE INDEX event_region_region ON event_region (region_id)",
    """CREATE TABLE programme_item (
        {pk},
        starts_at {time} NOT NULL,
        ends_at {time},
        title VARCHAR(300) NOT NULL,
        text TEXT NOT NULL,
        speakers TEXT NOT NULL,
        event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE
    )""",
    "CREATE INDEX programme_item_event_starts_at ON programme_item (event_id, starts_at)",
]

SQLITE = for_sqlite(*TABLES)
POSTGRES = for_postgres(*TABLES)
