"""The words in a letter that are filled in for each recipient: {{titel}}, {{belopp}}, and the columns of its table."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hearing.base import dates, lang
from hearing.base.errors import Refusal
from hearing.base.lang import lazy
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.settings import settings

MARK = re.compile(r"\{\{?\s*([^{}\n]{1,40}?)\s*\}?\}")
WORDS = (
    ("titel", "title", lazy("the addressee's role")),
    ("namn", "name", lazy("the addressee's name")),
    ("region", "authority", lazy("the authority's name")),
    ("svarsdatum", "reply_by", lazy("when an answer is wished for")),
    ("avsandare", "sender", lazy("who sends it")),
    ("ref", "ref", lazy("our reference")),
    ("lank", "link", lazy("the authority's own page")),
    ("krav", "demands", lazy("the numbered demands")),
    ("citat", "quotes", lazy("the quotes with their sources")),
    ("undertecknare", "signatories", lazy("the organisations that have signed")),
)
EXAMPLES = {
    "titel": "regiondirektör",
    "namn": "Kim Exempel",
    "region": "Region Dalarna",
    "svarsdatum": "29 januari 2027",
    "avsandare": "Kim Exempel, NSPH",
    "ref": "NSPH-26-1/16",
    "krav": "1. Brukarrörelsen är med …",
    "citat": "”Jag blev tillfrågad …”",
    "undertecknare": "Tvångssyndromföreningen (tvångssyndrom/OCD)",
}
MARKED = ("krav", "demands", "citat", "quotes", "undertecknare", "signatories")  # these are Markdown of our own making
SIGNS = re.compile(r"([\\`*_\[\]<>#|])")
OTHERS = {"avsändare": "sender", "länk": "link", "myndighet": "authority", "kommun": "authority", "referens": "ref"}
TAKEN_TOO = ("enclosures",)  # no word to write, but a value the letter is put together with
KEYS = {swedish: key for swedish, key, _told in WORDS} | {key: key for _swedish, key, _told in WORDS} | OTHERS


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a filled text; `kind` is "" for what was written, filled or missing for a word."""

    text: str
    kind: str = ""


TITLE = re.compile(r"\{\{?\s*(?:titel|title)\s*\}?\}[ \t]*", re.IGNORECASE)
NAME_AND_BODY = re.compile(
    r"\{\{?\s*(?:namn|name)\s*\}?\},?[ \t]*(?=\{\{?\s*(?:region|authority|myndighet|kommun)\s*\}?\})", re.IGNORECASE
)


def addressed(text: str, recipient: Recipient) -> str:
    """The text for a body without a named person, such as its registrator: “Till Region Blekinge”."""
    return text if recipient.name else NAME_AND_BODY.sub("", TITLE.sub("", text))


def used(text: str) -> list[str]:
    """The words in braces, each once."""
    return list(dict.fromkeys(found.casefold() for found in MARK.findall(text)))


def values_for(
    campaign: Campaign, recipient: Recipient, columns: Mapping[str, str], written: Mapping[str, str]
) -> dict[str, str]:
    """What each word means for one recipient, in the letter's language; `written`: demands and quotes, the same for all."""
    with lang.use(campaign.language):
        facts = {
            "title": recipient.title,
            "name": recipient.name,
            "authority": recipient.authority,
            "reply_by": dates.long(campaign.reply_by_on) if campaign.reply_by_on else "",
            "sender": campaign.sender,
            "ref": recipient.ref,
            "link": page_url(recipient, campaign.language),
            "demands": written.get("demands", ""),
            "quotes": written.get("quotes", ""),
            "signatories": written.get("signatories", ""),
        }
    facts["name"] = recipient.name or recipient.authority
    common = {"enclosures": written.get("enclosures", "")}
    own = {key.casefold(): text for key, text in columns.items()}
    return own | common | {word: facts[key] for word, key in KEYS.items()}


def page_url(recipient: Recipient, language: str = "sv") -> str:
    """The whole address of the authority's own page."""
    return f"{settings().url}{'/en' if language == 'en' else ''}/r/{recipient.token()}"


def unlinked(values: Mapping[str, str], language: str) -> dict[str, str]:
    """The same words for a copy that others read: whoever has the authority's link may answer for it."""
    instead = f"{settings().url}{'/en' if language == 'en' else ''}/r/…"
    return {word: instead if KEYS.get(word) == "link" else text for word, text in values.items()}


def missing(text: str, values: Mapping[str, str]) -> list[str]:
    """The words of a text this recipient has nothing for."""
    return [word for word in used(text) if not values.get(word, "").strip()]


def pieces(text: str, values: Mapping[str, str]) -> list[Piece]:
    """The text as this recipient gets it, with the filled and the missing words marked."""
    parts: list[Piece] = []
    at = 0
    for found in MARK.finditer(text):
        value = values.get(found[1].casefold(), "")
        parts.append(Piece(text[at : found.start()]))
        parts.append(Piece(value, "filled") if value.strip() else Piece(found[0], "missing"))
        at = found.end()
    return [part for part in [*parts, Piece(text[at:])] if part.text]


def filled(text: str, values: Mapping[str, str], plain: bool = False) -> str:
    """The text with every word filled; refuses when one is missing. A value is never read as Markdown unless `plain`."""
    if lacking := missing(text, values):
        raise Refusal("A value is missing: %(words)s.", words=", ".join(lacking))

    def one(found: re.Match[str]) -> str:
        word = found[1].casefold()
        value = values[word]
        return value if plain or word in MARKED else SIGNS.sub(r"\\\1", value)

    return MARK.sub(one, text)
