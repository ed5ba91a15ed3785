"""The desk: begin a letter, choose, look, send, undo; who gets it; other organisers see nothing."""

from datetime import date, timedelta

import httpx2
import pytest

from hearing.base.clock import now
from hearing.events.models import EventStatus
from hearing.letters.kinds_case import Handling
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.mail.models import Mailing
from hearing.newsletters import monthly, subscribe
from hearing.newsletters.models import Newsletter, Offer, Subscriber
from tests import make
from tests.invitations.make import event
from tests.letters import make as letters
from tests.newsletters.make import SIV, again, letter, planner, subscriber

pytestmark = pytest.mark.anyio


async def answered(shown: bool, published: bool = True, code: str = "norra") -> Recipient:
    """An answer to a letter of ours, this month."""
    campaign = await Campaign.first() or await letters.addressed()
    await Campaign.filter(pk=campaign.pk).update(slug="brevet", published_at=now() if published else None)
    row = await letters.recipient(campaign, code)
    told = {"handling": Handling.ANSWERED, "answered_on": date(2026, 11, 9), "shown_text": "Vi säger ja."}
    await Recipient.filter(pk=row.pk).update(shown=shown, **told)
    return row


async def test_only_what_is_public_is_offered(ann: httpx2.AsyncClient) -> None:
    mine = await make.organiser()
    soon = await event(organiser=mine, listed=True, title="Öppet möte")
    far = await event(organiser=mine, listed=True, starts_at=now() + timedelta(days=90))
    await event(organiser=mine, listed=True, status=EventStatus.CANCELLED)
    await event(organiser=mine, listed=False, status=EventStatus.UNLISTED)
    await event(organiser=await make.organiser("tallen", "Tallen"), listed=True)
    told = await answered(shown=True)
    await answered(shown=False, code="vastra")
    row = await monthly.draft(mine, await planner(), date(2026, 11, 1))
    offered = await monthly.choices(row)

    assert ([one.pk for one in offered.events], [one.pk for one in offered.answers]) == ([soon.pk, far.pk], [told.pk])
    assert (row.events, row.answers) == ([soon.pk], [told.pk])
    page = await ann.get(f"/desk/newsletters/{row.pk}")
    assert ("Öppet möte" in page.text, "Vi säger ja." in page.text) == (True, True)
    await Campaign.all().update(published_at=None)
    assert (await monthly.told(row)).answers == []
    await Campaign.all().update(published_at=now(), organiser_id=(await make.organiser("tallen")).pk)
    assert (await monthly.choices(row)).answers == []


async def test_a_letter_from_the_button_to_the_undo(ann: httpx2.AsyncClient) -> None:
    await subscriber()
    made = await ann.post("/desk/newsletters/", data={"month": "2026-11-01"})
    twice = await ann.post("/desk/newsletters/", data={"month": "2026-11-30"})
    there = made.headers["location"]
    saved = await ann.post(there, data={"subject": "Novemberbrev", "intro": "Hej **alla**", "there": "preview"})
    preview = await ann.get(saved.headers["location"])
    html = await ann.get(f"{there}/html?language=en")
    sent = await ann.post(f"{there}/send")
    second = await ann.post(f"{there}/send")
    after = await ann.get(there)
    mailing = await Mailing.get()
    undone = await ann.post(f"{there}/mailings/{mailing.pk}/undo")

    assert (made.status_code, twice.headers["location"], saved.status_code) == (303, there, 303)
    assert ("Skicka till en adress?" in preview.text, "Hej alla" in html.text) == (True, True)
    assert "sandbox" in html.headers["content-security-policy"]
    assert (sent.status_code, second.status_code, "Kopian" in after.text) == (303, 409, True)
    assert (undone.status_code, (await Newsletter.get()).status) == (303, "draft")


async def test_what_is_sent_cannot_be_changed(ann: httpx2.AsyncClient) -> None:
    row = await letter()
    await Newsletter.filter(pk=row.pk).update(status="sent", sent_at=now())

    assert (await ann.post(f"/desk/newsletters/{row.pk}", data={"subject": "Nytt"})).status_code == 409
    assert (await Newsletter.get()).subject == row.subject


async def test_a_subject_is_needed_and_the_rest_stays(ann: httpx2.AsyncClient) -> None:
    row = await letter()
    answer = await ann.post(f"/desk/newsletters/{row.pk}", data={"subject": " ", "intro": "Mina ord"})

    assert (answer.status_code, "Mina ord" in answer.text) == (422, True)


async def test_offering_it_and_no_more(ann: httpx2.AsyncClient) -> None:
    for typed, kept in (("1", True), ("1", True), ("0", False)):
        assert (await ann.post("/desk/newsletters/offer", data={"open": typed})).status_code == 303
        assert [one.open for one in await Offer.all()] == [kept]


async def test_staff_see_remove_and_take_out_those_who_get_it(ann: httpx2.AsyncClient) -> None:
    row = await subscriber()
    await subscribe.ask(row.organiser, "vantar@post.test", "en")
    page, table = await ann.get("/desk/newsletters/people/?q=SIV"), await ann.get("/desk/newsletters/people.csv")
    removed = await ann.post(f"/desk/newsletters/people/{row.pk}/remove")

    assert (SIV in page.text, "vantar@post.test" in page.text) == (True, False)
    assert table.text.lstrip("\ufeff").splitlines()[1:] == [f"{SIV};sv;2026-11-23;2026-11-23"]
    assert (removed.status_code, (await again(row)).status, (await again(row)).address) == (303, "stopped", "")


async def test_a_reader_sees_letters_and_no_addresses(bo: httpx2.AsyncClient) -> None:
    await subscriber()
    row = await letter()
    pages = [await bo.get(f"/desk/newsletters/{path}") for path in ("", f"{row.pk}", f"{row.pk}/preview")]

    assert {(one.status_code, SIV in one.text, "/send" in one.text) for one in pages} == {(200, False, False)}
    assert (await bo.get("/desk/newsletters/people/")).status_code == 403
    assert (await bo.get("/desk/newsletters/people.csv")).status_code == 403


async def test_another_organiser_sees_nothing_of_it(eve: httpx2.AsyncClient) -> None:
    row, sub = await letter(), await subscriber()

    assert (await eve.get(f"/desk/newsletters/{row.pk}")).status_code == 404
    assert (await eve.post(f"/desk/newsletters/people/{sub.pk}/remove")).status_code == 404
    texts = [(await eve.get(path)).text for path in ("/desk/newsletters/people/", "/desk/newsletters/people.csv")]
    assert [SIV in text for text in texts] == [False, False]
    assert await Subscriber.filter(status="on").count() == 1
