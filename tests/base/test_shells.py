"""The three shells and the error pages stand, for staff and for guests, in both languages."""

from types import SimpleNamespace

import pytest
from starlette.requests import Request

from hearing.base.lang import use
from hearing.base.templates import environment
from hearing.base.web import Paging
from hearing.base.words import other_language_url
from tests.base.shell import request, staff

STATUSES = (400, 403, 404, 405, 413, 422, 429, 500)


def draw(shell: str, at: Request, **values: object) -> str:
    """A page of one word in a shell."""
    source = f"{{% extends '{shell}' %}}{{% block title %}}T{{% endblock %}}{{% block main %}}M{{% endblock %}}"
    return environment().from_string(source).render(request=at, **values)


def test_the_band_marks_where_the_reader_is() -> None:
    drawn = draw("desk.html", staff("/desk/events/12"), nav={"home": 5})

    assert '<a href="/desk/events/" aria-current="page">' in drawn
    assert drawn.count("aria-current") == 1
    assert '<span class="count">5<span class="visually-hidden"> saker att göra</span></span>' in drawn


def test_the_band_shows_only_what_the_reader_may_open() -> None:
    door = request("/desk/", account=SimpleNamespace(name="Dörren"), rights=frozenset())

    drawn = draw("desk.html", door)

    assert 'href="/desk/"' in drawn
    assert "/desk/events/" not in drawn
    assert '/desk/staff/"' not in drawn


def test_another_organiser_can_be_chosen() -> None:
    organisers = [SimpleNamespace(id=1, name="Egen röst Dalarna"), SimpleNamespace(id=2, name="NSPH")]

    drawn = draw("desk.html", staff(organisers=organisers))

    assert '<button name="organiser" value="2">' in drawn
    assert 'value="1"' not in drawn


def test_the_side_stands_only_when_there_is_one() -> None:
    source = "{% extends 'desk.html' %}{% block title %}T{% endblock %}{% block side %}S{% endblock %}"

    assert "with-side" in environment().from_string(source).render(request=staff())
    assert "with-side" not in draw("desk.html", staff())


def test_guests_see_the_organiser_and_not_the_tool() -> None:
    organiser = SimpleNamespace(name="Egen röst Dalarna", colour="#1b6040")

    drawn = draw("public.html", request("/events/hearing"), organiser=organiser)

    assert "<title>T – Egen röst Dalarna</title>" in drawn
    assert 'fill="#1b6040"' in drawn
    assert "logo__shape" not in drawn
    assert '<a href="/en/events/hearing" lang="en" hreflang="en">English</a>' in drawn


def test_english_pages_lead_on_in_english() -> None:
    with use("en"):
        drawn = draw("public.html", request("/en/events/hearing"))

    assert '<html lang="en">' in drawn
    assert 'href="/en/calendar/"' in drawn
    assert '<a href="/events/hearing" lang="sv" hreflang="sv">Svenska</a>' in drawn


@pytest.mark.parametrize(("path", "there"), [("/", "/en/"), ("/en/", "/"), ("/en", "/"), ("/england", "/en/england")])
def test_every_public_address_has_its_twin(path: str, there: str) -> None:
    assert other_language_url(request(path)) == there


def test_a_toast_offers_the_way_back() -> None:
    drawn = draw("desk.html", staff(), flash={"text": "Sparat.", "undo": "/undo"})

    assert "<p>Sparat.</p>" in drawn
    assert '<form method="post" action="/undo"><button>Ångra</button></form>' in drawn


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("status", STATUSES)
def test_each_fault_has_a_page_in_both_shells(status: int, language: str) -> None:
    template = environment().get_template(f"errors/{status}.html")

    with use(language):
        guest = template.render(request=request("/nowhere"), text="X")
        desk = template.render(request=staff("/desk/nowhere", request_id="abc"), text="X")

    assert "guest-head" in guest
    assert "mainnav" not in guest
    assert "mainnav" in desk
    assert "abc" in desk


def test_a_refusal_is_a_page_with_the_way_back() -> None:
    drawn = environment().get_template("refusal.html").render(request=request("/desk/x"), text="Redan publicerat.")

    assert "Redan publicerat." in drawn
    assert 'role="alert"' in drawn


def test_fragments_stand_alone() -> None:
    made = environment()
    paging = Paging(start=0, total=1200, query="")

    assert "notice--warn" in made.get_template("_refusal.html").render(text="Nej.")
    assert "notice--ok" in made.get_template("_notice.html").render(text="Ja.", kind="ok")
    assert "Visar 1–50 av 1\xa0200" in made.get_template("_pager.html").render(paging=paging)
    assert "hx-swap-oob" in made.get_template("_toast.html").render(oob=True)


def test_the_accessibility_statement_stands_in_the_guests_shell() -> None:
    drawn = environment().get_template("accessibility.html").render(request=request("/accessibility"))

    assert '<h1 class="dash">Tillgänglighetsredogörelse</h1>' in drawn.replace("\u00ad", "")  # it may break there
    assert "guest-head" in drawn
