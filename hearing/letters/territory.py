"""Where recipients lie: county and healthcare region. Who lies in two healthcare regions counts in its main one."""

from functools import lru_cache

from hearing.data import reference


@lru_cache
def healthcare_of() -> dict[str, str]:
    """The main healthcare region by code of region or municipality; Halland's municipalities have their own."""
    found = {one.code: one.healthcare_region for one in reference.regions()}
    found |= {one.code: one.healthcare_region for one in reference.municipalities()}
    return found | {one.code: one.code for one in reference.healthcare_regions()}


@lru_cache
def second_of() -> dict[str, str]:
    """The healthcare region a region lies in beside its main one."""
    return {one.code: one.second_healthcare_region for one in reference.regions() if one.second_healthcare_region}


@lru_cache
def letters() -> dict[str, str]:
    """The letters of the regions, by code."""
    return {one.code: one.letter for one in reference.regions()}


def county_of(code: str) -> str:
    """The county of a region or municipality; none of anything else."""
    return code[:2] if code.isdigit() and len(code) in (2, 4) else ""


@lru_cache
def counties() -> dict[str, str]:
    """What the counties are called, by code."""
    return {one.code: one.county for one in reference.regions()}
