"""Pages cost a bounded number of queries, however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from httpx2 import AsyncClient
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.people import scale
from tests.people.stage import played

pytestmark = pytest.mark.anyio
MOST = 13  # three of them are the frame: the session, the membership, the counts in the menu
PAGES = [
    *("/desk/people/", "/desk/people/?region=20&q=falk&role=elected&party=C&mandate=60", "/desk/people/?start=950"),
    *("/desk/people/organisations/", "/desk/people/offices/", "/desk/people/offices/?vacant=1", "/desk/places/20"),
]


@contextmanager
def counted(db: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements run inside."""
    seen: list[str] = []
    for name in ("execute_query", "execute_query_dict", "execute_insert"):
        run = getattr(type(db), name)

        def spy(self: Any, query: str, *rest: Any, run: Any = run) -> Any:
            seen.append(query)
            return run(self, query, *rest)

        monkeypatch.setattr(type(db), name, spy)
    yield seen
    monkeypatch.undo()


@pytest.mark.parametrize("rounds", [0, 2])
async def test_lists_cost_at_most_thirteen_queries(
    db: BaseDBAsyncClient, ann: AsyncClient, monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    await played()
    for number in range(rounds):
        await scale.scale(number)

    for page in PAGES:
        with counted(db, monkeypatch) as seen:
            assert (await ann.get(page)).status_code == 200
        assert len(seen) <= MOST, (page, seen)
