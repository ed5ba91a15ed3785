"""How far each healthcare region has come: noted with date and source, the history kept, never overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tortoise.transactions import atomic

from hearing.base.audit import Actor, record
from hearing.base.clock import now, today
from hearing.base.errors import Refusal
from hearing.base.sorting import sort_key
from hearing.data import reference
from hearing.letters.kinds_case import Handling
from hearing.letters.kinds_stage import StageKind
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.models_stage import Stage


@dataclass(slots=True)
class Place:
    """One healthcare region: who belongs to it, how far it has come, and how many of its own have answered."""

    code: str
    name: str
    members: list[str]
    parts: list[tuple[str, list[str]]]
    history: list[Stage] = field(default_factory=list)
    rows: list[Recipient] = field(default_factory=list)

    @property
    def now(self) -> Stage | None:
        """The latest stage that holds."""
        return next((one for one in self.history if one.undone_at is None), None)

    @property
    def answered(self) -> int:
        """How many of the letter's recipients here have answered."""
        return sum(row.handling == Handling.ANSWERED for row in self.rows)


@atomic()
async def note(campaign: Campaign, by: Actor, code: str, stage: StageKind, day: date, source: str) -> Stage:
    """Write down a stage; the one before stays in the history."""
    if code not in {one.code for one in reference.healthcare_regions()}:
        raise Refusal("There is no such healthcare region.")
    if day > today():
        raise Refusal("This day has not come yet.")
    told: dict[str, Any] = {"source": source[:300], "by_name": by.name}
    made = await Stage.create(
        campaign=campaign, region_id=code, stage=stage, happened_on=day, noted_at=now(), undone_by="", **told
    )
    owner = campaign.organiser_id
    await record(by, "letter.stage_noted", made, organiser_id=owner, region=code, stage=str(stage))
    return made


@atomic()
async def undo(stage: Stage, by: Actor) -> None:
    """Take one back; it stays in the history, marked."""
    taken = await Stage.filter(pk=stage.pk, undone_at=None).update(undone_at=now(), undone_by=by.name)
    if not taken:
        raise Refusal("This stage is taken back already.")
    campaign = await Campaign.get(pk=stage.campaign_id).only("id", "organiser_id")
    await record(by, "letter.stage_undone", stage, organiser_id=campaign.organiser_id, region=stage.region_id)


async def places(campaign: Campaign) -> list[Place]:
    """The six from north to south, each with its stages, the latest first; two queries."""
    lines = await Stage.filter(campaign_id=campaign.pk).order_by("-happened_on", "-id")
    rows = await Recipient.filter(campaign_id=campaign.pk).order_by("sort_key", "number")
    home = home_of()
    found = []
    for told in reference.healthcare_regions():
        place = _place(told)
        place.history = [line for line in lines if line.region_id == told.code]
        place.rows = [row for row in rows if home.get(row.code) == told.code]
        found.append(place)
    return found


def _place(told: reference.HealthcareRegion) -> Place:
    short = {one.code: one.short for one in reference.regions()}
    towns = {one.code: one.name for one in reference.municipalities()}
    cut = {code for one in reference.healthcare_regions() for code, _towns in one.parts}
    whole = [short[code] for code in told.regions if code not in cut]
    parts = [(short[code], _in(told.code, code)) for code in told.all_regions if code in cut]
    return Place(
        told.code,
        told.name,
        whole,
        [(name, sorted((towns[one] for one in codes), key=sort_key)) for name, codes in parts],
    )


def _in(healthcare_region: str, county: str) -> list[str]:
    """The codes of the municipalities of a county that lie in one healthcare region."""
    return [
        one.code
        for one in reference.municipalities()
        if one.county == county and one.healthcare_region == healthcare_region
    ]


def home_of() -> dict[str, str]:
    """The one healthcare region in which each region and municipality is counted."""
    found = {one.code: one.healthcare_region for one in reference.regions()}
    found |= {one.code: one.healthcare_region for one in reference.municipalities()}
    return found | {one.code: one.code for one in reference.healthcare_regions()}


def rows(found: Sequence[Place]) -> list[list[str | int | None]]:
    """The table with its history, for a spreadsheet."""
    head: list[str | int | None] = ["samverkansregion", "läge", "datum", "källa", "noterat av", "gäller"]
    told: list[list[str | int | None]] = [head]
    for place in found:
        for line in place.history or []:
            holds = "" if line.undone_at else "ja" if line is place.now else "tidigare"
            day = line.happened_on.isoformat()
            told.append([place.name, line.stage.label, day, line.source, line.by_name, holds or "återtaget"])
        if not place.history:
            told.append([place.name, "", "", "", "", ""])
    return told
