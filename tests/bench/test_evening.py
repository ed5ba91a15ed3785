"""An evening's pages with 2,000 invited: statements, processor time, badges."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest

from hearing.base.clock import freeze
from hearing.door import badges
from hearing.events.models import Event
from hearing.invitations.codes import picture
from hearing.invitations.models import Invitation
from tests.bench import world
from tests.bench.figures import Figure, told
from tests.bench.test_statements import counted, visiting
from tests.bench.world import World
from tests.conftest import NOW

pytestmark = pytest.mark.anyio
GUESTS, TURNS = 2000, 15


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One event with 2,000 invited."""
    return world.build(tmp_path_factory.mktemp("crowded"), rounds=1, guests=GUESTS)


@asynccontextmanager
async def desk(built: World) -> AsyncIterator[tuple[httpx2.AsyncClient, str]]:
    """A planner before the event with many; half of them come."""
    with freeze(NOW):
        async with visiting(built) as browser:
            event = await Event.get(slug="scale-0-0")
            numbers = await Invitation.filter(event=event).order_by("id").values_list("id", flat=True)
            await Invitation.filter(pk__in=list(numbers)[: GUESTS // 2]).update(status="yes", seat=True)
            yield browser, f"/desk/events/{event.pk}"


async def cost(browser: httpx2.AsyncClient, path: str) -> float:
    """Milliseconds of processor for one answer: the least of some turns."""
    found = []
    for _turn in range(TURNS):
        begun = time.process_time()
        answer = await browser.get(path)
        found.append(time.process_time() - begun)
        assert answer.status_code == 200
    return min(found) * 1000


async def test_the_guest_list(crowded: World) -> None:
    async with desk(crowded) as (browser, here):
        await browser.get(f"{here}/guests")
        async with counted() as statements:
            await browser.get(f"{here}/guests")
        pages = {
            "list": "/guests",
            "filter": "/guests?answer=yes",
            "search": "/guests?q=bergström+17",
            "reach": "/reach",
        }
        times = {name: await cost(browser, here + path) for name, path in pages.items()}
        door = await cost(browser, f"{here}/door")

    figures = [Figure("guest list of 2,000: statements", len(statements), "", at_most=15)]
    figures += [Figure(f"guest list of 2,000: {name}", value, "ms", at_most=60) for name, value in times.items()]
    figures += [Figure("door list of 2,000, all on one page", door, "ms")]
    for figure in figures:
        told(figure)
    assert [figure.what for figure in figures if not figure.met] == []


def test_badges() -> None:
    wanted = [
        {"name": f"Maria Åkerström {n}", "part": "Region Dalarna", "code": picture(1, f"k{n}", 1)} for n in range(500)
    ]
    begun = time.perf_counter()
    badges.make(wanted, "sv", "Hearing", "Egen röst")

    assert told(Figure("500 badges with codes", time.perf_counter() - begun, "s", at_most=10)).met
