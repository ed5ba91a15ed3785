"""Private calendars: one's own events, last days for staff, nobody else's name, and an address that can be ended."""

from datetime import date
from typing import Any

import httpx2
import pytest

from hearing.base.links import digest
from hearing.events.models import Event
from hearing.invitations import named, private_feeds, substitutes
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation, Substitute
from hearing.invitations.models_feeds import PrivateFeed
from hearing.invitations.settle import fresh
from hearing.mail.models import OutgoingMail
from hearing.staff.models import Account, Membership
from tests import make as people
from tests.invitations import make

pytestmark = pytest.mark.anyio


def path(feed: PrivateFeed) -> str:
    return private_feeds.url(feed).removeprefix("http://localhost:8000")


def bare(answer: httpx2.Response) -> str:
    """The page without the number of the request."""
    return answer.text.partition("nämn ")[0]


@pytest.fixture
async def coming(ann: httpx2.AsyncClient) -> Invitation:
    """Somebody who comes online, and somebody else who does."""
    online: dict[str, Any] = {"mode": "hybrid", "online_url": "https://mote.test/1", "answer_by_on": date(2026, 12, 1)}
    event = await make.event(4, organiser=await people.organiser(), **online)
    row, other = await make.invitation(event), await make.invitation(event, name="Sten Annanskär")
    await answer(row, Said("yes"), Source())
    await answer(other, Said("yes"), Source())
    return await fresh(int(row.pk))


