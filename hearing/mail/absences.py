"""What an automatic answer says: when the person is back, and who stands in. Offered to people, never acted on."""

import re
from datetime import date, timedelta

from hearing.mail.mailboxes import found_in
from hearing.mail.parsed import Absence

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january", "februari feb february", "mars mar march", "april apr", "maj may", "juni jun june",
            "juli jul july", "augusti aug august", "september sep sept", "oktober okt october oct", "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DAYS = "måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mån|tis|ons|tors?|fre|lör|sön"
WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
DATE = (
    r"(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    rf"|(?P<day>\d{{1,2}})(?::?(?:e|a|st|nd|rd|th))?\.? (?:of )?(?P<month>{MONTH})\b\.?,?(?: (?P<year>\d{{4}}))?"
    rf"|(?P<month2>{MONTH})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b,?(?: (?P<year2>\d{{4}}))?"
    r"|(?P<day3>\d{1,2})/(?P<month3>\d{1,2})(?:[-/ ](?P<year3>\d{4}|\d{2}))?(?!\d)"
    r"|(?P<day4>\d{1,2})\.(?P<month4>\d{1,2})\.(?P<year5>\d{4}|\d{2})?(?!\d)"
    r"|(?P<week>(?:vecka|v\.?|week) ?\d{1,2})\b(?: (?P<year4>\d{4}))?)"
)
LEAD = rf"(?:(?:igen|(?:på|till|i) (?:plats|tjänst|kontoret|jobbet|arbetet?)(?: igen)?|tillbaka|åter|in the office|at work|in office|at the office|to (?:the office|work)|first|igen),? )?(?:(?:den|the|på|on|from|fr\.o\.m\.?|från|och med|from and including|by|again|igen|i början av|i|efter|early|är|w/c|week commencing|veckan)\s+){{0,3}}(?:(?:{DAYS})(?:en)?,?\s+)?(?:(?:den|the)\s+)?"
AGAIN = (
    r"\b(?:åter|tillbaka|återkommer|return(?:ing)?|back|i tjänst|på plats igen|on duty|resume|igen|återkomst|förrän|nästa gång jag [\w ]{3,25}?|nåbar|anträffbar|öppnar(?: vi)?|(?:re)?open"
    r"|får (?:du |ni )?(?:ett )?svar|svarar?(?: jag| vi)?(?: dig| er)?(?: då| när jag är)?|(?:will )?(?:reply|respond|answer)(?: to)?(?: you| your e-?mail)?(?: again)?)\b[:,]?\s+(?:igen,? )?"
)
BACK = re.compile(rf"{AGAIN}{LEAD}{DATE}", re.I)
BACK_ON = re.compile(  # a weekday alone, or tomorrow, is the next one
    rf"(?:{AGAIN}|\bsvar(?:et)? kommer )(?:igen )?(?:(?:på|nu på|nästa|on|next|first thing|först) )*(?P<day>{DAYS}|i ?morgon|tomorrow)(?:en)?\b(?![\w ]{{0,8}}\d)",
    re.I,
)
UNTIL = re.compile(
    rf"(?P<word>\b(?:till och med|t\.? ?o\.? ?m\.?|tom|fram till och med|fram t\.? ?o\.? ?m\.?|through|until and including|up to and including|fram till|until|till|to)|(?<=\s)[–-])\s+{LEAD}{DATE}",
    re.I,
)
SPAN = re.compile(  # 16-18 november, vecka 28-32
    rf"\b(?:(?P<weeks>v\.?|vecka|veckorna|weeks?) ?\d{{1,2}}(?:, ?\d{{1,2}})* ?(?:[–-]|till|och|to|t\.o\.m\.) ?(?P<last>\d{{1,2}})\b"
    rf"|(?:(?:mellan|between)\s.{{3,30}}?\s(?:och|and)\s+"
    rf"|\d{{1,2}}(?:/\d{{1,2}}|\.\d{{1,2}}\.(?:\d{{2,4}})?| (?:{MONTH})\b\.?(?: \d{{4}})?)? ?(?:[–-]|till|to) ?){LEAD}{DATE})",
    re.I,
)
AWAY = re.compile(
    r"kurs|konferens|utbildning|stängt?|bemanning|upptagen|closed|conference|travel|ute\b|semester|ledig|frånvar|borta|tjänstgör|out of (the )?office|\bout\b|away|leave|holiday|vacation|inte på plats|ej på plats|sjuk|resa|inte i tjänst|åter",
    re.I,
)
STAND_IN = re.compile(
    r"kontakta|vänd(a)? (dig|er)|vänligen|ersättare|ersätter|vikari|hör av (dig|er)|i mitt ställe|under (min|tiden)|skicka|mejla|maila|ring"
    r"|brådskande|akuta?|contact|please (refer|write|email|e-mail|turn|reach)|urgent|in my absence|on my behalf|colleague|deputy|stand-?in|substitute|covering|assistant|kollega|ställföreträd|biträdande|assistent|hänvisa|nås på|chefen|\bny \w+ är|efterträd|\bstf\b|replaced by|successor",
    re.I,
)
WORD = r"(?!(?:E-?post|E-?[Mm]ail|Mail|Mejl|Telefon|Tel|Tfn|Mobil|Phone)\b)[A-ZÅÄÖÉ][a-zåäöéèüA-ZÅÄÖÉ'\-]+"
NAME = re.compile(rf"\b({WORD}(?: (?:af|von|de|van) | ){WORD}(?: {WORD})?)")
NO_NAME = re.compile(
    r"^(Vid|Vänligen|Kontakta|För|Med|Region|Jag|Under|Om|Please|For|In|Contact|Hälsningar|Vänliga|Varma|Kommun|Tack|Ring|Mejla|Maila|Best|Kind|Hej|Du|Ni|Min|Mitt|If|You|My|Kind)\b ?"
)
MOST = 10_000


