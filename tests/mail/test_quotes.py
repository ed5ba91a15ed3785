"""What the sender wrote is kept, what the program quoted is folded: each client's way, and the traps."""

import pytest

from hearing.mail.html_text import read
from hearing.mail.quotes import fold

QUOTED = "Ni har pengar för brukarsamverkan."


def folded(text: str) -> str:
    return fold(text.split("\n")).text


STYLES = {
    "gmail": f"Den tors 8 okt. 2026 kl 09:12 skrev NSPH <info@egen.test>:\n\n> {QUOTED}",
    "gmail broken line": f"Den tors 8 okt. 2026 kl 09:12 skrev NSPH Nationell Samverkan <\ninfo@egen.test>:\n\n> {QUOTED}",
    "gmail english": f"On Thu, Oct 8, 2026 at 9:12 AM NSPH <info@egen.test> wrote:\n\n> {QUOTED}",
    "gmail older": f"2026-10-08 9:12 GMT+02:00 NSPH <info@egen.test>:\n\n> {QUOTED}",
    "apple": f"8 okt. 2026 kl. 09:12 skrev NSPH <info@egen.test>:\n\n{QUOTED}",
    "yahoo": f"Den torsdag 8 oktober 2026 09:12:33 CEST, NSPH <info@egen.test> skrev:\n\n{QUOTED}",
    "yahoo no address": f"Den torsdag 8 oktober 2026 09:12:33 CEST, NSPH skrev:\n\n{QUOTED}",
    "name first": f"NSPH skrev den 2026-10-08 09:12:\n> {QUOTED}",
    "thunderbird": f"Den 2026-10-08 kl. 09:12, skrev NSPH:\n> {QUOTED}",
    "outlook": f"Från: NSPH <info@egen.test>\nSkickat: den 8 oktober 2026 09:12\nTill: Örjan\nÄmne: Brev\n\n{QUOTED}",
    "outlook line": f"________________________________\nFrån: NSPH\nSkickat: den 8 oktober 2026\nTill: Örjan\nÄmne: Brev\n\n{QUOTED}",
    "outlook bold": f"*Från:* NSPH\n*Skickat:* den 8 oktober 2026 09:12\n*Till:* Örjan\n*Ämne:* Brev\n\n{QUOTED}",
    "outlook old": f"-----Ursprungligt meddelande-----\nFrån: NSPH\nSkickat: den 8 oktober 2026\nTill: Örjan\n\n{QUOTED}",
    "original": f"-------- Originalmeddelande --------\nFrån: NSPH\nDatum: 2026-10-08\n\n{QUOTED}",
    "english": f"From: NSPH\nSent: Thursday, October 8, 2026\nTo: Örjan\nSubject: Letter\n\n{QUOTED}",
    "lotus": f"Från:\tNSPH <info@egen.test>\nTill:\tÖrjan\nDatum:\t2026-10-08 09:12\nÄrende:\tBrev\n\n{QUOTED}",
    "em client": f'Från "NSPH" <info@egen.test>\nTill "Örjan" <o@b.test>\nDatum 2026-10-08 09:12:33\nÄmne Brev\n\n{QUOTED}',
    "forwarded": f"---------- Forwarded message ---------\nFrån: NSPH\n\n{QUOTED}",
    "apple forward": f"Vidarebefordrat brev:\n\nFrån: NSPH\n\n{QUOTED}",
    "groupwise": f">>> NSPH <info@egen.test> 2026-10-08 09:12 >>>\n{QUOTED}",
    "zoho": f"---- Den tors, 08 okt 2026 09:12:33 +0200 NSPH <info@egen.test> skrev ----\n\n{QUOTED}",
    "notes": f"NSPH <info@egen.test>\n2026-10-08 09:12\n\nTill\nÖrjan/RD/SE@RD\nKopia\n\nÄrende\nBrev\n\n{QUOTED}",
    "deep": f"> > {QUOTED}\n> mer\n>> {QUOTED}",
    "quoting": f"Citerar NSPH <info@egen.test>:\n\n> {QUOTED}",
}


@pytest.mark.parametrize("style", STYLES)
def test_every_clients_quotation_is_folded(style: str) -> None:
    own = "Hej!\n\nVi säger ja. Se punkt 3: möten.\n\nHälsningar\nÖrjan"

    assert folded(f"{own}\n\n{STYLES[style]}") == own


TRAPS = [
    "Hej!\n\nVi skrev i våras:\n\nKom gärna hit och berätta.",
    "Den 8 oktober skrev ni till oss och frågade om följande:\n\n1. Möten\n2. Arvode\n\nVi svarar ja.",
    "Från: mig\n\nTill dig säger jag ja.",
    "Till alla som undrar\nFrån oss kommer tre\nDatum bestäms senare",
    "Hej\n\n- ja\n- nej\n\n/Örjan",
    "Punkt 1 -> ja\nPunkt 2 -> nej",
    "Hej, ring mig kl. 09.30:\n070-123 45 67",
    "Ämne: bra\nvi vill ses",
    "Vi ses den 3 mars 2027 kl. 10:00:\nlokal Kopparn.",
]


@pytest.mark.parametrize("text", TRAPS)
def test_ordinary_sentences_are_never_cut(text: str) -> None:
    assert folded(text) == text


def test_answers_below_and_between_are_kept() -> None:
    text = "Den tors 8 okt. 2026 kl 09:12 skrev NSPH <info@egen.test>:\n> Krav 1\nJa.\n> Krav 2\n> Arvode\n\nNej.\n\n/Örjan"

    assert folded(text) == "Ja.\n\nNej.\n\n/Örjan"


@pytest.mark.parametrize(
    ("html", "own"),
    [
        ("<div>Ja.</div><div class='gmail_quote'>Den 8 okt skrev:<blockquote>brev</blockquote></div>", "Ja."),
        ("<p>Ja.</p><blockquote type=cite><p>brev</p></blockquote><p>Nej.</p>", "Ja.\n\nNej."),
        ("<div>Ja.</div><div id='divRplyFwdMsg'>Från: NSPH</div><div>brev</div>", "Ja."),
        ("<div>Ja.</div><div id='appendonsend'></div><hr><div>brev</div>", "Ja."),
        ("<div>Ja.</div><div class='yahoo_quoted'>brev</div>", "Ja."),
        ("<div>Ja.</div><div class='protonmail_quote'>brev</div>", "Ja."),
        (
            "<p>Ja.</p><div style='border:none;border-top:solid #B5C4DF 1.0pt'><p><b>Från:</b> x</p></div><p>brev</p>",
            "Ja.",
        ),
        ("<p>Ja.</p><div style='border-top:solid 1pt'><p>Region Dalarna</p></div>", "Ja.\n\nRegion Dalarna"),
        ("Ja.<br><br>/Örjan<script>x</script><style>p{}</style><!-- brev -->", "Ja.\n\n/Örjan"),
        ("<table><tr><td>Krav 1</td><td>ja</td></tr></table>", "Krav 1 ja"),
        ("<ul><li>ja</li><li>nej</li></ul>", "- ja\n- nej"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<a href='x>y'>Ja</a> &amp; nej &lt;3", "Ja & nej <3"),
    ],
)
def test_html_says_what_is_quoted(html: str, own: str) -> None:
    lines = read(html).lines

    assert fold([line.text for line in lines], [line.quoted for line in lines]).text == own
