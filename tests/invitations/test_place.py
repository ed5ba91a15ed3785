"""Another time, venue or link after the invitations went out: staff decide who is told before anything is written."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from hearing.base.clock import freeze, now, today
from hearing.base.errors import Refusal
from hearing.events import plan
from hearing.events.models import Event, Mode
from hearing.events.news import change_of
from hearing.invitations import notices
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.mail.models import OutgoingMail
from hearing.mail.outbox import GRACE
from tests import make as tools
from tests.invitations import make

pytestmark = pytest.mark.anyio
S = InvitationStatus
DAY = timedelta(days=1)


async def invited(**facts: Any) -> Event:
    """One has said yes, one has not answered, one has said no, one has registered."""
    event = await make.event(**facts)
    for status in ("yes", "invited", "no"):
        await make.invitation(event, status=status)
    await make.invitation(event, status="yes", invited_at=None, answered_at=None)
    return await Event.get(pk=event.pk).select_related("organiser", "venue")


async def written() -> list[str]:
    while await notices.tell_next():
        pass
    return [mail.kind for mail in await OutgoingMail.all().order_by("id")]


async def test_the_invited_are_told_once_of_a_new_link(db: object) -> None:
    event, by = await invited(), await make.account()

    await plan.change(event, by, mode=Mode.HYBRID, online_url="https://video.test/1")
    change = await change_of(event)
    assert change
    assert (change.moved, change.placed, change.linked) == (False, True, True)
    assert await written() == []
    assert await notices.decide(event, by, [S.YES, S.INVITED]) == 3
    with pytest.raises(Refusal):
        await notices.decide(event, by, [S.YES])

    told = await OutgoingMail.filter(kind="place").order_by("id")
    assert ["https://video.test/1" in mail.body_text for mail in told] == [True, False, True]
    accepted = [b"PARTSTAT=ACCEPTED" in bytes(mail.calendar or b"").replace(b"\r\n ", b"") for mail in told]
    assert accepted == [True, False, True]


async def test_a_new_time_waits_for_the_decision_and_asks_again(db: object) -> None:
    event, by = await invited(), await make.account()
    times: dict[str, Any] = {"starts_at": event.starts_at + DAY, "ends_at": event.ends_at + DAY}

    await plan.change(event, by, ask=True, **times)
    assert (await written(), await notices.hold_next()) == ([], False)
    await notices.decide(event, by, [S.YES], today() + 3 * DAY)

    assert await written() == ["moved", "moved"]
    asked = await Invitation.filter(event=event, confirm_by_on=today() + 3 * DAY)
    assert {row.status for row in asked} == {S.YES}


async def test_nobody_is_told_when_staff_say_so(db: object) -> None:
    event, by = await invited(), await make.account()
    await plan.change(event, by, ask=True, starts_at=event.starts_at + DAY, ends_at=event.ends_at + DAY)

    assert await notices.decide(event, by, []) == 0

    assert await written() == []


async def test_what_goes_back_is_no_news(db: object) -> None:
    event, by = await invited(), await make.account()
    was = event.starts_at

    await plan.change(event, by, title="Något annat")
    assert await change_of(event) is None
    await plan.change(event, by, ask=True, starts_at=was - DAY)
    await plan.change(event, by, ask=True, starts_at=was)
    await notices.hold_next()

    assert (await change_of(event), event.sequence) == (None, 2)
    assert await written() == []


async def test_who_heard_of_the_new_time_meanwhile_is_told_that_it_went_back(db: object) -> None:
    event, by = await invited(), await make.account()
    was, heard = event.starts_at, await Invitation.filter(event=event, status=S.YES).first()
    await plan.change(event, by, ask=True, starts_at=was - DAY)
    await Invitation.filter(pk=heard.pk if heard else 0).update(told_sequence=event.sequence)
    await plan.change(event, by, ask=True, starts_at=was)

    await notices.hold_next()

    assert await written() == ["moved"]


async def test_a_change_before_anybody_is_invited_settles_itself(db: object) -> None:
    event = await Event.get(pk=(await make.event()).pk).select_related("organiser", "venue")
    await plan.change(event, await make.account(), place_note="Två trappor")

    await notices.hold_next()

    assert await change_of(await Event.get(pk=event.pk)) is None


async def test_the_page_says_what_changed_and_asks(ann: httpx2.AsyncClient) -> None:
    event = await invited(organiser=await tools.organiser())
    await plan.change(event, await make.account(), ask=True, starts_at=event.starts_at - DAY)
    here = f"/desk/events/{event.pk}/guests/changed"

    shown = (await ann.get(here)).text.lower()
    wrong = await ann.post(here, data={"again": "on", "whom": "yes"})
    told = await ann.post(here, data={"whom": ["yes", "invited"]})

    assert "måndag 7 december 2026" in shown
    assert "söndag 6 december 2026" in shown
    assert (wrong.status_code, "Skriv vilken dag" in wrong.text) == (422, True)
    assert (told.status_code, told.headers["location"]) == (303, f"/desk/events/{event.pk}")
    assert await written() == []
    assert (await ann.get(here)).status_code == 200
    with freeze(now() + GRACE):
        assert [await notices.decide_next(), await notices.decide_next()] == [True, False]
    assert await written() == ["moved"] * 3
    assert (await ann.get(here)).status_code == 303


async def test_for_five_minutes_one_press_undoes_it(ann: httpx2.AsyncClient) -> None:
    event = await invited(organiser=await tools.organiser())
    await plan.change(event, await make.account(), ask=True, starts_at=event.starts_at - DAY)
    here, page = f"/desk/events/{event.pk}/guests/changed", f"/desk/events/{event.pk}"
    await ann.post(here, data={"whom": ["yes", "invited"]})
    waits = [(await ann.get(address)).text for address in (page, here)]
    twice = await ann.post(here, data={"whom": ["yes"]})

    undone = await ann.post(f"{here}/undo")
    late = await ann.post(f"{here}/undo")

    assert [("3 personer får veta ändringen i dag kl. 09.05" in text, "Ångra" in text) for text in waits] == [
        (True, True)
    ] * 2
    assert (twice.status_code, undone.headers["location"], late.status_code) == (409, here, 409)
    with freeze(now() + GRACE):
        assert not await notices.decide_next()
    assert (await written(), "Vilka får ett mejl" in (await ann.get(here)).text) == ([], True)


async def test_another_change_meanwhile_asks_anew(ann: httpx2.AsyncClient) -> None:
    event = await invited(organiser=await tools.organiser())
    await plan.change(event, by := await make.account(), ask=True, starts_at=event.starts_at - DAY)
    await notices.intend(event, by, [S.YES, S.INVITED])

    await plan.change(event, by, ask=True, starts_at=event.starts_at - DAY)
    with freeze(now() + GRACE):
        assert not await notices.decide_next()

    change = await change_of(await Event.get(pk=event.pk))
    assert change and (change.decided, change.starts_at) == (None, event.starts_at + 2 * DAY)
    assert await written() == []
