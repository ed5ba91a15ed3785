"""What a reply in words to an invitation seems to say: a suggestion for a person, never an answer by itself."""

import re

MOST = 1_500
NOT = r"(?:tyvärr |dessvärre |nog |alltså )?(?:inte|ej)(?: heller)?"
NO = re.compile(
    rf"\b(?:kan|kunde|kommer) (?:jag |vi )?{NOT}(?: (?:att|kunna|ha möjlighet att))* ?(?:\w+ )?(?:komma|delta|medverka|närvara|vara med|hinna|den|då|på|till|på plats)?\b"
    rf"|\b(?:har|hade) (?:jag |vi )?{NOT} (?:någon )?(?:möjlighet|tid)|(?:tyvärr|måste|vill|får) (?:jag |vi )?(?:tacka nej|avböja|avstå)|\btackar (?:tyvärr |därför |vänligen )?nej"
    rf"|\b(?:avböjer|avstår)\b|\bär (?:tyvärr |dessvärre )?(?:förhindrad\w*|upptag\w+|bortrest\w*|sjuk\w*)|deltar {NOT}|har (?:tyvärr )?(?:förhinder|annat möte)|hinner {NOT}"
    r"|^\W*nej\b|\b(?:can ?not|can'?t|won'?t|unable to|not able to|will not)(?: be able to)? (?:attend|come|join|make|be there|participate)|\bregret\b|\b(?:must|have to) decline|\bdecline\b",
    re.I | re.M,
)
YES = re.compile(
    rf"\b(?:kommer|deltar|medverkar|närvarar) (?:jag |vi )?(?!(?:att )?{NOT})(?:gärna|absolut|förstås|självklart)\b|\bjag (?:kommer|deltar|är med|medverkar)(?! (?:\w+ )?(?:inte|ej|att|tillbaka|gärna inte))\b"
    r"|\btackar ja\b|\btackar och (?:kommer|tar emot)|ser fram (?:e)?mot|räkna med mig|anmäler mig|passar (?:bra|utmärkt|fint)|vill gärna (?:komma|delta|vara med)|^\W*ja\b|^\W*självklart\b"
    r"|\b(?:i will|i'll|happy to|glad to|pleased to|would love to|look(?:ing)? forward)\b",
    re.I | re.M,
)
MAYBE = re.compile(
    r"\b(?:återkommer|återkomma|vet (?:tyvärr )?inte (?:ännu|än|säkert)?|kanske|preliminärt|osäker\w*|försöker (?:komma|delta)|ska försöka|beror på)\b"
    r"|\b(?:maybe|perhaps|tentative\w*|not (?:yet )?sure|get back to you|let you know)\b",
    re.I,
)
OTHER = re.compile(
    r"i mitt (?:ställe|stä)|i stället för mig|istället för mig|\bersättare\b|ersätter mig|(?:skickar|sänder) (?:i stället |istället )?(?:min |en |vår )?(?:kollega|medarbetare|ersättare)"
    r"|(?:kollega|medarbetare)\w*,? [^.\n]{0,60}(?:kommer|deltar|kan komma|ersätter)|\b(?:instead of me|in my place|on my behalf|my colleague [^.\n]{0,60}(?:will|can|attend))",
    re.I,
)


def wish(text: str) -> str:
    """yes, no, maybe or other (somebody else comes); empty when the words do not say, or say two things."""
    said = " ".join(text[:MOST].split(" "))
    if OTHER.search(said):
        return "other"
    found = [name for name, words in (("no", NO), ("yes", YES), ("maybe", MAYBE)) if words.search(said)]
    return found[0] if len(found) == 1 else ""
