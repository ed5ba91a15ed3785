"""An organiser's mark is served as a file that cannot do anything."""

import httpx2
import pytest

from hearing.organisers.models import Organiser
from tests.organisers.test_register import PNG

pytestmark = pytest.mark.anyio


async def test_an_uploaded_mark_is_served(ann: httpx2.AsyncClient) -> None:
    answer = await ann.post("/desk/staff/organiser/logo", files={"logo": ("x.html", PNG, "text/html")})
    served = await ann.get("/organisers/egen-rost/logo")

    assert answer.status_code == 303
    assert (served.status_code, served.content, served.headers["content-type"]) == (200, PNG, "image/png")
    assert served.headers["x-content-type-options"] == "nosniff"
    assert served.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert served.headers["content-disposition"].startswith("attachment")


async def test_a_known_mark_is_not_sent_again(ann: httpx2.AsyncClient) -> None:
    await ann.post("/desk/staff/organiser/logo", files={"logo": ("x.png", PNG, "image/png")})
    first = await ann.get("/organisers/egen-rost/logo")

    again = await ann.get("/organisers/egen-rost/logo", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")


async def test_a_script_is_refused_with_a_sentence(ann: httpx2.AsyncClient) -> None:
    answer = await ann.post("/desk/staff/organiser/logo", files={"logo": ("x.png", b"<svg onload=x>", "image/png")})

    assert answer.status_code == 409
    assert "PNG-, JPEG- eller WebP" in answer.text
    assert (await Organiser.get()).logo_url == ""


async def test_no_picture_chosen_is_told(ann: httpx2.AsyncClient) -> None:
    assert "Välj en bild först." in (await ann.post("/desk/staff/organiser/logo", data={"logo": ""})).text


async def test_an_unreadable_colour_is_told_and_kept(ann: httpx2.AsyncClient) -> None:
    typed = {"name": "Egen röst", "sender_name": "Egen röst", "email": "a@b.test", "colour": "#F2A53C"}

    answer = await ann.post("/desk/staff/organiser", data=typed)

    assert answer.status_code == 422
    assert "kontrasten är 2 till 1" in answer.text and 'value="#F2A53C"' in answer.text


async def test_a_planner_does_not_reach_another_organiser(eve: httpx2.AsyncClient, ann: httpx2.AsyncClient) -> None:
    theirs = await Organiser.get(slug="egen-rost")

    assert (await eve.get(f"/desk/staff/organisers/{theirs.pk}")).status_code == 403
    assert (await eve.post(f"/desk/staff/organisers/{theirs.pk}", data={"name": "x"})).status_code == 403
