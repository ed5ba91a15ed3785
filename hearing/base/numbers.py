"""Numbers as people write them: 1 000 000 and 2,5 in Swedish, words up to twelve in running text."""

from babel.numbers import format_decimal

from hearing.base.lang import language, locale

WORDS = {
    "sv": ["noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"],
    "en": ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}


def number(value: float) -> str:
    """1 000 000 with no-break spaces, decimals after a comma; in English 1,000,000."""
    if isinstance(value, int) and 0 <= value < 1000:
        return str(value)
    return format_decimal(value, locale=locale())


def in_words(value: int, neuter: bool = False) -> str:
    """en, två … tolv, then digits; neuter: ett."""
    if neuter and value == 1 and language() == "sv":
        return "ett"
    return WORDS[language()][value] if 0 <= value <= 12 else number(value)
