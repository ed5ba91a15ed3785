"""Which kind of mail it is, by what a mail says about itself, in a fixed order: the first that holds wins."""

import re

from hearing.mail import bounces, casenumbers
from hearing.mail.parsed import Parsed

LOOP_HOPS = 30
ABSENCE_SUBJECT = re.compile(
    r"^\W*((sv|re|aw|vs)\s*:\s*)*(frånvaro\w*|frånvarande|automatiskt? frånvaro\w*|out of (the )?office|ej på kontoret|inte på (kontoret|plats)|ute ur kontoret"
    r"|semester\w*|på semester|borta från kontoret|tjänstledig|föräldraledig|ooo\b|away|on (vacation|leave|holiday))",
    re.I,
)
AUTO_SUBJECT = re.compile(
    r"^\W*((sv|re|aw|vs)\s*:\s*)*(autosvar|auto-?svar|automatiskt? svar|automatiskt? (meddelande|mejlsvar|mailsvar|bekräftelse|e-?postsvar)|automatic reply|auto(matic)?[- ]?(reply|response|responder)"
    r"|autoreply|auto:)",
    re.I,
)
RECEIPT_SUBJECT = re.compile(
    r"mottagningsbekräftelse|mottagningskvitt|mottagningsbevis|bekräftelse på (mottag|registrer|inkom)|kvittens|registreringsb(ekräftelse|evis)|bekräftelse:? "
    r"|vi har (tagit emot|mottagit)|tack för (ditt|er|ert|din) (mejl|mail|meddelande|e-?post|brev|ärende)|ärende\w* .{0,30}(registrer|skapat|mottag)|acknowledg|confirmation of receipt"
    r"|we have received|receipt|request received|\[?#\d{3,}",
    re.I,
)
RECEIPT = re.compile(
    r"(har|är|blivit|blev|hereby)\b.{0,40}(mottag(?!ar)|tagit emot|tagits emot|registrer(?!at (\d|era |flera ))|diarieför|inkommit|kommit (in|fram)|nått (oss|fram|reg))|kommit in till|läggs till ärendet|bekräfta\w* .{0,40}(mottag|att (vi|ditt|er|ert))"
    r"|mottagit (din|ditt|er|ert|dina|era)|tagit emot (din|ditt|er|ert|dina|era)|registrerats\b|(handling\w*|skrivelse\w*|brev\w*|ärende\w*|mejl\w*|meddelande\w*) (är )?(registrerade?s?|diarieförd\w*|mottag(en|et|na|its))\b|registrerat (den|under|med|som|i|ditt|er)|diarieförts?|diariefört|diarieförd|\bmottaget\b|kvittens|mottagnings(bekräftelse|kvitto|bevis)|registreringsbevis"
    r"|(ditt|ert) (mejl|mail|brev|meddelande|ärende|e-?post\w*) har(?! (inte|ej|ännu inte))\b|(has|have) been (received|registered)|we have received|hereby (confirm|acknowledge)|acknowledge(s)? receipt"
    r"|confirm(s|ing)? (that we have received|(the )?receipt)|(har|finns|ligger) nu i (vårt|regionens) diari|inkom(mit)? till|tack för (ditt|ert|er|din) (mejl|mail|meddelande|e-?post|brev|skrivelse).{0,80}(handläggare|besvara|återkom|hanter|registrator)",
    re.I | re.S,
)
AWAY = re.compile(
    r"\bsemester\b|föräldraledig|tjänstledig|\bledig\b|frånvarande|frånvaro|på resande fot|inte (på plats|i tjänst|på kontoret|tillgänglig)|ej (på plats|i tjänst|på kontoret|anträffbar)"
    r"|(?<!varit )sjukskriven|slutat (min tjänst|på|hos|mitt)|har slutat|arbetar inte längre|out of (the )?office|on (annual |parental |sick )?leave|on vacation|on holiday|away from|no longer work|limited access to"
    r"|åter (den |på |i tjänst|måndag|tisdag|onsdag|torsdag|fredag|\d)|tillbaka (den|på|igen|måndag|tisdag|onsdag|torsdag|fredag|v)|läser inte (min|mina)|begränsad tillgång",
    re.I,
)
GONE = re.compile(  # what only counts when the whole mail is about it
    r"bortrest|på (tjänste)?resa|på (konferens|kurs|utbildning)\b|sporadisk|\bpension|bytt (arbete|jobb|tjänst)|nås (jag )?inte|\bvabb?ar?\b|föräldraledighet|(kontor|kansli|registrat|expedition|mottagning|växel|vi har|vi är)\w* .{0,20}\bstängt?\b(?! \w+(et|en|n)\b)|\w+stängt\b|arbetar (jag )?inte|jobbar (jag )?inte|\bförrän\b"
    r"|\b(have|has) left\b|no longer (with|at)\b|travell?ing|slow to respond|(am|is|are|be) (currently )?(out|away)\b|away until|not (be )?(checking|reading)|obestämd tid|deltid|\bborta\b|jag är åter",
    re.I,
)
STILL = re.compile(
    r"\b(men|ändå|however|but)\b.{0,60}\b(svar\w*|repl\w*|answer\w*|gärna|vill|tar|möte\w*|positiv\w*|föreslår)\b|föreslå\b|svarar (ändå|gärna|ni|er|därför)|vill ändå|här (är|kommer|följer) (vårt|mitt|ett|regionens)"
    r"|kort svar|,? så (vi|det|ett|här) ",
    re.I | re.S,
)
BESIDE = re.compile(  # what people write around an absence
    r"kontakt|vänd|hör av|\bring|telefon|mejla|maila|skicka|brådskande|akut|hänvis|ersätt|vikari|ställföreträd|\bstf\b|\btf\b|tillförordnad|efterträd|svarar|besvara|återkom|läs(er|es)|vidarebefordra|så snart|när jag|öppn|öppet"
    r"|tack för|ditt me|mejlet|meddelande|contact|urgent|reach|colleague|refer|reply|respond|get back|answer|as soon|when i\b|thank|your (e-?mail|message)|\bbest\b|regards|deputy|forward|god jul|gott nytt|trevlig|glad|happy|merry|personuppgift|konfidentiell|mottagaren|misstag|radera|gdpr|confidential|recipient|åter\b|tillbaka|\bback\b",
    re.I,
)
SUBSTANCE = re.compile(
    r"\b(vi|vår|vårt|våra|jag|oss|we|our|punkt\w*|regionen|nämnden|styrelsen|ledning\w+|medel|budget\w*|pengar\w*|kronor|kr|möte\w*|träff\w*)\b",
    re.I,
)
FILING = re.compile(  # what people write around a receipt
    r"mottag|tagit emot|tar emot|registr|diari|inkom|kommit|nått|handl(ä|a)gg|hanter|återkom|besvara|\bsvar\w*|lämn(a|at|as)|överlämn|vidarebefordr|skicka|fördela|delges|offentlig|allmän handling|sekretess|personuppgift|gdpr|ärende|\bdnr\b"
    r"|telefon|växel|öppe|kontakt|\bange\b|frågor|dagar|veckor|received|register|confirm|forward|reply|respond|reference|contact|within|days|bekräft|kvitt|läs(a|er|es)|noter|tack för|thank|mejl|e-?post|ersätt|brådsk",
    re.I,
)
SAYING = re.compile(r"\w+@|https?:|^[/\d+]|^(hej|hello|hi|dear|god|tack|med|vänlig|mvh|hälsning|bästa)\b", re.I)
FOOT = re.compile(r"\n--[ ]?\n")
ENDS = re.compile(r"[.!?]+(?=\s)|\n+")
ANSWERS = re.compile(
    r"vårt svar|svaret är|(^|[.!?]\s+)(ja|nej)[,.! ]|\bvi vill\b(?! (informera|bekräfta|upplysa|tacka|be\b))|diskuterat|svarar (vi|så här)|vi svarar|säger vi (ja|nej)|säger (ja|nej)|vi betalar|kan meddela|(avser|ämnar) (inte )?(att )?|inte avser|(har beslut|beslut)(at|ade) att|avsl(å|og|år)\b|bif(aller|öll)|tillstyrk|avstyrk|följande svar|svar på (era|punkt|fråg)|delar (er|upp)|instämmer|håller med|ställer (oss|sig)"
    r"|vi (ställer oss|stödjer|välkomnar|kommer att(?! (återkom|besvara|registrer|diarief|handl|behandla|kontakta|höra|svara|läsa|lämna|fördela|skicka))|har (diskuterat|beslutat|behandlat|läst|tagit del)|vill gärna|ser (positivt|fram)|är (positiva|intresserade)|avstår|kan (inte|tyvärr|tänka oss))"
    r"|jag (vill gärna|kommer gärna|kan (inte|tyvärr|delta|komma)|har läst|skickar .{0,20}vidare|tackar (ja|nej)|deltar|föreslår)|(ni|du) är (så |hjärtligt |varmt )?välkom\w+|gärna ett möte|boka (in )?ett? (tid|möte|besök)|bjuda in|tackar (ja|nej)"
    r"|our (answer|reply|position)|we (support|welcome|would|will not|are (positive|happy|unable|interested)|have decided|decided)|i (would|will(?! (be|return|respond|reply|answer|get back|read|check|not|have|deal|attend|contact))|can|cannot|can't) (?!(be reached|check|access))",
    re.I,
)
SPAM_HEADERS = (
    ("x-spam-flag", r"yes"),
    ("x-spam-status", r"yes"),
    ("x-spam", r"(yes|true)"),
    ("x-microsoft-antispam", r".*\bbcl:[89]"),
    ("x-rspamd-action", r"(reject|add header)"),
)
SPAM_WORDS = re.compile(
    r"\b(seo|backlinks?|search engine|rank(ing)? (on|in) google|first page of google|viagra|cialis|casino|bitcoin|crypto\w*|kryptovaluta|lottery|lotteri|inheritance|million (usd|dollars|euro)|investment opportunity|web ?design services"
    r"|guest post|sponsored (post|article)|unclaimed|beneficiary|wire transfer|click here|limited time|100% free|act now|congratulations|grattis.{0,20}vunnit|you have (won|been selected)|din vinst|erotic|dating|weight loss|snabblån"
    r"|gå ned i vikt|verify your account|account .{0,20}suspended|bekräfta ditt (konto|lösenord)|nigeria|prince|gift card|presentkort|lead generation|b2b (list|data|leads)|email list|mailing list of|buy now|discount|rabatt|erbjudande|kampanjpris)\b",
    re.I,
)
OPT_OUT = re.compile(
    r"(?<!inte )avregistrera(?! (er|oss|mig|den|henne|honom|dem)? ?inte)|(?<!inte )avprenumerera|(?<!inte )avanmäl|(stå|finnas) (kvar )?(på|i) (er|din|era) \w*(list|regist)|radera (mig|min|mina|oss|vår|våra)|skicka inte (fler|mer|några|flera)|(do not|don't) (contact|e-?mail|mail|write)|ta bort (mig|oss|min|vår|den här) .{0,40}(lista|listan|utskick|register|adress|sändlista|er)|ta bort mig|stryk (mig|oss|min)|sluta (skicka|mejla|maila)|inte (längre )?(få|ha|ta emot) (fler|mer|några|era|flera) (mejl|mail|utskick|brev|inbjudningar)"
    r"|vill inte (ha|få) (fler|mer|era|några|flera)(?! (utred|möten|frågor|krav|uppdrag|projekt|rapport))|undanber (mig|oss) .{0,30}(utskick|mejl|mail)|unsubscribe|remove (me|us|my)|opt[- ]?out|stop (sending|emailing|mailing)|take me off|no (more|further) (e-?mails|mail)|skicka inget mer|inga fler (mejl|mail|utskick)",
    re.I,
)
WISH = re.compile(
    r"\b(ja|(?<!: )nej|gärna|tyvärr|yes|no|möte|träffa\w*|boka\w*|tid|meet\w*|förslag\w*|behandla\w*|beslut\w*)\b|\?",
    re.I,
)
LONGEST_CHAIN = 20_000
SHORT = 120  # words
BARE = 22  # words that can hardly say more than where a letter was filed


