"""Every macro draws the parts of the design, with what it was given and nothing else."""

from datetime import date

import pytest

from hearing.base.lang import use
from hearing.base.static import static
from hearing.base.templates import environment
from tests.base.shell import filled

NAMES = (
    "icon, logo, mark, chip, answer_chip, event_chip, mail_chip, bar, leaf, tick, notice, voice, rows, empty, confirm, "
    "crumb, tabs, menu, errors, around, field, textarea, select, date_field, check, radio, group, choice, copyable"
)


def draw(source: str, **values: object) -> str:
    """What a line of template with the macros at hand becomes."""
    text = f"{{% from 'macros.html' import {NAMES} %}}{source}"
    return environment().from_string(text).render(**values)


def test_an_icon_is_drawn_from_the_sprite() -> None:
    drawn = draw("{{ icon('yes') }}")

    assert drawn == f'<svg class="icon" aria-hidden="true"><use href="{static("img/icons.svg")}#i-yes"/></svg>'


@pytest.mark.parametrize(
    ("call", "kind", "word"),
    [
        ("answer_chip('none')", "wait", "Väntar svar"),
        ("answer_chip('yes')", "yes", "Ja"),
        ("answer_chip('no')", "no", "Nej"),
        ("answer_chip('maybe')", "maybe", "Kanske"),
        ("answer_chip('waiting', 2)", "queue", "Kö, plats 2"),
        ("answer_chip('withdrawn')", "no", "Återtagen"),
        ("answer_chip('yes', attended=true)", "yes", "Deltog"),
        ("answer_chip('yes', attended=false)", "no", "Uteblev"),
        ("event_chip('draft')", "plain", "Utkast"),
        ("event_chip('held')", "no", "Genomfört"),
        ("event_chip('cancelled')", "alert", "Inställt"),
        ("event_chip('replaced')", "sub", "Omgjort"),
        ("mail_chip('queued')", "wait", "Väntar på att skickas"),
        ("mail_chip('held')", "plain", "Hålls kvar"),
        ("mail_chip('failed')", "alert", "Gick inte att skicka"),
        ("mail_chip('doubtful')", "maybe", "Oklart om det gick"),
    ],
)
def test_a_status_has_its_word_and_its_colour(call: str, kind: str, word: str) -> None:
    drawn = draw(f"{{{{ {call} }}}}")

    assert drawn.startswith(f'<span class="chip chip--{kind}"><svg')
    assert drawn.endswith(f"</svg>{word}</span>")


def test_a_status_speaks_the_readers_language() -> None:
    with use("en"):
        assert draw("{{ event_chip('draft') }}").endswith("Draft</span>")


def test_a_field_says_what_is_wrong_and_keeps_what_was_typed() -> None:
    form = filled({"email": "Skriv en e-postadress."}, email='"><script>')

    drawn = draw("{{ field(form, 'email', 'E-post', 'email', hint='Till kvittot.') }}", form=form)

    assert 'class="field field--error"' in drawn
    assert 'value="&#34;&gt;&lt;script&gt;"' in drawn
    assert 'aria-invalid="true" aria-describedby="f-email-error f-email-hint"' in drawn
    assert "Skriv en e-postadress." in drawn


def test_the_summary_links_each_fault_to_its_field() -> None:
    form = filled({"email": "Skriv en e-postadress.", "": "Försök igen."})

    drawn = draw("{{ errors(form) }}", form=form)

    assert "<h2>Två saker att rätta</h2>" in drawn
    assert '<li><a href="#f-email">Skriv en e-postadress.</a></li><li>Försök igen.</li>' in drawn


def test_a_date_is_said_back() -> None:
    drawn = draw("{{ date_field(form, 'answer_by', 'Svara senast') }}", form=filled(answer_by="2026-10-30"))

    assert 'aria-describedby="f-answer_by-echo"' in drawn
    assert ">fredag 30 oktober 2026, v. 44</output>" in drawn


def test_a_chosen_option_stays_chosen() -> None:
    form = filled(region="20", needs=["loop"], answer="yes")

    select = draw("{{ select(form, 'region', 'Region', [(20, 'Dalarna')], blank='Alla') }}", form=form)
    group = draw("{{ group(form, 'needs', 'Behov', [('loop', 'Slinga'), ('wc', 'WC')]) }}", form=form)
    choice = draw("{% call choice(form, 'answer', 'yes', 'Ja', 'yes') %}mer{% endcall %}", form=form)

    assert '<option value="">Alla</option><option value="20" selected>Dalarna</option>' in select
    assert 'value="loop" checked' in group
    assert 'value="wc" checked' not in group
    assert 'value="yes" checked' in choice
    assert '<div class="choice__more">mer</div>' in choice


def test_a_text_keeps_its_first_line_break() -> None:
    drawn = draw("{{ textarea(form, 'text', 'Text') }}", form=filled(text="\nHej"))

    assert drawn.endswith(">\n\nHej</textarea></div>")


def test_a_bar_shows_its_parts_of_the_whole() -> None:
    drawn = draw("{{ bar([('yes', 30), ('sub', 10)], 80) }}")

    assert '<rect class="bar__yes" x="0.00" width="37.50" height="10"/>' in drawn
    assert '<rect class="bar__sub" x="37.50" width="12.50" height="10"/>' in drawn


def test_a_leaf_shows_weekday_day_and_month() -> None:
    drawn = draw("{{ leaf(day) }}", day=date(2026, 11, 12))

    assert drawn == ('<time class="leaf" datetime="2026-11-12"><span>tors</span><b>12</b><span>nov</span></time>')


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("{{ logo() }}", "logo__shape"),
        ("{{ mark(none) }}", 'fill="#5a2a5f"'),
        ("{{ tick('late', 'Tolk') }}", '<li class="is-late">'),
        ("{{ notice('Tiden krockar.', 'warn') }}", '<div class="notice notice--warn">'),
        ("{% call notice() %}<b>Hej</b>{% endcall %}", "<div><b>Hej</b></div>"),
        ("{{ voice('Lyktan', 'Får vi?', ours=true) }}", '<div class="voice voice--ours">'),
        ("{{ rows([('När', 'I dag'), ('Var', '')]) }}", "<div><dt>När</dt><dd>I dag</dd></div></dl>"),
        ("{{ empty('Inga', 'Än.', '/ny', 'Ny') }}", '<h2 class="dash">Inga</h2>'),
        ("{{ confirm('Flytta?', '/x', 'Flytta', '/', 'Nej') }}", 'action="/x" aria-labelledby="confirm-title"'),
        ("{{ crumb('/desk/events/', 'Evenemang') }}", 'aria-label="Du är här"'),
        ("{{ tabs([{'url': '/', 'text': 'Alla', 'here': true, 'count': 1200}], 'Delar') }}", "1\xa0200</span></a>"),
        ("{% call menu('Meny') %}<li></li>{% endcall %}", '<ul class="menu__list"><li></li></ul>'),
        ("{{ radio(none, 'a', 'b', 'C', checked=true) }}", 'type="radio" id="f-a-b" name="a" value="b" checked'),
        ("{{ check(none, 'a', 'B') }}", 'id="f-a"'),
        ("{{ copyable('u', 'Adress', 'https://x') }}", 'data-copy="u"'),
    ],
)
def test_each_part_is_drawn(source: str, part: str) -> None:
    assert part in draw(source)
