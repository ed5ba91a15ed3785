"""Titles the register knows, and parties by name."""

from functools import lru_cache

from hearing.data import reference
from hearing.people.models import OfficeKind

KINDS = {
    "fortroendevald": OfficeKind.ELECTED,
    "tjansteman": OfficeKind.OFFICIAL,
    "politiskt_stod": OfficeKind.POLITICAL_STAFF,
    "funktion": OfficeKind.FUNCTION,
    "brukarrorelse": OfficeKind.ASSOCIATION,
    "samordnare": OfficeKind.COORDINATOR,
}
OTHER_TITLES = {  # beginnings that say the role, where the title goes on with a board or a field
    "ordförande i ": "namndordforande",
    "ledamot i ": "ledamot",
    "ersättare i ": "ersattare",
    "vice ordförande i ": "vice_ordforande",
    "verksamhetschef": "verksamhetschef",
    "divisionschef": "divisionschef",
    "hälso- och sjukvårdsregionråd": "regionrad",
    "utvecklingsledare": "utvecklingsledare",
    "strateg": "utvecklingsledare",
    "brukarinflytandesamordnare": "bisam",
}
PARTIES = {
    "C": "Centerpartiet",
    "KD": "Kristdemokraterna",
    "L": "Liberalerna",
    "M": "Moderaterna",
    "MP": "Miljöpartiet",
    "S": "Socialdemokraterna",
    "SD": "Sverigedemokraterna",
    "V": "Vänsterpartiet",
}


@lru_cache(maxsize=1)
def _keys() -> dict[str, str]:
    spelt = {}
    for role in reference.roles():
        for title in role.title.split(" / "):
            spelt[title.split(" (")[0].casefold()] = role.key
    return spelt


@lru_cache(maxsize=1)
def known() -> dict[str, str]:
    """The reference titles by key."""
    return {role.key: role.title for role in reference.roles()}


def key_of(title: str) -> str:
    """The key of the reference title a typed one means; "" for titles of their own."""
    typed = title.casefold().split(" (")[0].strip()
    if typed in _keys():
        return _keys()[typed]
    return next((key for start, key in OTHER_TITLES.items() if typed.startswith(start)), "")


def kind_of(kind: str) -> OfficeKind:
    """The kind of office for a kind of role in the reference data."""
    return KINDS.get(kind, OfficeKind.OTHER)