async def test_the_invited_see_their_own_events_and_nobody_else(client: httpx2.AsyncClient, coming: Invitation) -> None:
    await client.post(f"/i/{coming.token()}/calendar")
    feed = await PrivateFeed.get(person_id=coming.person.pk)

    got = await client.get(path(feed))

    assert (got.status_code, got.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert got.headers["cache-control"].startswith("private")
    assert got.text.count("BEGIN:VEVENT") == 1 and "https://mote.test/1" in got.text.replace("\r\n ", "")
    assert "Annanskär" not in got.text and "ATTENDEE" not in got.text and coming.name not in got.text


async def test_the_address_is_mailed_to_the_invited_and_never_shown(
    client: httpx2.AsyncClient, coming: Invitation
) -> None:
    page = f"/i/{coming.token()}/calendar"
    made = await client.post(page)
    first = path(await PrivateFeed.get(person_id=coming.person.pk))
    await client.post(page)
    same = path(await PrivateFeed.get(person_id=coming.person.pk))
    await client.post(page, data={"anew": "1"})
    renewed = path(await PrivateFeed.get(person_id=coming.person.pk))

    shown = await client.get(made.headers["location"])
    mails = await OutgoingMail.filter(kind="feed").order_by("id")

    assert "Vi har mejlat dig." in shown.text and "/calendar/private/" not in shown.text
    assert (first == same, first == renewed) == (True, False)
    assert {mail.to_address for mail in mails} == {coming.email}
    assert first in mails[0].body_text and renewed in mails[-1].body_text
    assert ((await client.get(first)).status_code, (await client.get(renewed)).status_code) == (404, 200)


async def test_somebody_replaced_gets_the_mail_and_the_substitute_neither_asks_nor_ends(
    client: httpx2.AsyncClient, coming: Invitation
) -> None:
    karin = await make.account()
    await substitutes.propose(coming, substitutes.Proposal("Ulf Ek", email="ulf@fbo.test"), Source())
    await substitutes.accept(await fresh(int(coming.pk)), karin)
    ulf = await Substitute.get()

    await client.post(f"/i/{ulf.token()}/calendar")
    assert not await PrivateFeed.exists()
    await client.post(f"/i/{coming.token()}/calendar")
    await client.post(f"/i/{ulf.token()}/calendar/stop")

    assert await PrivateFeed.filter(link_hash__isnull=False).exists()
    assert [mail.to_address for mail in await OutgoingMail.filter(kind="feed")] == [coming.email]


async def test_without_an_address_nothing_is_made(client: httpx2.AsyncClient, coming: Invitation) -> None:
    await Invitation.filter(pk=coming.pk).update(email="", email_norm="")

    made = await client.post(f"/i/{coming.token()}/calendar")

    assert "Vi har ingen e-postadress till dig" in (await client.get(made.headers["location"])).text
    assert not await PrivateFeed.exists()


async def test_programs_that_have_it_get_nothing_again(client: httpx2.AsyncClient, coming: Invitation) -> None:
    where = path(await private_feeds.open_for_invited(coming))
    got = await client.get(where)

    same = await client.get(where, headers={"if-none-match": got.headers["etag"]})
    head = await client.head(where)

    assert (same.status_code, same.content, head.status_code) == (304, b"", 200)
    assert head.headers["etag"] == got.headers["etag"] == (await client.get(where)).headers["etag"]


async def test_an_ended_address_looks_like_an_unknown_one(client: httpx2.AsyncClient, coming: Invitation) -> None:
    first = path(await private_feeds.open_for_invited(coming))
    second = await private_feeds.open_for_invited(coming)

    unknown = await client.get("/calendar/private/" + "x" * 22 + ".ics")
    assert ((await client.get(first)).status_code, (await client.get(path(second))).status_code) == (404, 200)
    assert bare(await client.get(first)) == bare(unknown)

    await client.post(f"/i/{coming.token()}/calendar/stop")
    assert (await client.get(path(second))).status_code == 404
    assert (await OutgoingMail.get(kind="feed_stopped")).to_address == coming.email


async def test_an_address_that_once_stood_on_the_page_is_said_to_until_there_is_a_new_one(
    client: httpx2.AsyncClient, coming: Invitation
) -> None:
    feed, page = await private_feeds.open_for_invited(coming), f"/i/{coming.token()}/calendar"
    await PrivateFeed.filter(pk=feed.pk).update(once_shown=True)

    before = (await client.get(page)).text
    await client.post(page)
    same = (await client.get(page)).text
    await client.post(page, data={"anew": "1"})
    after = (await client.get(page)).text

    assert ["har stått på den här sidan" in text for text in (before, same, after)] == [True, True, False]
    assert (await client.get(path(feed))).status_code == 404


async def test_somebody_without_an_address_can_still_stop(client: httpx2.AsyncClient, coming: Invitation) -> None:
    where = path(await private_feeds.open_for_invited(coming))
    await Invitation.filter(pk=coming.pk).update(email="", email_norm="")

    shown = (await client.get(f"/i/{coming.token()}/calendar")).text
    await client.post(f"/i/{coming.token()}/calendar/stop")

    assert "Stoppa kalendern" in shown and (await client.get(where)).status_code == 404


async def test_only_the_hash_of_the_address_is_kept(coming: Invitation) -> None:
    feed = await private_feeds.open_for_invited(coming)

    assert feed.link_hash == digest(feed.token())
    assert len(feed.token()) == 22


async def test_a_no_leaves_the_calendar_and_a_maybe_is_not_sure(client: httpx2.AsyncClient, coming: Invitation) -> None:
    where = path(await private_feeds.open_for_invited(coming))

    await answer(coming, Said("maybe"), Source())
    maybe = (await client.get(where)).text
    await answer(await fresh(int(coming.pk)), Said("no"), Source())

    assert "STATUS:TENTATIVE" in maybe
    assert "BEGIN:VEVENT" not in (await client.get(where)).text


async def test_staff_see_their_events_and_last_days(
    ann: httpx2.AsyncClient, eve: httpx2.AsyncClient, coming: Invitation
) -> None:
    await ann.post("/desk/staff/me/calendar")
    await eve.post("/desk/staff/me/calendar")
    mine = await PrivateFeed.get(account__name="Ann Lind")
    theirs = await PrivateFeed.get(account__name="Eve Rask")

    text = (await ann.get(path(mine))).text

    assert "Sista dag att svara" in text and f"/desk/events/{coming.event.pk}" in text
    assert coming.name not in text and "Annanskär" not in text
    assert "BEGIN:VEVENT" not in (await eve.get(path(theirs))).text
    assert path(mine) in (await ann.get("/desk/staff/me/calendar")).text


async def test_an_account_that_is_shut_off_or_has_no_role_sees_nothing(
    client: httpx2.AsyncClient, ann: httpx2.AsyncClient, coming: Invitation
) -> None:
    account = await Account.get(name="Ann Lind")
    where = path(await private_feeds.open_for_account(account))

    await Membership.filter(account_id=account.pk).delete()
    assert "BEGIN:VEVENT" not in (await client.get(where)).text
    await Account.filter(pk=account.pk).update(shut_off_at=make.later())
    assert (await client.get(where)).status_code == 404


async def test_a_named_person_has_the_event_too(client: httpx2.AsyncClient, coming: Invitation) -> None:
    host = await make.invitation(await Event.get(pk=coming.event.pk).select_related("organiser"), places=2)
    await answer(host, Said("yes"), Source())
    one = await named.name(await fresh(int(host.pk)), named.Who("Elsa Ek", "elsa@fbo.test"), Source())

    got = await client.get(path(await private_feeds.open_for_invited(await fresh(int(one.pk)))))

    assert got.text.count("BEGIN:VEVENT") == 1