def sort_of(found: Parsed, numbers: list[str]) -> tuple[str, list[str]]:
    """The kind as far as the mail alone tells it, with the signals that say so; "human" is for the matching to finish."""
    if found.received > LOOP_HOPS:
        return "loop", ["hops"]
    if bounces.is_report(found):
        return "report", ["delivery report"]
    if "disposition-notification" in found.report_type:
        return "auto_reply", ["read receipt"]
    if "feedback-report" in found.report_type or found.content_type == "message/feedback-report":
        return "auto_reply", ["complaint"]
    if found.calendar and not found.calendar.broken and found.calendar.method in ("REPLY", "COUNTER", "REFRESH"):
        return "calendar_reply", [f"calendar {found.calendar.method.lower()}", *_forged(found)]
    if found.calendar and _answers_without_method(found):
        return "calendar_reply", ["calendar answer", *_forged(found)]
    return _in_words(found, numbers)


def _forged(found: Parsed) -> list[str]:
    """What our own mail server, the topmost to write this header, found out about the sender."""
    checked = found.headers.get("authentication-results", "")
    return ["dmarc failed"] if re.search(r"\bdmarc\s*=\s*fail", checked, re.I) else []


def _answers_without_method(found: Parsed) -> bool:
    part = found.calendar
    return bool(
        part and not part.broken and not part.method and part.attendee and part.attendee == found.from_address
        and part.partstat not in ("", "NEEDS-ACTION")
    )  # fmt: skip


