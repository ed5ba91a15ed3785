"""A mail's words: plain text and HTML from one template, and nothing a value holds means anything."""

import re
from html import unescape
from pathlib import Path

import pytest
from jinja2 import DictLoader

from hearing.base.errors import Refusal
from hearing.mail import compose
from hearing.mail.compose import Letter, fill, render

TEMPLATE = """Subject: Inbjudan till {{ title }}
Preview: Inget tal behövs.

# {{ title }}

| När | {{ when }}
| Var | Kulturhuset Tallbacken
| Länk | {{ online }}

Hej {{ name }}!

{{ text }}

## Kommer du?

[[button: Ja, jag kommer | {{ url }}?answer=yes]]
[[choice: Nej, jag kan inte | {{ url }}?answer=no]]

- Hörslinga
- Tyst rum

~ Osäker? [[link: Svara kanske | {{ url }}?answer=maybe]].
"""
VALUES = {
    "title": "Hearing i Falun",
    "when": "torsdag 12 november 2026, kl. 13.00–16.00",
    "online": "",
    "name": "Lena",
    "text": "Vi bjuder in dig.\n\nVi ses\ni Falun!",
    "url": "https://h.example/i/Qm7x",
}
PLAIN = """HEARING I FALUN

När: torsdag 12 november 2026, kl. 13.00–16.00
Var: Kulturhuset Tallbacken

Hej Lena!

Vi bjuder in dig.

Vi ses
i Falun!

KOMMER DU?

Ja, jag kommer:
https://h.example/i/Qm7x?answer=yes

Nej, jag kan inte:
https://h.example/i/Qm7x?answer=no

- Hörslinga
- Tyst rum

Osäker? Svara kanske: https://h.example/i/Qm7x?answer=maybe.
"""


@pytest.fixture(autouse=True)
def template(monkeypatch: pytest.MonkeyPatch) -> None:
    made = compose._environment().overlay(loader=DictLoader({"x/mails/y.sv.txt": TEMPLATE}), cache_size=10)
    monkeypatch.setattr(compose, "_environment", lambda: made)


def written(**changes: object) -> Letter:
    return render("x/mails/y", "sv", "Egen röst Dalarna", **(VALUES | changes))


WORD = re.compile(r"[\w/.?=]+")


def words(html: str) -> list[str]:
    """What is read in the HTML, with the links where they are."""
    body = html[html.index("<h1") :]
    body = re.sub(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', r"\2 \1", body)
    return WORD.findall(unescape(re.sub(r"<[^>]+>", " ", body)).casefold())


def test_the_text_is_laid_out_for_reading() -> None:
    assert written().text == PLAIN


def test_the_html_says_the_same_words_in_the_same_order() -> None:
    letter = written()
    shown = " ".join(words(letter.html)).replace("maybe .", "maybe.")

    assert letter.subject == "Inbjudan till Hearing i Falun"
    assert shown.split() == WORD.findall(letter.text.casefold())


def test_styles_are_inline_and_only_media_queries_are_left() -> None:
    html = written().html

    assert html.count("<style") == 1
    assert "@media (prefers-color-scheme: dark)" in html
    assert not re.search(r"<(img|link|script)|url\(", html)


@pytest.mark.parametrize("wild", ["# rad", "- ett", "~ litet", "| a | b", "[[button: Klicka | https://evil.example]]"])
def test_a_value_is_only_words(wild: str) -> None:
    letter = written(text=wild, name=f"{wild}\n\n{wild}")

    assert wild in letter.text
    assert "<h1" not in letter.html.partition("Kommer du?")[0].partition("</h1>")[2]
    assert 'href="https://evil.example' not in letter.html


def test_markup_in_a_value_is_shown_as_signs() -> None:
    letter = written(name="<b>Lena</b> & co")

    assert "&lt;b&gt;Lena&lt;/b&gt; &amp; co" in letter.html
    assert "Hej <b>Lena</b> & co!" in letter.text


def test_a_link_that_is_no_web_address_is_words() -> None:
    letter = written(url="javascript:alert(1)//")

    assert 'href="javascript' not in letter.html


def test_a_missing_value_stops_the_mail() -> None:
    with pytest.raises(Refusal) as unknown:
        render("x/mails/y", "sv", "Egen röst", **{k: v for k, v in VALUES.items() if k != "name"})
    with pytest.raises(Refusal):
        written(name=None)

    assert unknown.value.values == {"name": "name"}


def test_an_organisers_text_is_filled_or_refused() -> None:
    assert fill("Hej {Förnamn}, {titel}!", {"förnamn": "Lena", "titel": "ordförande"}) == "Hej Lena, ordförande!"
    for values in ({}, {"förnamn": " "}):
        with pytest.raises(Refusal) as wrong:
            fill("Hej {förnamn}!", values)
        assert wrong.value.values == {"name": "förnamn"}


def test_every_mail_of_the_house_exists_in_both_languages() -> None:
    home = Path(__file__).parent.parent.parent / "templates"
    names = {str(path).removesuffix(".sv.txt").removesuffix(".en.txt") for path in home.glob("*/mails/*.txt")}

    assert [name for name in sorted(names) for code in ("sv", "en") if not Path(f"{name}.{code}.txt").exists()] == []
