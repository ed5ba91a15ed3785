"""What the sender wrote and what the mail program quoted: a line scanner, linear in the length of the mail.

Nothing is deleted: the caller keeps the full text beside what is shown first.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MONTHS = (
    "jan|feb|mar|apr|maj|may|jun|jul|aug|sep|sept|okt|oct|nov|dec|januari|februari|mars|april|juni|juli|augusti"
    "|september|oktober|november|december|january|february|march|june|july|august|october"
)
TIME = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
DAY = re.compile(
    rf"\b(\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}[/]\d{{1,2}}|\d{{1,2}}:?e? ?\.? ?({MONTHS})\b|({MONTHS})\.? \d{{1,2}})",
    re.I,
)
VERB = re.compile(
    r"\b(skrev|wrote|skrifaði|schrieb|skrev följande|wrote the following|writes|skriver|kirjoitti|a écrit)\b", re.I
)
OPENING = re.compile(
    r"^(den|on|the|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|le|am|på|\d|citerar|quoting)", re.I
)
QUOTING = re.compile(r"^(Citerar|Quoting|Citat från|Quote from)\b.*:$", re.I)
MAIL = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")
SEPARATOR = re.compile(
    r"^[\s>*_]*(-{2,}|_{2,}|={3,}|\*{3,}|—+|–+)\s*"
    r"(ursprungligt (meddelande|e-postmeddelande|mail|mejl|brev)|ursprungsmeddelande|originalmeddelande|original ?message"
    r"|vidarebefordrat (meddelande|brev|mejl|mail)|vidarebefordrat e-postmeddelande|vidaresänt meddelande"
    r"|forwarded (message|mail|by .{1,80})|vidarebefordrat av .{1,80}|original appointment|ursprunglig avtalad tid"
    r"|opprinnelig melding|oprindelig meddelelse|ursprüngliche nachricht|svar på meddelande|reply message"
    r"|vidaresänt av .{1,80})"
    r"[\s:]*(-{2,}|_{2,}|={3,}|\*{3,}|—+|–+)?[\s*_]*$",
    re.I,
)
BEGUN = re.compile(
    r"^(begin forwarded message|vidarebefordrat (brev|meddelande|mejl)|inledning av vidarebefordrat meddelande"
    r"|början på vidarebefordrat (brev|meddelande)|vidarebefordrat e-?post(meddelande)?|påbörjat vidarebefordrat meddelande"
    r"|ursprungligt meddelande|originalmeddelande|original message)\s*:\s*$",
    re.I,
)
RULED = re.compile(r"^\s*(-{2,4}|>{3})\s?(?P<inside>.{5,300}?)\s?(-{2,4}|>{3})\s*$")
HEADS = {
    "från": "from", "from": "from", "fra": "from", "von": "from", "avsändare": "from", "sender": "from",
    "skickat": "sent", "sent": "sent", "skickad": "sent", "sendt": "sent", "gesendet": "sent",
    "till": "to", "to": "to", "til": "to", "an": "to", "mottagare": "to",
    "ämne": "subject", "subject": "subject", "rubrik": "subject", "ärende": "subject", "emne": "subject", "betreff": "subject",
    "lähettäjä": "from", "lähetetty": "sent", "päivämäärä": "date", "vastaanottaja": "to", "aihe": "subject",
    "kopio": "cc", "gesendet am": "sent", "envoyé": "sent", "objet": "subject",
    "kopia": "cc", "cc": "cc", "kopia till": "cc", "kopi": "cc", "hemlig kopia": "bcc", "bcc": "bcc",
    "datum": "date", "date": "date", "dato": "date", "tid": "date", "svar till": "reply", "reply-to": "reply",
    "viktighet": "importance", "prioritet": "importance", "importance": "importance",
    "bifogade filer": "attachments", "attachments": "attachments",
}  # fmt: skip
HEAD = re.compile(
    r"^[\s>*_|]{0,12}("
    + "|".join(sorted(HEADS, key=len, reverse=True))
    + r")[*_]{0,2}(?P<sign>\s*:|\t|\s{2,}|\s+(?=\S)|\s*$)[*_]{0,2}",
    re.I,
)
RULE = re.compile(r"^[\s>]*([-_=*–—]\s?){5,}$")
UNMARK = re.compile(r"^> ?")
LONGEST = 400
MOST_LINES = 20_000  # are looked at one by one; no letter is that long
SPAN = 6


@dataclass(slots=True)
class Folded:
    """The sender's own words, and the first quotation when there is nothing else."""

    text: str
    quoted: bool
    head: str = ""  # the lines that open the first quotation