def _in_words(found: Parsed, numbers: list[str]) -> tuple[str, list[str]]:
    signals = automatic(found)
    own = FOOT.split(found.text, maxsplit=1)[0] or found.text
    long_answer = len(own.split()) > SHORT or bool(ANSWERS.search(own))
    receipt = bool(RECEIPT.search(own[:4000]) or RECEIPT_SUBJECT.search(_bare(found.subject)))
    away = bool(AWAY.search(own[:3000]) or ABSENCE_SUBJECT.search(found.subject))
    if signals:
        if (receipt or numbers) and (numbers or not away):
            return "acknowledgement", [*signals, "receipt"]
        return "auto_reply", [*signals, *(["absence"] if away else [])]
    away = away or (bool(GONE.search(own[:3000])) and _nothing_else(own))
    if away and not numbers and not long_answer and not STILL.search(own) and _away_alone(found):
        return "auto_reply", ["absence in words"]
    if (
        receipt
        and not (long_answer or _says_more(own))
        and len(own.split()) <= SHORT
        and _receipt_alone(own, numbers, found)
    ):
        return "acknowledgement", ["receipt in words"]
    if numbers and not long_answer and len(own.split()) <= BARE and not WISH.search(own):
        return "acknowledgement", ["case number alone"]
    spam = spam_signals(found)
    return ("spam", spam) if any(one.startswith("flag") for one in spam) else ("human", spam)


