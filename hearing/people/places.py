"""Regions, municipalities and healthcare regions, and the real addresses of their registrators."""

from collections.abc import Mapping
from dataclasses import dataclass

from tortoise.transactions import atomic

from hearing.base.errors import Refusal
from hearing.base.installation import is_demo
from hearing.data import reference
from hearing.organisers.models import Organiser
from hearing.people.models import HealthcareRegion, Municipality, Organisation, OrganisationKind, Region


@dataclass(frozen=True, slots=True)
class Group:
    """A healthcare region, its regions, and those it shares with another."""

    healthcare_region: HealthcareRegion
    regions: list[Region]
    shared: list[Region]


async def grouped() -> list[Group]:
    """The 21 regions by healthcare region, north first; Halland stands in two. Two queries."""
    regions = await Region.all().order_by("sort_key")
    by_code = {row.code: row for row in await HealthcareRegion.all()}
    return [
        Group(
            by_code[told.code],
            [region for region in regions if region.healthcare_region_id == told.code],  # type: ignore[attr-defined]
            [region for region in regions if region.second_healthcare_region_id == told.code],  # type: ignore[attr-defined]
        )
        for told in reference.healthcare_regions()
    ]


async def municipalities(region: str = "", healthcare: str = "") -> list[Municipality]:
    """The municipalities of a region or a healthcare region, or all 290, in Swedish order."""
    asked = {"region_id": region, "healthcare_region_id": healthcare}
    found = Municipality.filter(**{name: code for name, code in asked.items() if code})
    return await found.order_by("sort_key").select_related("region")


async def body_of(code: str) -> Organisation | None:
    """The organisation that governs a place: two digits a region, four a municipality, a word a healthcare region."""
    if code in {it.code for it in reference.healthcare_regions()}:
        return await Organisation.get_or_none(kind=OrganisationKind.HEALTHCARE_REGION, healthcare_region_id=code)
    if code in {it.code for it in reference.regions()}:
        return await Organisation.get_or_none(kind=OrganisationKind.REGION, region_id=code)
    if code in {it.code for it in reference.municipalities()}:
        return await Organisation.get_or_none(kind=OrganisationKind.MUNICIPALITY, municipality_id=code)
    return None


def real_registrators() -> dict[str, str]:
    """The regions' own registrator addresses, by region code, as published."""
    return {region.code: region.registrator for region in reference.regions() if region.registrator}


@atomic()
async def load_registrators(addresses: Mapping[str, str]) -> int:
    """Fill in registrator addresses that are missing; only where real organisers work, never in a demo.

    A demo is loaded only into a database without organisers, and this refuses such a one,
    so a real address and demo data can never stand in the same database.
    """
    if await is_demo():
        raise Refusal("A demo database never gets real addresses.")
    if not await Organiser.exists():
        raise Refusal("Real addresses are filled in once the installation has an organiser.")
    filled = 0
    for code, address in addresses.items():
        body = Organisation.filter(kind=OrganisationKind.REGION, region_id=code, registrator_email="")
        filled += await body.update(registrator_email=address)
    return filled


async def clear_registrators() -> None:
    """Forget every address of an authority, before a demo gives them invented ones."""
    await Organisation.filter(organiser_id=None).update(registrator_email="", email="")
