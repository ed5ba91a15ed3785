"""Whom an event reaches: parties, regions and municipalities among the invited, and where nobody is."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hearing.base.sorting import sort_key
from hearing.data import reference
from hearing.db import rows
from hearing.events.models import Event, EventMunicipality, EventRegion

RANK = {"yes": 0, "wait": 1, "no": 2, "gap": 3}
STANDS = {"yes": "yes", "no": "no", "invited": "wait", "maybe": "wait", "waiting": "wait"}
COUNTS = """SELECT party, region_id, municipality_id, status, substitution, count(*) AS people FROM invitation
WHERE event_id = ? AND status NOT IN ('draft', 'withdrawn')
GROUP BY party, region_id, municipality_id, status, substitution"""


@dataclass(frozen=True, slots=True)
class Tile:
    """One party or place: the best answer from it (yes, wait, no, gap), and the numbers."""

    code: str
    name: str
    state: str
    coming: int
    invited: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Tiles of each sort."""

    parties: list[Tile]
    regions: list[Tile]
    municipalities: list[Tile]

    @property
    def gaps(self) -> list[Tile]:
        """Places the event concerns from which nobody is invited."""
        return [tile for tile in [*self.regions, *self.municipalities] if tile.state == "gap"]


def coming(tiles: Iterable[Tile]) -> int:
    """From how many somebody comes."""
    return sum(1 for tile in tiles if tile.state == "yes")


async def of(event: Event) -> Coverage:
    """Count the invited of an event by party and place; three queries."""
    counted = await rows(COUNTS, event.pk)
    concerned = {row.region_id for row in await EventRegion.filter(event_id=event.pk)}
    towns = {row.municipality_id for row in await EventMunicipality.filter(event_id=event.pk)}
    regions = {region.code: region.name for region in reference.regions()}
    municipalities = {town.code: town.name for town in reference.municipalities()}
    return Coverage(
        parties=_tiles(counted, "party", None, set()),
        regions=_tiles(counted, "region_id", regions, concerned),
        municipalities=_tiles(counted, "municipality_id", municipalities, towns),
    )


def _tiles(counted: list[dict[str, Any]], column: str, names: Mapping[str, str] | None, wanted: set[str]) -> list[Tile]:
    stands: dict[str, Counter[str]] = defaultdict(Counter)
    for row in counted:
        code = row[column]
        if code:
            state = "yes" if row["status"] == "yes" else STANDS[row["status"]]
            stands[code][state] += row["people"]
    for code in wanted:
        stands.setdefault(code, Counter())
    tiles = [_tile(code, (names or {}).get(code, code), found) for code, found in stands.items()]
    return sorted(tiles, key=lambda tile: sort_key(tile.name))


def _tile(code: str, name: str, found: Counter[str]) -> Tile:
    state = min(found, key=lambda word: RANK[word]) if found else "gap"
    return Tile(code, name, state, found["yes"], sum(found.values()))
