"""A moved event: those who said yes keep their seat until a day and are asked again."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from hearing.base.clock import freeze, today
from hearing.events import plan
from hearing.events.models import Event
from hearing.invitations import confirming, exports, notices
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation
from hearing.mail.models import OutgoingMail
from tests.conftest import NOW
from tests.invitations import make

pytestmark = pytest.mark.anyio
DAY = timedelta(days=1)


async def moved(seats: int = 1, days: int = 3) -> tuple[Event, list[Invitation]]:
    """One comes, one waits; the event is moved by a week and asks for a new yes."""
    event = await make.event(capacity=seats)
    rows = [await make.invitation(event, name=name) for name in ("Lena Ja", "Per Kö")]
    for row in rows:
        await answer(row, Said("yes"), Source())
    times: dict[str, Any] = {"starts_at": event.starts_at + 7 * DAY, "ends_at": event.ends_at + 7 * DAY}
    confirm = today() + timedelta(days=days)
    await plan.change(await Event.get(pk=event.pk), await make.account(), **times, confirm_by_on=confirm)
    while await notices.tell_next():
        pass
    return event, rows


async def stands(rows: list[Invitation]) -> list[tuple[str, bool]]:
    found = [await Invitation.get(pk=row.pk) for row in rows]
    return [(str(row.status), row.seat) for row in found]


async def test_the_mail_asks_anew_and_the_seat_is_kept(db: object) -> None:
    event, rows = await moved()

    mail = await OutgoingMail.get(kind="moved", about=rows[0].ref)
    asked = [one["attention"] for one in (await exports.event(event.pk))["invitations"]]

    assert "Bekräfta senast torsdag 26 november 2026" in mail.body_text
    assert b"SEQUENCE:1" in (mail.calendar or b"")
    assert (await stands(rows), asked) == ([("yes", True), ("waiting", False)], [["confirm_again"], []])


async def test_the_same_yes_confirms_even_after_the_last_day(guest: httpx2.AsyncClient) -> None:
    event, rows = await moved()
    await Event.filter(pk=event.pk).update(answer_by_on=today() - DAY)

    text = (await guest.get(f"/i/{rows[0].token()}")).text
    await guest.post(f"/i/{rows[0].token()}", data={"answer": "yes"})

    assert "Kommer du fortfarande? Säg till senast torsdag 26 november 2026." in text
    assert (await Invitation.get(pk=rows[0].pk)).confirm_by_on is None
    assert await stands(rows) == [("yes", True), ("waiting", False)]


async def test_unconfirmed_the_seat_goes_on_and_the_question_is_open_again(db: object) -> None:
    _event, rows = await moved()

    with freeze(NOW + 3 * DAY):
        assert not await confirming.lapse_next()
    with freeze(NOW + 4 * DAY):
        assert await confirming.lapse_next()
        assert not await confirming.lapse_next()

    assert await stands(rows) == [("invited", False), ("yes", True)]
    kinds = [mail.kind for mail in await OutgoingMail.filter(about=rows[0].ref).order_by("id")]
    assert kinds == ["yes", "moved", "lapsed"]


async def test_a_day_in_the_past_asks_nobody(db: object) -> None:
    _event, rows = await moved(days=-1)

    assert (await Invitation.get(pk=rows[0].pk)).confirm_by_on is None
