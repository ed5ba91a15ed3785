"""Case numbers (diarienummer) in Swedish mail: found where a word says that one is meant, never guessed."""

import re

NEAR = 40
CONTEXT = re.compile(
    r"\b(d[.-]?nr|diarie\w*(-?nr)?|diarium|beteckning\w*|ärendenummer|ärendenr|ärendebeteckning"
    r"|ärende\w*[^.\n]{0,40}registrer\w+|registrer\w+|case (number|no\.?|ref(erence)?)|reference number|file (number|no\.?)|ref(erens)?nummer"
    r"|vår beteckning|(vår|our) ref\w*|vårt? (dnr|diarienummer|ärende)|handling\w* .{0,20}diarie\w*|ärende)",
    re.I,
)
UNIT = r"[A-ZÅÄÖ]{2,9}"
FORMS = [
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w/.-])(?:{UNIT} ){{0,2}}[A-ZÅÄÖ]{{2,10}}[ -]?(?:19|20)\d{{2}}[-/: ]{{1,2}}\d{{2,6}}(?:[-/:]\d{{1,4}})?(?![\w/]|-\d|\.\d)",
        r"(?<![\w/.-])[A-ZÅÄÖ]{1,10}[ /-]{1,2}(?:19|20)\d{2}[:/-]\d{1,6}(?:[-/:]\d{1,4})?(?![\w/]|-\d|\.\d)",
        r"(?<![\w/.-])[A-ZÅÄÖ]{1,10} ?\d{2}[/-]\d{2,6}(?:-\d{1,4})?(?![\w/]|-\d|\.\d)",
        r"(?<![\w/.-])(?:19|20)\d{2}[-/][A-ZÅÄÖ]{1,10}[-/]\d{1,6}(?:[-/]\d{1,4})?(?![\w/]|-\d|\.\d)",
        r"(?<![\w/.-])\d{1,2}(?:\.\d{1,2}){1,4}[-/ ]{1,3}(?:\d{1,6}/)?(?:19|20)\d{2}(?:[-/]\d{1,6})?(?![\w/]|-\d|\.\d)",
        r"(?<![\w/.-])(?:19|20)\d{2}[/:-]\d{1,6}(?:-\d{1,4})?(?: [A-ZÅÄÖ]{2,8}\b)?(?![\w/]|-\d|\.\d)",
        r"(?<![\w/.-])\d{1,6}/(?:19|20)\d{2}(?![\w/]|-\d|\.\d)",
        r"(?<![\w/.-])[A-ZÅÄÖ]{2,8}[/-]\d{1,6}[/-](?:19|20)\d{2}(?![\w/]|-\d|\.\d)",
        r"(?<![\w/.-])[A-ZÅÄÖ]{2,5}-[A-ZÅÄÖ] \d{1,5}-(?:19|20)\d{2}(?![\w/]|-\d|\.\d)",
        r"(?<![\w/.-])(?:19|20)\d{2}-[A-ZÅÄÖ]{2,6}\d{3,6}(?![\w/]|-\d)",
    )
]
RARE = [  # only right after a word that can mean nothing else
    re.compile(pattern)
    for pattern in (
        r"(?<![\w/.-])\d{2}[A-ZÅÄÖ]{2,6}\d{2,6}(?![\w/]|-\d)",
        r"(?<![\w/.-])[A-ZÅÄÖ]{1,6} ?\d{2,6}/\d{2}(?![\w/]|-\d)",
        r"(?<![\w/.-])[A-ZÅÄÖ]{1,6} ?\d{1,3}(?:\.\d{1,2}){0,3}-\d{1,6}-\d{2,4}(?![\w/]|-\d)",
        r"(?<![\w/.-])(?:19|20)\d{2}[/-][A-ZÅÄÖ]{1,8} \d{2,6}(?![\w/]|-\d)",
        r"(?<![\w/.-])[A-ZÅÄÖ]{1,6}[-/]?\d{6,8}(?![\w/]|-\d)",
        r"(?<![\w/.-])(?:[A-ZÅÄÖ]{1,6}[ /-]?)?\d{1,6}[-/](?:19|20)\d{2}(?![\w/]|-\d)",
        r"(?<![\w/.-])(?:19|20)\d{2}-[A-ZÅÄÖ]{1,6}\d{3,6}(?![\w/]|-\d)",
        r"(?<![\w/.-])[A-ZÅÄÖ]{1,6}[-/ ][A-ZÅÄÖ]{2,6}\d{2}[-/]\d{2,6}(?![\w/]|-\d)",
        r"(?<![\w/.-])(?:\d{2}/\d{3,6}|\d{3,6}/\d{2})(?:-\d{1,4})?(?![\w/]|-\d)",
        r"(?<![\w/.-])[A-ZÅÄÖ]{2,6} (?:19|20)\d{2}\.\d{1,6}(?![\w/]|[-.]\d)",
        r"(?<![\w/.-])[A-ZÅÄÖ][a-zåäö]{1,3}[A-ZÅÄÖ]{1,4}[ -](?:19|20)\d{2}[-/:]\d{1,6}(?![\w/]|-\d)",
    )
]
CERTAIN = re.compile(
    r"(?:\b(?:d[.-]?nr|diarie-?(?:nummer|nr)|ärende-?(?:nummer|nr)|beteckning(?:en)?|case (?:number|no\.?))\W{0,3}(?:är|blir|har|is)?"
    r"|\b(?:diarieför|registrer)\w+ (?:i dag |idag )?(?:som|under|på|med)(?: ärende)?\b)\W{0,2}",
    re.I,
)
AFTER = re.compile(r"[\s,]{0,2}(?:är|blir|blev)?\s?\(?(?:ert |vårt |ditt )?(?:d\.?nr|diarie-?n(?:umme|um)?r)", re.I)
BROKEN = re.compile(r"\b([A-ZÅÄÖ]{2,6})\n(?=(?:19|20)\d{2}[-/:])")
SAMPLE = re.compile(
    r"(till exempel|t\. ?ex\.?|exempelvis|såsom|for example|such as|e\. ?g\.?|formatet|på formen)\W{0,3}$", re.I
)
LAW = re.compile(
    r"(prop\.?|proposition(en)?|sou|ds|dir\.?|bet\.?|rskr\.?|sfs|motion|mot\.?|skr\.?|lag(en)?|förordning(en)?|hslf-fs|socialtjänstlagen \()\s*\(?$",
    re.I,
)
PHONE = re.compile(
    r"(tel(efon)?(nr|nummer)?|mobil|fax|växel|org\.?-?( ?nr|anisationsnummer)|orgnr|personnummer|pnr|bankgiro|bg|plusgiro|pg|faktura(nummer)?|invoice|order(nummer)?|offert|ocr|kundn\w+|§)\W{0,3}$",
    re.I,
)
TICKET = re.compile(r"#\s*$")
DATE = re.compile(r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
MONTH = re.compile(r"(?:19|20)\d{2}[-/](?:0?[1-9]|1[0-2])")
OURS = re.compile(r"[A-ZÅÄÖ][A-ZÅÄÖ0-9]{1,11}-\d{2}-\d{1,6}/\d{1,6}")
REF_WORD = re.compile(r"(er|ert|eran|er egen|your) (beteckning|referens|ref|dnr)\W*$", re.I)
SPACES = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "–": "-", "‑": "-", "‐": "-", "−": "-", "—": "-", "\t": " "}
)
WORD = re.compile(r"^(DNR|DIARIENR|DIARIENUMMER|NR|REF)\b[ :]*")
LONGEST = 40
MOST = 20
MOST_TEXT = 100_000