def fold(lines: Sequence[str], known: Sequence[bool] | None = None) -> Folded:
    """Keep what the sender wrote; `known` are lines that the HTML has shown to be quotations."""
    lines = [line[:2000] for line in lines]
    marks = list(known) if known else [False] * len(lines)
    end = len(lines)
    head = ""
    at = 0
    while at < min(end, MOST_LINES):
        if marks[at]:
            at += 1
            continue
        if _is_marked(lines[at]):
            marks[at] = True
            at += 1
            continue
        length = _attribution(lines, at, marks)
        if length:
            head = head or "\n".join(lines[at : at + length])
            marks[at : at + length] = [True] * length
            if _cited_after(lines, at + length, marks):
                at += length
                continue
            end = _cut(marks, at)
        elif _starts_mail(lines, at):
            head = head or "\n".join(lines[at : at + 8])
            end = _cut(marks, _back(lines, at, marks))
        at += 1
    own = [line for line, quoted in zip(lines, marks, strict=True) if not quoted]
    return Folded(_squeeze(own), any(marks), head or _first(lines, marks))


def _first(lines: Sequence[str], marks: Sequence[bool]) -> str:
    start = next((at for at, quoted in enumerate(marks) if quoted), len(lines))
    return "\n".join(lines[start : start + 8])


def _is_marked(line: str) -> bool:
    return line.lstrip().startswith(">") and not RULED.match(line[:320])


def _cut(marks: list[bool], at: int) -> int:
    marks[at:] = [True] * (len(marks) - at)
    return at


def _back(lines: Sequence[str], at: int, marks: Sequence[bool]) -> int:
    """A rule of signs above the head of a quoted mail belongs to it."""
    above = at - 1
    while above >= 0 and not lines[above].strip() and at - above < 4:
        above -= 1
    if above < 0 or marks[above]:
        return at
    if RULE.match(lines[above]):
        return above
    if not lines[at].strip().endswith(":") and len(lines[at].split()) == 1 and DAY.search(lines[above][:60]):
        return above - 1 if above and MAIL.search(lines[above - 1][:200]) else above  # Notes: name, date, then the head
    return at


def _starts_mail(lines: Sequence[str], at: int) -> bool:
    """A separator, or three different header words within six lines."""
    line = lines[at]
    if SEPARATOR.match(line[:200]) or BEGUN.match(line.strip()[:80].strip("*_ ")):
        return True
    ruled = RULED.match(line[:320])
    if ruled and MAIL.search(ruled["inside"]) and (DAY.search(ruled["inside"]) or VERB.search(ruled["inside"])):
        return True
    return _head_block(lines, at)


def _head_block(lines: Sequence[str], at: int) -> bool:
    first = HEAD.match(lines[at])
    if not first:
        return False
    alone: set[str] = set()
    colon: set[str] = set()
    loose: set[str] = set()
    dated = mailed = False
    for line in _together(lines, at):
        dated = dated or bool(DAY.search(line[:300]))
        mailed = mailed or bool(MAIL.search(line[:300]) or (DAY.search(line[:300]) and TIME.search(line[:300])))
        found = HEAD.match(line)
        if found:
            word = HEADS[" ".join(found[1].lower().split())]
            (colon if ":" in found["sign"] else loose).add(word)
            if not line[found.end() :].strip():
                alone.add(word)
    if len(colon) >= 3:
        return dated or mailed or "from" in colon
    if len(alone) >= 3 and {"to", "subject"} <= alone:
        return True
    strong = ":" in first["sign"] or len(loose - colon) >= 3
    return strong and mailed and len(colon | loose) >= 3 and bool({"from", "sent", "date"} & (colon | loose))


