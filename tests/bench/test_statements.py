"""How many statements a request takes, counted in the open connection: the same however much there is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from tortoise.connection import get_connection

from hearing.app import create_app
from hearing.events.models import Event
from hearing.organisers.models import Organiser
from hearing.staff.models import Role
from tests import make
from tests.bench import world
from tests.bench.bare_answer import answer
from tests.bench.figures import Figure, told
from tests.bench.world import YES, World

pytestmark = pytest.mark.anyio
BOUNDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> World:
    """As many events as `--scale 1` has, and some guests."""
    return world.build(tmp_path_factory.mktemp("small"), rounds=1, guests=10)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> World:
    """As many events as `--scale 100` has."""
    return world.build(tmp_path_factory.mktemp("large"), rounds=100, guests=10)


@asynccontextmanager
async def visiting(built: World) -> AsyncIterator[httpx2.AsyncClient]:
    """A planner of the demo's first organiser."""
    with world.settled(built):
        app = create_app()
        async with app.router.lifespan_context(app), make.visitor(app) as visitor:
            organiser = await Organiser.all().order_by("id").first()
            assert organiser is not None
            yield await make.signed_in(visitor, await make.member(organiser, "Ann Lind", Role.PLANNER), organiser)


@asynccontextmanager
async def counted() -> AsyncIterator[list[str]]:
    """The statements that ran meanwhile, without where transactions begin and end."""
    found: list[str] = []
    connection: Any = get_connection("default")
    await connection._connection.set_trace_callback(found.append)
    yield found
    await connection._connection.set_trace_callback(None)
    found[:] = [one for one in found if not one.startswith(BOUNDS)]


async def listed(built: World) -> list[str]:
    """What the list of the first fifty asks."""
    async with visiting(built) as ann:
        await Event.filter(slug__startswith="scale-").update(organiser=await Organiser.all().order_by("id").first())
        await ann.get("/desk/events/")
        async with counted() as found:
            page = await ann.get("/desk/events/")
    assert page.text.count("<tr") > 50
    return found


async def test_the_desks_list(small: World, large: World) -> None:
    few, many = await listed(small), await listed(large)

    assert told(Figure("desk list of 50 events, --scale 1", len(few), "statements", at_most=12)).met
    assert told(Figure("  the same, --scale 100", len(many), "statements", at_most=12)).met
    assert len(few) == len(many)


async def test_an_answer(small: World) -> None:
    async with visiting(small) as guest:
        async with counted() as found:
            assert (await guest.post(f"/i/{small.tokens[0]}", data=YES)).status_code == 303
        bare = Starlette(routes=[Route("/{token}", answer, methods=["POST"])])
        async with make.visitor(bare) as other, counted() as theirs:
            await other.post(f"/{small.tokens[1]}", data=YES)

    assert told(Figure("answer (POST)", len(found), "statements", at_most=12)).met
    assert [shape(one) for one in theirs] == [shape(one) for one in found]


def shape(statement: str) -> str:
    """What a statement does, without its values: verb and table."""
    words = statement.split()
    return " ".join(word for word in words if word.isupper() and word.isalpha())[:60]
