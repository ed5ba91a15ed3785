"""The places of the country, and the body that governs each: shared by all organisers."""

from typing import Any

from hearing.base.sorting import fold, sort_key
from hearing.data import reference
from hearing.migrate import Run

SQLITE: list[str] = []
POSTGRES: list[str] = []
AT_ONCE = 60
GOTLAND = "0980"  # governed by the region; "Gotlands kommun" is its name as a municipality


async def data(run: Run) -> None:
    """Load six healthcare regions, 21 regions, 290 municipalities and their organisations; no mail addresses."""
    await _healthcare_regions(run)
    await _regions(run)
    await _municipalities(run)


async def _healthcare_regions(run: Run) -> None:
    places = reference.healthcare_regions()
    await _insert(
        run,
        "healthcare_region",
        ("code", "name", "other_names", "sort_key"),
        [(it.code, it.name, ", ".join(it.other_names), sort_key(it.name)) for it in places],
    )
    await _organisations(
        run,
        "healthcare_region_id",
        [("healthcare_region", it.name, (*it.other_names,), None, None, it.code) for it in places],
    )


async def _regions(run: Run) -> None:
    places = reference.regions()
    await _insert(
        run,
        "region",
        (
            *("code", "name", "county_name", "short_name", "letter", "healthcare_region_id"),
            *("second_healthcare_region_id", "seat", "web_domain", "sort_key"),
        ),
        [
            (
                *(it.code, it.name, it.county, it.short, it.letter, it.healthcare_region),
                *(it.second_healthcare_region, it.seat, it.domain, sort_key(it.short)),
            )
            for it in places
        ],
    )
    await _organisations(
        run,
        "region_id",
        [("region", it.name, (it.county, it.short), it.code, None, it.healthcare_region) for it in places],
    )


async def _municipalities(run: Run) -> None:
    places = reference.municipalities()
    await _insert(
        run,
        "municipality",
        ("code", "name", "official_name", "region_id", "healthcare_region_id", "sort_key"),
        [(it.code, it.name, it.official, it.county, it.healthcare_region, sort_key(it.name)) for it in places],
    )
    await _organisations(
        run,
        "municipality_id",
        [
            (
                *("municipality", it.official if it.code == GOTLAND else it.calls_itself, (it.official,)),
                *(it.county, it.code, it.healthcare_region),
            )
            for it in places
        ],
    )
    await run(
        """UPDATE organisation SET parent_id = (SELECT r.id FROM organisation r WHERE r.kind = 'region'
             AND r.region_id = organisation.region_id) WHERE municipality_id = ?""",
        GOTLAND,
    )


async def _organisations(run: Run, place: str, found: list[tuple[Any, ...]]) -> None:
    """One body of a kind for each place that has none yet."""
    column = {"healthcare_region_id": 5, "region_id": 3, "municipality_id": 4}[place]
    kind = found[0][0]
    known = {row["place"] for row in await run(f"SELECT {place} AS place FROM organisation WHERE kind = ?", kind)}
    await _insert(
        run,
        "organisation",
        (
            *("kind", "name", "region_id", "municipality_id", "healthcare_region_id", "sort_key", "search_text"),
            *("email", "registrator_email", "phone", "postal_address", "website", "created_at", "changed_at"),
        ),
        [
            (*(it[0], it[1], *it[3:]), sort_key(it[1]), fold(" ".join((it[1], *it[2]))), *("",) * 5)
            for it in found
            if it[column] not in known
        ],
        ", CURRENT_TIMESTAMP, CURRENT_TIMESTAMP",
    )


async def _insert(run: Run, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]], last: str = "") -> None:
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        marks = ", ".join(f"({', '.join('?' * len(row))}{last})" for row in part)
        await run(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks} ON CONFLICT DO NOTHING",
            *(value for row in part for value in row),
        )
