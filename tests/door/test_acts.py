"""Presses: once each, in the order they were made, whoever comes first with them."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import freeze, now
from hearing.base.errors import Refusal
from hearing.door import acts, lists
from hearing.door.acts import Press
from hearing.door.models import ActKind, DoorAct
from hearing.events.models import Event, EventStatus
from hearing.invitations.models import Invitation, InvitationStatus, Substitute
from hearing.staff.models import Account, Role
from tests import make as tools
from tests.invitations import make

pytestmark = pytest.mark.anyio
SEATED: dict[str, Any] = {"status": InvitationStatus.YES, "seat": True}
_turn = iter(range(10_000))


def press(kind: str, row: Invitation | None = None, minute: float = 0, **more: Any) -> Press:
    key = f"press-{next(_turn):04}"
    told = {"key": key, "kind": kind, "id": row.pk if row else None, "at": now() - timedelta(minutes=60 - minute)}
    return Press.model_validate(told | more)


async def evening(**facts: Any) -> tuple[Event, Account]:
    event = await make.event(starts_at=now() - timedelta(hours=1), ends_at=now() + timedelta(hours=1), **facts)
    return event, await make.account()


async def inside(row: Invitation) -> tuple[int, bool | None]:
    fresh = await Invitation.get(pk=row.pk)
    return fresh.inside, fresh.attended


async def test_the_same_press_twice_is_one(db: BaseDBAsyncClient) -> None:
    event, karin = await evening()
    row = await make.invitation(event, **SEATED, places=5)
    told = press("in", row)

    for _ in range(3):
        await acts.take(event, told, karin)

    assert (await inside(row), await DoorAct.all().count()) == ((1, True), 1)


async def test_a_slow_network_does_not_turn_a_press_and_its_undo_around(db: BaseDBAsyncClient) -> None:
    """The first took two seconds to arrive, so that it seems to have been made after the undo that waited behind it."""
    event, karin = await evening()
    row = await make.invitation(event, **SEATED)
    mine = "0123456789abcdef"

    for number, (kind, minute) in enumerate((("in", 30.05), ("out", 30.01), ("in", 30.02), ("out", 30.03))):
        await acts.take(event, press(kind, row, minute, key=f"{mine}{number:016}"), karin)

    assert await inside(row) == (0, None)


async def test_a_press_that_comes_late_does_not_undo_a_newer_one(db: BaseDBAsyncClient) -> None:
    event, karin = await evening()
    row = await make.invitation(event, **SEATED)

    await acts.take(event, press("in", row, 30), karin)
    for late in (press("in", row, 10), press("out", row, 11)):
        await acts.take(event, late, karin)

    assert await inside(row) == (1, True)


async def test_undo_leaves_nothing(db: BaseDBAsyncClient) -> None:
    event, karin = await evening()
    row = await make.invitation(event, **SEATED)

    for told in (press("in", row, 1), press("out", row, 2)):
        await acts.take(event, told, karin)

    assert await inside(row) == (0, None)


async def test_two_doors_at_once_lose_nothing(db: BaseDBAsyncClient) -> None:
    event, karin = await evening()
    row = await make.invitation(event, **SEATED, places=40)
    told = [press("in", row, n / 10) for n in range(30)]

    await asyncio.gather(*(acts.take(event, one, karin) for one in [*told, *reversed(told)]))

    assert await inside(row) == (30, True)


async def test_another_events_guest_is_not_touched(db: BaseDBAsyncClient) -> None:
    event, karin = await evening()
    row = await make.invitation(await make.event(), **SEATED)

    assert (await acts.take(event, press("in", row), karin), await inside(row)) == (False, (0, None))


async def test_who_walked_in_counts_until_undone(db: BaseDBAsyncClient) -> None:
    event, karin = await evening(capacity=10)
    first, second = press("walk_in", name="Ada"), press("walk_in")
    for told in (first, second, press("walk_out", of=second.key)):
        await acts.take(event, told, karin)

    hall = await lists.hall(event)

    assert ([act.name for act in hall.walked_in], hall.count, hall.free) == (["Ada"], lists.Count(1, 0), 9)


async def test_a_clock_that_is_wrong_is_put_right(db: BaseDBAsyncClient) -> None:
    event, karin = await evening()
    row = await make.invitation(event, **SEATED)
    ahead = Press(key="ahead-by-a-day", kind=ActKind.IN, id=row.pk, at=now() + timedelta(days=1))

    await acts.take(event, ahead, karin, timedelta(days=-1, minutes=-5))

    assert (await DoorAct.get()).at == now() - timedelta(minutes=5)


async def test_the_rest_is_marked_afterwards(db: BaseDBAsyncClient) -> None:
    event, karin = await evening()
    came, stayed, declined = [await make.invitation(event, **SEATED | f) for f in ({}, {}, {"status": "no"})]
    await acts.take(event, press("in", came), karin)

    people = await acts.close(event, karin)
    marked = [(await inside(row))[1] for row in (came, stayed, declined)]
    await acts.take(event, press("in", stayed), karin)

    assert (people, marked, await inside(stayed)) == (1, [True, False, None], (1, True))


async def test_the_door_names_substitutes_and_aliases(db: BaseDBAsyncClient) -> None:
    event, _karin = await evening()
    row = await make.invitation(event, **SEATED, name="Per Dahl", substitution="accepted")
    await Substitute.create(invitation=row, status="accepted", name="Sara Lind", party="M", created_at=now())
    await make.invitation(event, **SEATED, name="Hemlig Person", organisation_name="Hemlig", alias="Deltagare 41")

    guests = (await lists.hall(event)).guests

    assert [(it.name, it.part) for it in guests] == [
        ("Sara Lind (M)", "i stället för Per Dahl"),
        ("Deltagare 41", "Skyddade uppgifter, säger det här namnet"),
    ]
    assert "hemlig" not in str(guests).casefold()


async def test_names_of_walk_ins_go_after_two_weeks_and_the_number_stays(db: BaseDBAsyncClient) -> None:
    event, karin = await evening()
    await acts.take(event, press("walk_in", name="Ada", organisation="Lyktan"), karin)

    early = await acts.forget_next()
    with freeze(event.ends_at + timedelta(days=15)):
        late, again = await acts.forget_next(), await acts.forget_next()

    assert (early, late, again) == (False, True, False)
    assert [(it.name, it.organisation) for it in (await lists.hall(event)).walked_in] == [("", "")]


@pytest.mark.parametrize("status", [EventStatus.CANCELLED, EventStatus.DRAFT])
async def test_nobody_is_let_in_where_nothing_is_held(db: BaseDBAsyncClient, status: EventStatus) -> None:
    event, _karin = await evening(status=status)

    with pytest.raises(Refusal):
        acts.refuse_closed(event)


async def a_door(app: Starlette, browser: httpx2.AsyncClient, role: Role = Role.DOOR) -> httpx2.AsyncClient:
    here = await tools.organiser()
    return await tools.signed_in(browser, await tools.member(here, "Ali Dorr", role), here)


async def test_the_door_page_shows_no_addresses_and_takes_presses(app: Starlette) -> None:
    event, _karin = await evening(organiser=await tools.organiser(), groups={"Politiker": 3})
    row = await make.invitation(event, **SEATED, name="Tomas Rehn", email="tomas@x.test", phone="070-999")
    here = f"/desk/events/{event.pk}/door"
    async with tools.visitor(app) as browser:
        await a_door(app, browser)
        text = (await browser.get(here)).text
        done = await browser.post(here + "/act", data={"kind": "in", "id": str(row.pk), "key": "a-key-of-the-page"})
        wrong = await browser.post(here + "/act", data={"kind": "up", "key": "x"})
        pages = [
            (await browser.get(f"{here}{part}")).status_code for part in ("", "?show=in&q=rehn", "/paper", "/after")
        ]

    assert "Tomas Rehn" in text and "tomas@x.test" not in text and "070-999" not in text
    assert (done.status_code, wrong.status_code, pages) == (303, 400, [200] * 4)
    assert await inside(row) == (1, True)


async def test_a_telephone_sends_what_it_kept_and_hears_how_it_stands(app: Starlette) -> None:
    event, _karin = await evening(organiser=await tools.organiser(), capacity=5)
    row = await make.invitation(event, **SEATED)
    told = [press("in", row).model_dump(mode="json"), {"key": "broken-one", "kind": "up"}, "nothing"]
    async with tools.visitor(app) as browser:
        await a_door(app, browser)
        there = f"/desk/events/{event.pk}/door/acts"
        sent = await browser.post(there, json={"sent": now().isoformat(), "acts": told})
        bad = [(await browser.post(there, content=body)).status_code for body in (b"", b"[]", b'{"sent": 1}')]

    answer = sent.json()
    assert (answer["taken"], answer["refused"]) == ([told[0]["key"]], ["broken-one", None])  # type: ignore[index]
    assert (list(answer["inside"]), answer["count"], bad) == ([str(row.pk)], [1, 0, 4], [400] * 3)


async def test_a_reader_looks_but_marks_nobody(bo: httpx2.AsyncClient) -> None:
    event, _karin = await evening(organiser=await tools.organiser())

    answers = [await bo.get(f"/desk/events/{event.pk}/door"), await bo.post(f"/desk/events/{event.pk}/door/act")]

    assert [one.status_code for one in answers] == [403, 403]


MAD = (
    "9999-12-31T23:59:59+00:00",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+00:00",
    "0001-01-01T00:00:00+23:59",
)


@pytest.mark.parametrize("which", ["at", "sent"])
@pytest.mark.parametrize("clock", MAD)
async def test_a_clock_that_makes_no_sense_stops_no_other_press(app: Starlette, which: str, clock: str) -> None:
    event, _karin = await evening(organiser=await tools.organiser())
    rows = [await make.invitation(event, **SEATED) for _ in range(2)]
    told = [press("in", row).model_dump(mode="json") for row in rows]
    sent = (now() - timedelta(minutes=1)).isoformat()
    if which == "at":
        told[0]["at"] = clock
    async with tools.visitor(app) as browser:
        await a_door(app, browser)
        there = f"/desk/events/{event.pk}/door/acts"
        answer = await browser.post(there, json={"sent": clock if which == "sent" else sent, "acts": told})

    assert (answer.status_code, answer.json()["taken"]) == (200, [one["key"] for one in told])
    assert [await inside(row) for row in rows] == [(1, True)] * 2
    assert all(event.starts_at - acts.EARLIEST <= act.at <= now() for act in await DoorAct.all())