def read(text: str, received: date, ignored: frozenset[str] = frozenset()) -> Absence | None:
    """The return date and the stand-in that an automatic answer names; None when it names neither."""
    text = " ".join(text[:MOST].replace("\u00a0", " ").split())
    name, address = _stand_in(text, ignored)
    found = Absence(_return(text, received), name, address)
    return found if found.returns_on or found.stand_in_address or found.stand_in_name else None


def _return(text: str, received: date) -> date | None:
    for one in BACK.finditer(text):
        when = _date(one, received)
        if when:
            return when
    for one in UNTIL.finditer(text):
        when = _date(one, received, end=True)
        if when and _is_away(text, one):
            begun = re.search(r"\b(från|from|mellan|between)\b", text[max(0, one.start() - 40) : one.start()], re.I)
            is_back = one["word"].lower() in ("until", "fram till", "till") and not begun
            return when + timedelta(days=0 if is_back else 1)
    for one in SPAN.finditer(text):
        when = _week(f"{one['last']}", received, end=True) if one["weeks"] else _date(one, received, end=True)
        if when and _is_away(text, one):
            return when + timedelta(days=1)
    soon = BACK_ON.search(text)
    return _next(soon["day"].lower(), received) if soon else None


def _is_away(text: str, one: re.Match[str]) -> bool:
    return bool(AWAY.search(text[max(0, one.start() - 160) : one.end() + 60]))


def _next(day: str, received: date) -> date:
    """The next such weekday after the mail, or the day after it."""
    number = next((at % 7 for at, name in enumerate(WEEKDAYS) if day.startswith(name)), None)
    ahead = 1 if number is None else (number - received.weekday() - 1) % 7 + 1
    return received + timedelta(days=ahead)