def automatic(found: Parsed) -> list[str]:
    """What says that a program wrote it, strongest first."""
    heads, signals = found.headers, []
    if heads.get("return-path", "-").replace(" ", "") == "<>":
        signals.append("null sender")
    if heads.get("auto-submitted", "no").lower().partition(";")[0].strip() not in ("no", ""):
        signals.append("auto-submitted")
    for name in (
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "x-auto-response-suppress",
        "x-autoreply-from",
        "x-mail-autoreply",
    ):
        if heads.get(name, "no").strip().lower() not in ("no", "false", "none", "0", ""):
            signals.append(name)
    if heads.get("precedence", "").strip().lower() in ("auto_reply", "auto-reply", "junk"):
        signals.append("precedence")
    if AUTO_SUBJECT.search(found.subject) or (
        ABSENCE_SUBJECT.search(found.subject) and len(found.text.split()) <= SHORT and not found.in_reply_to
    ):
        signals.append("subject")
    return signals


def _away_alone(found: Parsed) -> bool:
    """A short text about nothing but being away; who quotes what is answered is there to answer."""
    if len(found.full_text) > len(found.text) + 40 and not ABSENCE_SUBJECT.search(found.subject):
        return False
    words = len(found.text.split())
    return words <= 60 or (words <= SHORT and bool(ABSENCE_SUBJECT.search(found.subject)))


