"""What a reply in words to an invitation seems to say."""

import pytest

from hearing.mail.wishes import wish

SAID = {
    "no": [
        "Kan tyvärr inte komma",
        "Hej! Tyvärr kan jag inte delta den kvällen.",
        "Tack för inbjudan men jag får tacka nej.",
        "Jag har tyvärr inte möjlighet.",
        "Jag är tyvärr upptagen då.",
        "Nej, det går inte.",
        "Thank you, but I am unable to attend.",
        "Jag kommer inte att kunna vara med.",
        "Vi har förhinder.",
    ],
    "yes": [
        "Jag kommer gärna!",
        "Tackar ja till inbjudan.",
        "Ja, det passar bra.",
        "Vi deltar gärna.",
        "I will attend, looking forward to it.",
        "Ser fram emot kvällen.",
    ],
    "maybe": ["Jag återkommer om saken.", "Kanske, det beror på nämnden.", "I am not sure yet."],
    "other": [
        "Kan inte komma men min kollega Eva Ek kommer i mitt ställe.",
        "Min kollega Eva deltar.",
        "My colleague Eva will attend instead of me.",
    ],
    "": [
        "Vilken tid börjar det?",
        "Tack för inbjudan, finns det parkering?",
        "Jag kommer tillbaka till frågan.",
        "Jag kan inte den 4 februari men kommer gärna en annan dag.",
        "",
    ],
}


@pytest.mark.parametrize(("wanted", "text"), [(wanted, text) for wanted, texts in SAID.items() for text in texts])
def test_words_are_read(wanted: str, text: str) -> None:
    assert wish(text) == wanted
