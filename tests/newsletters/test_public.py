"""The public pages: asking, confirming, stopping; what mail programs, scanners and strangers do."""

from typing import Any

import httpx2
import pytest

from hearing.base.clock import now
from hearing.newsletters import subscribe
from hearing.newsletters.models import Subscriber
from hearing.newsletters.public import MOST_FROM
from tests import make
from tests.newsletters.make import SIV, again, offered, planner, subscriber

pytestmark = pytest.mark.anyio
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
WEBMAIL = {"origin": "https://mail.webmail.test", "sec-fetch-site": "cross-site"}


async def test_only_an_organiser_that_offers_the_letter_has_the_page(client: httpx2.AsyncClient) -> None:
    organiser = await make.organiser()
    before = (await client.get("/newsletters/egen-rost")).status_code
    await offered()
    page = await client.get("/newsletters/egen-rost")
    calendar, front = await client.get("/calendar/"), await client.get("/en/calendar/")
    await subscribe.offer(organiser, await planner(), False)

    assert (before, page.status_code, "Jag vill ha månadsbrevet" in page.text) == (404, 200, True)
    assert ('href="/newsletters/egen-rost"' in calendar.text, "/en/newsletters/egen-rost" in front.text) == (True, True)
    assert (await client.get("/newsletters/egen-rost")).status_code == 404
    assert "/newsletters/" not in (await client.get("/calendar/")).text


async def test_asking_says_the_same_to_everybody(client: httpx2.AsyncClient) -> None:
    await offered()
    await subscriber("known@post.test")
    answers = [
        await client.post("/newsletters/egen-rost", data={"email": email, "language": "sv"})
        for email in ("known@post.test", "new@post.test")
    ]

    assert {(one.status_code, one.headers["location"]) for one in answers} == {(303, "/newsletters/egen-rost/thanks")}
    assert (await client.get("/newsletters/egen-rost/thanks")).status_code == 200


@pytest.mark.parametrize("email", ["", "siv", "å@post.test", "a@b@c"])
async def test_what_is_no_address_is_said_and_stays(client: httpx2.AsyncClient, email: str) -> None:
    await offered()
    answer = await client.post("/newsletters/egen-rost", data={"email": email, "language": "en"})

    assert (answer.status_code, f'value="{email}"' in answer.text) == (422, True)
    assert not await Subscriber.exists()


async def test_too_many_from_one_place_must_wait(client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearing.newsletters.public.MOST_FROM", 2)
    await offered()
    statuses = [
        (await client.post("/newsletters/egen-rost", data={"email": f"a{n}@post.test"})).status_code for n in range(3)
    ]

    assert (statuses, MOST_FROM) == ([303, 303, 429], 200)


async def test_yes_is_a_press_and_looking_is_none(client: httpx2.AsyncClient) -> None:
    organiser = await offered()
    await subscribe.ask(organiser, SIV, "sv")
    row = await Subscriber.get()
    for _turn in range(10):
        assert (await client.get(f"/n/{row.token()}?answer=yes")).status_code == 200
        assert (await client.head(f"/n/{row.token()}")).status_code == 200
    looked = (await again(row)).status
    answer = await client.post(f"/n/{row.token()}/confirm")

    assert (looked, answer.status_code, (await again(row)).status) == ("asked", 303, "on")


@pytest.mark.parametrize("headers", [{}, WEBMAIL, {"origin": "null"}])
async def test_a_mail_programs_button_stops_it(client: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    row = await subscriber()
    answers = [await client.post(f"/n/{row.token()}", data=ONE_CLICK, headers=headers) for _turn in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert ((await again(row)).status, (await again(row)).stopped_at) == ("stopped", now())
    assert ("set-cookie" in answers[0].headers, SIV in answers[0].text) == (False, False)


async def test_the_button_may_come_as_multipart(client: httpx2.AsyncClient) -> None:
    row = await subscriber()
    kind = {"content-type": "multipart/form-data; boundary=x"}
    body = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'

    assert (await client.post(f"/n/{row.token()}", content=body, headers=kind | WEBMAIL)).status_code == 200
    assert (await again(row)).status == "stopped"


@pytest.mark.parametrize("data", [{}, {"List-Unsubscribe": "no"}, {"answer": "yes"}])
async def test_anything_else_stops_nothing(client: httpx2.AsyncClient, data: dict[str, Any]) -> None:
    row = await subscriber()

    assert (await client.post(f"/n/{row.token()}", data=data, headers=WEBMAIL)).status_code == 422
    assert (await again(row)).status == "on"


async def test_from_elsewhere_comes_nothing_but_the_stop(client: httpx2.AsyncClient) -> None:
    row = await subscriber()
    await subscribe.stop(row)
    there = f"/n/{row.token()}"
    paths = [f"{there}/start", f"{there}/confirm", f"{there}/", "/newsletters/egen-rost", "/n/short", "/sign-out"]

    assert {(await client.post(path, data={"email": SIV}, headers=WEBMAIL)).status_code for path in paths} == {403}
    assert (await again(row)).status == "stopped"


async def test_a_stop_is_undone_on_the_same_page(client: httpx2.AsyncClient) -> None:
    row = await subscriber()
    await client.post(f"/n/{row.token()}", data=ONE_CLICK)
    wrong = await client.post(f"/n/{row.token()}/start", data={"email": "fel@post.test"})
    right = await client.post(f"/n/{row.token()}/start", data={"email": SIV})

    assert (wrong.status_code, "fel@post.test" in wrong.text, right.status_code) == (422, True, 303)
    assert (await again(row)).status == "on"


async def test_unknown_and_forgotten_links_look_the_same(client: httpx2.AsyncClient) -> None:
    row = await subscriber()
    await Subscriber.filter(pk=row.pk).delete()
    token, unknown = row.token(), "2" * 22
    pages = [await client.get(f"/n/{one}") for one in (token, unknown)]
    posts = [await client.post(f"/n/{one}", data=ONE_CLICK) for one in (token, unknown)]

    assert {(one.status_code, one.text.replace(token, unknown)) for one in pages + posts} == {(404, pages[1].text)}


async def test_the_page_and_its_link_stay_private(client: httpx2.AsyncClient) -> None:
    row = await subscriber()
    answer = await client.get(f"/n/{row.token()}")

    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["cache-control"] == "private, no-store"
    assert (SIV in answer.text, "Disallow: /n/" in (await client.get("/robots.txt")).text) == (False, True)
