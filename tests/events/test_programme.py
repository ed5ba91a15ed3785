"""The programme: in the order of the clock, and a removal can be taken back while nothing else happened."""

import pytest

from hearing.base.errors import Refusal
from hearing.events import plan, programme
from hearing.events.models import Event
from tests.events import make

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def titles(event: Event) -> list[str]:
    return [item.title for item in await programme.items(event)]


async def test_the_clock_puts_items_in_order() -> None:
    event = await make.event()
    await make.item(event, "Avslut", "2026-12-03T15:35")
    first = await make.item(event, "Välkomna", "2026-12-03T13:00")
    await make.item(event, "Paus", "2026-12-03T14:35", pause=True)

    assert await titles(event) == ["Välkomna", "Paus", "Avslut"]
    await programme.change(event, await make.planner(), first, starts_at=make.moment("2026-12-03T15:50"))
    assert await titles(event) == ["Paus", "Avslut", "Välkomna"]


async def test_a_removed_item_can_be_put_back_whole() -> None:
    event = await make.event()
    item = await make.item(event, speakers="Gunnar", ends_at=make.moment("2026-12-03T13:10"))
    await programme.remove(event, await make.planner(), item)

    back = await programme.put_back(event, await make.planner())

    for name in programme.COLUMNS:
        assert getattr(back, name) == getattr(item, name)


async def test_nothing_is_put_back_after_something_else_happened() -> None:
    event = await make.event()
    await programme.remove(event, await make.planner(), await make.item(event))
    await plan.change(event, await make.planner(), title="Ny")

    with pytest.raises(Refusal):
        await programme.put_back(event, await make.planner())

    assert await titles(event) == []


async def test_an_item_ends_after_it_starts() -> None:
    event = await make.event()

    with pytest.raises(Refusal):
        await make.item(event, ends_at=make.moment("2026-12-03T12:00"))


async def test_a_change_of_the_programme_is_a_change_of_the_event() -> None:
    event = await make.event()
    before = event.changed_at

    await make.item(event)

    fresh = await Event.get(id=event.id)
    assert fresh.changed_at > before
    assert fresh.sequence == 0
