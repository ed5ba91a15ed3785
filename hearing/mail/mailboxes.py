"""Addresses picked out of headers and texts, in time that grows with the length only."""

import re

BEFORE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-]{1,64}\Z")
AFTER = re.compile(r"[A-Za-z0-9\u00e0-\u024f](?:[A-Za-z0-9.\-\u00e0-\u024f]{0,251}[A-Za-z0-9\u00e0-\u024f])?")


def found_in(text: str, most: int = 100) -> list[str]:
    """The addresses in a text, in lower case, each once, in order."""
    found: dict[str, None] = {}
    at = text.find("@")
    while at >= 0 and len(found) < most:
        one = _around(text, at)
        if one:
            found[one] = None
        at = text.find("@", at + 1)
    return list(found)


def _around(text: str, at: int) -> str:
    before = BEFORE.search(text, max(0, at - 64), at)
    after = AFTER.match(text, at + 1, at + 255)
    if not before or not after or ("." not in after[0] and after[0] != "localhost"):
        return ""
    local = before[0].strip(".'`").lower()
    return f"{local}@{after[0].lower()}" if local else ""


def of_sender(value: str) -> tuple[str, str]:
    """Name and address of a From header that has been decoded; the address may be empty."""
    opening = value.rfind("<")
    inside = found_in(value[opening:], 1) if opening >= 0 else []
    address = (inside or found_in(value, 1) or [""])[0]
    name = value[:opening] if opening >= 0 else "" if found_in(value, 1) else value
    if not name and "(" in value and value.endswith(")"):
        name = value[value.find("(") + 1 : -1]
    return name.strip(" \"'\t,")[:200], address


def domain(address: str) -> str:
    """What stands after @."""
    return address.rpartition("@")[2]


def same_house(one: str, other: str) -> bool:
    """Whether two addresses are of one domain, or one of a subdomain of the other."""
    a, b = domain(one), domain(other)
    if not a or not b or a in PROVIDERS or b in PROVIDERS:
        return False
    return a == b or (a.endswith("." + b) and "." in b) or (b.endswith("." + a) and "." in a)


PROVIDERS = frozenset(
    (
        "gmail.com googlemail.com hotmail.com hotmail.se outlook.com live.se live.com msn.com yahoo.com yahoo.se icloud.com"
        " me.com mac.com telia.com bredband.net comhem.se spray.se tele2.se protonmail.com proton.me passagen.se home.se"
    ).split()
)
