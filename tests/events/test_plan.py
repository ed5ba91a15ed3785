"""What can happen to an event, and what follows from it."""

import re
from datetime import timedelta

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.audit import AuditEntry
from hearing.base.clock import freeze, now
from hearing.base.errors import Refusal
from hearing.events import plan
from hearing.events.models import Event, EventStatus
from tests.events import make

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def whats(event: Event) -> list[str]:
    """What the log says happened, in order."""
    return await AuditEntry.filter(trail=f"event-{event.pk}").order_by("id").values_list("what", flat=True)  # type: ignore[return-value]


async def test_a_draft_is_nobodys_but_the_staffs() -> None:
    event = await make.draft()

    fresh = await Event.get(id=event.id)
    assert (fresh.status, fresh.slug, fresh.listed, fresh.sequence) == (EventStatus.DRAFT, None, False, 0)
    assert fresh.changed_at == now()
    assert re.fullmatch(r"[0-9a-f-]{36}@localhost", fresh.uid)
    assert await whats(event) == ["event.drafted"]


async def test_an_event_must_end_after_it_starts() -> None:
    with pytest.raises(Refusal):
        await make.draft(ends="2026-12-03T13:00")

    assert await Event.all().count() == 0


async def test_publishing_gives_the_address_for_life() -> None:
    event = await make.event("Hearing på Åland")

    await plan.change(event, await make.planner(), title="Något annat")

    fresh = await Event.get(id=event.id)
    assert (fresh.status, fresh.slug, fresh.listed) == (EventStatus.PUBLISHED, "hearing-pa-aland", True)
    assert fresh.published_at == now()
    assert await whats(event) == ["event.drafted", "event.published", "event.changed"]


async def test_the_same_title_twice_gets_two_addresses() -> None:
    slugs = [(await make.event("Möte")).slug for _ in range(3)]

    assert slugs == ["mote", "mote-2", "mote-3"]


async def test_unlisted_events_have_a_secret_address_that_stays() -> None:
    event = await make.draft("Brukarråd")
    await plan.unlist(event, await make.planner())
    secret = event.slug

    await plan.publish(event, await make.planner())

    assert secret
    assert re.fullmatch(r"brukarrad-[2-9a-z]{8}", secret)
    assert (event.slug, event.listed, event.status) == (secret, True, EventStatus.PUBLISHED)


async def test_the_second_who_publishes_is_told_that_it_is_done() -> None:
    event = await make.draft()
    other = await Event.get(id=event.id)
    await plan.publish(event, await make.planner())

    with pytest.raises(Refusal):
        await plan.publish(other, await make.planner())


async def test_cancelling_needs_a_reason_and_counts_up() -> None:
    event = await make.event()

    with pytest.raises(Refusal):
        await plan.cancel(event, await make.planner(), "  ")
    await plan.cancel(event, await make.planner(), "Sjukdom")

    fresh = await Event.get(id=event.id)
    assert (fresh.status, fresh.sequence, fresh.cancel_reason) == (EventStatus.CANCELLED, 1, "Sjukdom")
    assert (fresh.slug, fresh.listed, fresh.ended_at) == ("hearing-i-falun", True, now())


async def test_what_is_cancelled_stays_as_it_is() -> None:
    event = await make.event()
    await plan.cancel(event, await make.planner(), "Sjukdom")

    for verb in (plan.publish, plan.unlist):
        with pytest.raises(Refusal):
            await verb(event, await make.planner())
    with pytest.raises(Refusal):
        await plan.change(event, await make.planner(), title="Ny")


async def test_a_replaced_event_leads_to_the_other() -> None:
    event, other = await make.event("Gammal"), await make.draft("Ny")

    await plan.replace(event, await make.planner(), other, "Vi slår ihop dem.")

    fresh = await Event.get(id=event.id)
    assert (fresh.status, fresh.replaced_by_id, fresh.sequence) == (EventStatus.REPLACED, other.id, 1)
    assert await whats(event) == ["event.drafted", "event.published", "event.replaced"]


async def test_an_event_is_not_replaced_by_itself_nor_by_a_cancelled_one() -> None:
    event, other = await make.event("Ett"), await make.event("Två")
    await plan.cancel(other, await make.planner(), "Sjukdom")

    for instead in (event, other):
        with pytest.raises(Refusal):
            await plan.replace(event, await make.planner(), instead, "")


async def test_what_has_ended_is_held_and_asked_about_until_reported() -> None:
    event = await make.event()

    with freeze(event.ends_at + timedelta(minutes=1)):
        assert [await plan.close_next(), await plan.close_next()] == [True, False]
        await event.refresh_from_db()
        await plan.report(event, await make.planner(), 43, "Sex löften", "Klubbhuset")

    fresh = await Event.get(id=event.id)
    assert (fresh.status, fresh.attended, fresh.outcome) == (EventStatus.HELD, 43, "Sex löften")
    assert fresh.reported_at is not None
    assert (await whats(event))[-2:] == ["event.closed", "event.reported"]


async def test_what_has_not_been_cannot_be_reported_on(db: BaseDBAsyncClient) -> None:
    event = await make.event()

    with pytest.raises(Refusal):
        await plan.report(event, await make.planner(), 43, "", "")
