"""The mails around an event: each at its time, once, to those it is for; moved with the event, stopped, by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from hearing.base.clock import freeze, now, today
from hearing.base.errors import Refusal
from hearing.events import plan
from hearing.events.models import Event
from hearing.invitations import dispatch, matrix, notices
from hearing.invitations.answer import Said, Source, answer
from hearing.invitations.models import Invitation
from hearing.invitations.models_dispatch import DispatchKind as K
from hearing.mail.models import OutgoingMail
from tests import make as tools
from tests.conftest import NOW
from tests.invitations import make

pytestmark = pytest.mark.anyio
MORNING = NOW - timedelta(hours=1)  # 08.00


@contextmanager
def later(days: int, hours: float = 0) -> Iterator[None]:
    with freeze(MORNING + timedelta(days=days, hours=hours)):
        yield


async def work() -> None:
    while await dispatch.send_next() or await notices.tell_next():
        pass


async def told(*kinds: str) -> list[tuple[str, str]]:
    mails = await OutgoingMail.filter(kind__in=list(kinds or K)).exclude(status="cancelled").order_by("id")
    return [(mail.kind, mail.to_address.split("@")[0]) for mail in mails]


async def invited(event: Event, local: str, /, **facts: Any) -> Invitation:
    early = NOW - timedelta(days=20)
    return await make.invitation(event, email=f"{local}@region.test", **{"invited_at": early, **facts})


async def test_only_those_who_have_not_answered_are_reminded_once(db: object) -> None:
    event = await make.event(answer_by_on=today() + timedelta(days=8))
    for name, facts in (
        ("tyst", {}),
        ("kanske", {"status": "maybe"}),
        ("ja", {"status": "yes"}),
        ("nej", {"status": "no"}),
    ):
        await invited(event, name, answered_at=None if name == "tyst" else now(), **facts)
    await invited(event, "nyss", invited_at=NOW)

    await work()
    with later(1):
        await work()
        await work()

    assert sorted(await told()) == [("nudge", "kanske"), ("nudge", "tyst")]


async def test_a_reminder_stands_in_the_thread_of_the_invitation(db: object) -> None:
    event = await make.event(answer_by_on=today() + timedelta(days=3))
    row = await invited(event, "tyst")
    first = await OutgoingMail.create(**raw(row))

    await dispatch.send_now(event, K.NUDGE, await make.account(), [int(row.pk)])

    assert (await OutgoingMail.get(kind="nudge")).extra["In-Reply-To"] == first.message_id


def raw(row: Invitation) -> dict[str, Any]:
    return {
        "key": "x", "kind": "invitation", "about": row.ref, "language": "sv", "to_address": row.email,
        "from_address": "a@b.test", "envelope_from": "a@b.test", "subject": "x", "body_text": "", "body_html": "",
        "message_id": "<first@b.test>", "status": "sent", "created_at": now(), "due_at": now(),
    }  # fmt: skip


async def test_those_who_come_hear_a_week_and_a_day_before_but_not_late_yes_sayers(db: object) -> None:
    event = await make.event()  # in 14 days at 09.00
    await invited(event, "tidig", status="yes", answered_at=NOW)
    late = await invited(event, "sen")

    with later(7, -2):
        await answer(late, Said("yes"), Source())
    for day in (7, 8, 13, 14):
        with later(day):
            await work()

    assert await told() == [("week", "tidig"), ("day", "tidig"), ("day", "sen")]


async def test_moving_the_event_moves_them(db: object) -> None:
    event, by = await make.event(), await make.account()
    await invited(event, "lena", status="yes", answered_at=NOW)

    with later(7):
        await work()
        fresh = await Event.get(pk=event.pk)
        await plan.change(
            fresh, by, starts_at=event.starts_at + timedelta(days=7), ends_at=event.ends_at + timedelta(days=7)
        )
        await work()
    waiting = await told("week", "day")
    with later(14):
        await work()

    assert (waiting, await told("week", "day")) == ([], [("week", "lena")])


async def test_stopped_ahead_of_time_it_never_leaves(db: object) -> None:
    event = await make.event()
    await invited(event, "lena", status="yes", answered_at=NOW)
    await dispatch.stop(event, K.WEEK, await make.account())

    with later(7):
        await work()

    assert await told() == []


async def test_what_is_long_overdue_is_left_to_a_person(db: object) -> None:
    event = await make.event()
    await invited(event, "lena", status="yes", answered_at=NOW)

    with later(9):
        await work()

    assert await told() == []


async def test_afterwards_those_who_came_are_thanked_and_the_others_missed(db: object) -> None:
    event = await make.event()
    await invited(event, "kom", status="yes", attended=True)
    await invited(event, "uteblev", status="yes", attended=False)
    await invited(event, "material", status="no", wants_material=True)
    await invited(event, "omarkt", status="yes")

    with later(15, 1.5):
        await work()

    assert sorted(await told("thanks", "missed")) == [("missed", "uteblev"), ("thanks", "kom"), ("thanks", "material")]


async def test_a_cancelled_event_reminds_nobody(db: object) -> None:
    event, by = await make.event(), await make.account()
    await invited(event, "lena", status="yes", answered_at=NOW)
    await plan.cancel(await Event.get(pk=event.pk), by, "Lokalen brann")

    with later(7):
        await work()

    assert await told() == []


async def test_by_hand_it_goes_to_those_chosen_after_five_minutes(db: object) -> None:
    event = await make.event(answer_by_on=today() + timedelta(days=3))
    one, _two = await invited(event, "ett"), await invited(event, "tva")

    mailing = await dispatch.send_now(event, K.NUDGE, await make.account(), [int(one.pk)])

    assert (await told(), mailing.leaves_at) == ([("nudge", "ett")], NOW + timedelta(minutes=5))
    with pytest.raises(Refusal):
        await dispatch.send_now(event, K.DAY, await make.account(), [int(one.pk)])


async def test_the_tab_shows_stops_chooses_and_sends(ann: httpx2.AsyncClient) -> None:
    event = await make.event(organiser=await tools.organiser(), answer_by_on=today() + timedelta(days=9))
    one, two = await invited(event, "ett", name="Åsa Ett"), await invited(event, "tva", name="Bo Två")
    base = f"/desk/events/{event.pk}/mailings"

    listed = (await ann.get(base)).text
    await ann.post(f"{base}/week/stop", data={"stop": "1"})
    stopped = (await ann.get(base)).text
    shown = (await ann.get(f"{base}/nudge")).text
    await ann.post(f"{base}/nudge", data={"who": [str(one.pk)], "note": "Fika finns."})
    await ann.post(f"{base}/nudge/send", data={"who": [str(two.pk)], "note": "Fika finns."})

    assert ("onsdag 25 november 2026" in listed, "Stoppat" in listed, "Stoppat" in stopped) == (True, False, True)
    assert ("Åsa Ett" in shown, one.token() in shown, "kommer du?" in shown) == (True, False, True)
    assert await told() == [("nudge", "tva")]
    assert "Fika finns." in (await OutgoingMail.get(kind="nudge")).body_text
    assert (await ann.get(f"{base}/nothing")).status_code == 404


def test_the_time_of_day_follows_the_clock_change() -> None:
    event = Event(starts_at=datetime.fromisoformat("2026-10-26T13:00+01:00"), zone="Europe/Stockholm")
    event.ends_at = event.starts_at + timedelta(hours=2)

    moments = [matrix.at(kind, event) for kind in (K.WEEK, K.DAY)]

    assert [str(moment) for moment in moments] == ["2026-10-19 08:00:00+02:00", "2026-10-25 08:00:00+01:00"]