def _says_more(own: str) -> bool:
    """A sentence of substance among those about where the letter is filed and who will see to it."""
    return any(SUBSTANCE.search(said) and not FILING.search(said) for said in ENDS.split(own[:4000]))


def _nothing_else(own: str) -> bool:
    """Every sentence is about being away, about whom to turn to instead, or a greeting."""
    for sentence in ENDS.split(own[:4000]):
        said = sentence.strip()
        known = AWAY.search(said) or GONE.search(said) or BESIDE.search(said) or SAYING.search(said)
        if not known and len(said.split()) > 3:
            return False
    return True


def _receipt_alone(own: str, numbers: list[str], found: Parsed) -> bool:
    if "?" in own.partition("\n--")[0] and not numbers:
        return False
    return bool(numbers) or bool(RECEIPT.search(own[:4000]))


def _bare(subject: str) -> str:
    return (
        re.sub(r"^\W*((sv|re|vb|fw|fwd|vs|aw)\s*:\s*)+", "\0", subject, flags=re.I)
        if re.match(r"^\W*(sv|re|vb|fw|fwd)\s*:", subject, re.I)
        else subject
    )


def spam_signals(found: Parsed) -> list[str]:
    """A filter's mark in the header, then words that only strangers use."""
    marked = [
        f"flag {name}" for name, wanted in SPAM_HEADERS if re.match(wanted, found.headers.get(name, "").strip(), re.I)
    ]
    level = re.search(
        r"\bSCL:?\s*([5-9])\b",
        f"{found.headers.get('x-forefront-antispam-report', '')} SCL:{found.headers.get('x-ms-exchange-organization-scl', '')}",
    )
    if level:
        marked.append("flag scl")
    if re.match(r"\W*\[?\*{0,5}\s?spam\s?[\]*:]", found.subject, re.I):
        marked.append("flag subject")
    said = {one.lower() for one in (match[0] for match in SPAM_WORDS.finditer(f"{found.subject} {found.text[:5000]}"))}
    return [*marked, *(["spam words"] if len(said) >= 2 else [])]


def opts_out(found: Parsed) -> bool:
    """Whether the sender asks, in words, for no more mail."""
    return bool(
        OPT_OUT.search(found.text[:3000]) or re.match(r"^\W*(unsubscribe|avregistrera|stopp?)\W*$", found.subject, re.I)
    )


def numbers_of(found: Parsed) -> list[str]:
    """Case numbers: the subject, then the sender's own words."""
    return casenumbers.find(found.text, found.subject)


def numbers_below(found: Parsed, own_domains: frozenset[str]) -> list[str]:
    """Case numbers in what the house wrote to itself below, down to our own mail."""
    kept: list[str] = []
    for line in found.full_text[:LONGEST_CHAIN].split("\n"):
        if any(f"@{one}" in line.lower() for one in own_domains):
            break
        kept.append(line)
    return casenumbers.find("\n".join(kept))