def find(*texts: str) -> list[str]:
    """The case numbers in the texts, as written but for spaces and dashes; texts nearest to the writer first."""
    found: dict[str, str] = {}
    for text in texts:
        for number in _in(BROKEN.sub(r"\1 ", text[:MOST_TEXT].translate(SPACES))):
            one = key(number)
            if not any(other.endswith(one) for other in found):  # half a number says less than the whole
                found = {other: kept for other, kept in found.items() if not one.endswith(other)} | {one: number}
    return list(found.values())[:MOST]


def alike(*texts: str) -> list[str]:
    """Everything shaped like a case number, whatever stands around it: for looking up, never for noting down."""
    found: dict[str, None] = {}
    for text in texts:
        plain = text[:MOST_TEXT].translate(SPACES)
        for form in FORMS:
            found.update((one[0].strip(), None) for one in form.finditer(plain))
    return list(found)[: 5 * MOST]


def key(number: str) -> str:
    """A case number for comparing: without spaces, case and punctuation."""
    return re.sub(r"[\W_]+", "", number.translate(SPACES)).casefold()


def _in(text: str) -> list[str]:
    found: list[tuple[int, int, str]] = []
    for word in CONTEXT.finditer(text):
        start = max(0, word.start() - NEAR)
        end = min(len(text), word.end() + NEAR + LONGEST)
        weak = word[0].casefold() in ("ärende", "registrerat", "registrerats", "registrerad", "registrerades")
        for form in FORMS:
            for one in form.finditer(text, start, end):
                if one.start() <= word.end() + NEAR and one.end() >= word.start() - NEAR and _fits(text, one, weak):
                    found.append((one.start(), one.end(), WORD.sub("", one[0]).strip()))
    for word in CERTAIN.finditer(text):
        for form in RARE:
            next_to = form.match(text, word.end())
            if next_to and _fits(text, next_to, False):
                found.append((next_to.start(), next_to.end(), next_to[0].strip()))
    for form in RARE:
        for one in form.finditer(text):
            if AFTER.match(text, one.end()) and _fits(text, one, False):
                found.append((one.start(), one.end(), one[0].strip()))
    return _widest(found)


