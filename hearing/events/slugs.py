"""Public addresses of events: made of the title once, and kept for life."""

import re
import secrets
import unicodedata
from collections.abc import Iterator

from hearing.base.links import MAIL_ALPHABET

MOST_LETTERS = 80
RANDOM_LETTERS = 8
PLAIN = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})


def plain(text: str) -> str:
    """The text as part of an address: small letters without accents, å becomes a, the rest hyphens."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign))
    words = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return words[:MOST_LETTERS].strip("-")


def listed(title: str, kind: str) -> Iterator[str]:
    """Addresses to try for an event in the lists, best first."""
    first = plain(title) or plain(kind)
    yield first
    for number in range(2, 100):
        yield f"{first}-{number}"
    while True:
        yield f"{first}-{tail()}"


def unlisted(title: str, kind: str) -> Iterator[str]:
    """Addresses nobody can guess, for an event that is found by its link only."""
    while True:
        yield f"{plain(title) or plain(kind)}-{tail()}"


def tail() -> str:
    """Eight random letters and digits without look-alikes."""
    return "".join(secrets.choice(MAIL_ALPHABET) for _ in range(RANDOM_LETTERS))