def _together(lines: Sequence[str], at: int) -> Iterator[str]:
    """Up to six lines that can be one head: a value may stand under its word, else a gap ends it."""
    seen, gap, filled, loose = 0, False, False, False
    for line in lines[at : at + 2 * SPAN]:
        if not line.strip():
            gap = True
            continue
        found = HEAD.match(line)
        if gap and (loose or (filled and not found)):  # words without a colon stand close together
            return
        seen, gap = seen + 1, False
        filled = found is None or bool(line[found.end() :].strip())
        loose = loose or (found is not None and filled and found["sign"].isspace() and "\t" not in found["sign"])
        yield line
        if seen == SPAN:
            return


def _attribution(lines: Sequence[str], at: int, marks: Sequence[bool]) -> int:
    """How many lines from here are an attribution ("Den 8 okt. 2026 skrev Å <a@b>:"); 0 when none."""
    joined = ""
    for count in range(1, 4):
        here = at + count - 1
        if here >= len(lines) or marks[here] or (count > 1 and (not lines[here].strip() or _is_marked(lines[here]))):
            return 0
        joined = f"{joined} {lines[here].strip()}".strip()
        if len(joined) > LONGEST:
            return 0
        if joined.endswith((":", ":*")):
            return count if _attributes(joined.rstrip("*"), lines, here + 1, marks) else 0
        if count == 1 and not _may_open(joined):
            return 0
    return 0


def _may_open(line: str) -> bool:
    return bool(OPENING.match(line) or "@" in line or VERB.search(line) or DAY.search(line))


def _attributes(line: str, lines: Sequence[str], after: int, marks: Sequence[bool]) -> bool:
    cited = _cited_after(lines, after, marks)
    if QUOTING.match(line):
        return cited or "@" in line
    verb = next(reversed(list(VERB.finditer(line))), None)  # the last one counts: names may hold the word
    mailed, dated = bool(MAIL.search(line)), bool(DAY.search(line))
    if verb is None:
        return mailed and dated and "<" in line and (cited or bool(TIME.search(line)))
    if cited:
        return mailed or dated or _is_name(line[verb.end() :]) or len(line) < 80
    if mailed:
        return dated or line[verb.end() :].strip(" :") == "" or bool(TIME.search(line))
    return dated and bool(TIME.search(line)) and _is_name(line[verb.end() :])


def _is_name(text: str) -> bool:
    """Whether what follows on "skrev" is a name or a date, not the rest of a sentence."""
    text = text.strip(" :\"'")
    words = [word for word in re.split(r"[\s,]+", text) if word]
    small = [
        word
        for word in words
        if word[:1].islower() and word.lower() not in ("von", "av", "af", "de", "via", "den", "kl", "på", "at")
    ]
    dated = bool(DAY.search(text) and TIME.search(text))
    return len(words) <= 12 and (not small or dated)


def _cited_after(lines: Sequence[str], at: int, marks: Sequence[bool]) -> bool:
    """Whether the next words below are marked as quoted."""
    for place in range(at, min(at + 4, len(lines))):
        if lines[place].strip() or marks[place]:
            return marks[place] or _is_marked(lines[place])
    return False


def _squeeze(lines: Sequence[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line.rstrip())
    return "\n".join(kept).strip("\n ")


def without_head(lines: Sequence[str]) -> list[str]:
    """A forwarded mail's own words: the separator and header lines above them taken away, its marks too."""
    bare = [UNMARK.sub("", line) for line in lines]
    at = 0
    while at < min(len(bare), 20):
        line = bare[at]
        opens = HEAD.match(line) or SEPARATOR.match(line[:200]) or BEGUN.match(line.strip()[:80]) or RULE.match(line)
        if line.strip() and not line[:1].isspace() and not opens:
            break
        at += 1
    return bare[at:]