def _widest(found: list[tuple[int, int, str]]) -> list[str]:
    """Of overlapping finds the longest, in the order of the text."""
    kept: list[tuple[int, int, str]] = []
    for one in sorted(set(found), key=lambda it: (it[0] - it[1], it[0])):
        if all(one[1] <= other[0] or one[0] >= other[1] for other in kept):
            kept.append(one)
    return [text for _start, _end, text in sorted(kept)]


def _fits(text: str, one: re.Match[str], weak: bool) -> bool:
    before, number = text[max(0, one.start() - 30) : one.start()], one[0].strip()
    if len(number) > LONGEST or DATE.fullmatch(number) or MONTH.fullmatch(number) or _is_span(number):
        return False
    if SAMPLE.search(before) or not re.search(r"[1-9]", re.sub(r"(?:19|20)\d{2}", "", number, count=1)):
        return False
    if LAW.search(before) or PHONE.search(before) or TICKET.search(before) or REF_WORD.search(before):
        return False
    if LAW.match(number.split(" ")[0].split("-")[0]) and re.match(
        r"(sou|sfs|ds|prop|dir|bet|skr|mot|rskr|hslf)\b", number, re.I
    ):
        return False
    if before.endswith("(") and re.fullmatch(r"(?:19|20)\d{2}:\d+", number):
        return False
    if re.fullmatch(r"(?:19|20)\d{2}:\d+", number) and weak:
        return False
    around = text[max(0, one.start() - 20) : one.end() + 12]
    return not any(
        ours.start() < one.end() and OURS.fullmatch(ours[0]) and number in ours[0] for ours in _ours(around, one)
    )


def _ours(around: str, one: re.Match[str]) -> list[re.Match[str]]:
    return [found for found in OURS.finditer(around) if one[0].strip() in found[0]]


def _is_span(number: str) -> bool:
    """2026/27 or 2026-2027 is a time, not a case."""
    found = re.fullmatch(r"((?:19|20)\d{2})[-/](\d{2}|\d{4})", number)
    return found is not None and int(found[2][-2:]) == (int(found[1]) + 1) % 100
