"""The mail's frame: everything inline, nothing fetched, dark mode kept apart."""

import css_inline
from markupsafe import Markup

from hearing.base.templates import environment


def inlined(**values: object) -> str:
    """A mail as it leaves."""
    given: dict[str, object] = {"subject": "Ämne", "organiser": "Egen röst", "paragraphs": ["Hej!"], "footer": []}
    html = environment().get_template("mail/layout.html").render(given | values)
    return css_inline.CSSInliner(load_remote_stylesheets=False).inline(html)


def test_a_short_mail_needs_only_its_words() -> None:
    mail = inlined()

    assert '<html lang="sv">' in mail
    assert ">Hej!</p>" in mail
    assert "<h1" not in mail


def test_buttons_are_padded_links_in_cells() -> None:
    mail = inlined(buttons=[("Ja", "https://x.test/i/a?answer=yes", "primary")])

    assert 'class="button on-primary" href="https://x.test/i/a?answer=yes" style="display: block;' in mail
    assert 'bgcolor="#5a2a5f"' in mail


def test_when_and_where_come_first_and_text_is_escaped() -> None:
    mail = inlined(when=[("Var", "<Aulan>")], paragraphs=["A < B", Markup("<b>C</b>")])

    assert "Var:</b> &lt;Aulan&gt;" in mail
    assert "A &lt; B" in mail
    assert "<b>C</b>" in mail


def test_only_the_media_queries_stay_in_a_style_block() -> None:
    mail = inlined()

    assert mail.count("<style") == 1
    assert "prefers-color-scheme: dark" in mail
    assert "http" not in mail
    assert "<img" not in mail