def _date(one: re.Match[str], received: date, end: bool = False) -> date | None:
    try:
        if one["iso"]:
            year, month, day = (int(part) for part in one["iso"].split("-"))
            return _sane(date(year, month, day), received)
        if one["week"]:
            return _in_week(one, received, end)
        month = int(one["month3"] or one["month4"] or 0) or MONTHS[(one["month"] or one["month2"]).lower()]
        day = int(one["day"] or one["day2"] or one["day3"] or one["day4"])
        stated = one["year"] or one["year2"] or one["year3"] or one["year5"]
        if stated:
            return _sane(date(int(stated) + (2000 if len(stated) == 2 else 0), month, day), received)
        found = date(received.year, month, day)
        return _sane(found if found >= received - timedelta(days=60) else found.replace(year=found.year + 1), received)
    except ValueError:
        return None


def _in_week(one: re.Match[str], received: date, end: bool) -> date | None:
    """The weekday that stands before the week, else its first or last day."""
    named = re.search(rf"({DAYS})(?:en)?,?\s+(?:i |den )?$", one.string[: one.start("week")], re.I)
    if named is None:
        return _week(one["week"], received, end, one["year4"])
    monday = _week(one["week"], received, False, one["year4"])
    return monday + timedelta(days=_weekday(named[1].lower())) if monday else None


def _weekday(day: str) -> int:
    return next((at % 7 for at, name in enumerate(WEEKDAYS) if day.startswith(name)), 0)


def _week(text: str, received: date, end: bool, year: str | None = None) -> date | None:
    number = int(re.sub(r"\D", "", text))
    try:
        found = date.fromisocalendar(int(year or received.year), number, 1)
        if not year and found < received - timedelta(days=60):
            found = date.fromisocalendar(received.year + 1, number, 1)
    except ValueError:
        return None
    return _sane(found + timedelta(days=6 if end else 0), received)


def _sane(found: date, received: date) -> date | None:
    return found if received - timedelta(days=400) < found < received + timedelta(days=800) else None


def _stand_in(text: str, ignored: frozenset[str]) -> tuple[str, str]:
    """The first address that words such as "kontakta" lead to, and the name before or after it."""
    for address in found_in(text, 20):
        if address in ignored:
            continue
        at = text.lower().find(address)
        before = text[max(0, at - 160) : at]
        if STAND_IN.search(before) or STAND_IN.search(text[at : at + 80]):
            return _name(before, text[at + len(address) : at + len(address) + 60], address), address
    if one := _only_one(text, ignored):
        return one
    return _named_only(text), ""


def _only_one(text: str, ignored: frozenset[str]) -> tuple[str, str] | None:
    """Of an absent person's one matter or another: the first address, when it is a person's."""
    for address in found_in(text, 20):
        led = re.search(
            r"(ärenden|frågor|gäller|questions|matters|concerning)[^.@]{0,80}$",
            text[: text.lower().find(address)],
            re.I,
        )
        if address not in ignored and led:
            return _name(led[0], "", address), address
    return None


def _named_only(text: str) -> str:
    for word in re.finditer(
        r"(?:kontakta|vänd (?:dig|er) till|contact|ersätts av|vikarie är|(?:ersättare|vikarie|efterträdare)(?: är| heter|:)|hör av dig till|vikarierar|ersätter mig"
        r"|(?:tillförordnad|tf\.?|vikarierande|acting) [\w-]+(?: är| is)?(?: under tiden)?) ",
        text,
        re.I,
    ):
        found = NAME.match(text, word.end())
        if found:
            return found[1]
    return ""


def _name(before: str, after: str, address: str) -> str:
    """The name nearest to the address; one that shares letters with it wins."""
    local = address.partition("@")[0]
    names = [NO_NAME.sub("", one[1]).strip() for one in NAME.finditer(before)]
    names = [name for name in reversed(names) if " " in name]
    for name in [*names, *(one[1] for one in NAME.finditer(after))]:
        if any(_plain(word)[:4] in local for word in name.split() if len(word) > 2):
            return name
    return names[0] if names else ""


def _plain(word: str) -> str:
    return word.lower().translate(str.maketrans("åäöéèü", "aaoeeu"))
