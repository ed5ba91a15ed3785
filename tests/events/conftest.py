"""What tests of events share."""

from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient


@pytest.fixture
def counted(db: BaseDBAsyncClient, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every query that is asked of the database while the test runs."""
    seen: list[str] = []
    for name in ("execute_query", "execute_query_dict", "execute_insert"):
        ask = getattr(type(db), name)

        async def counting(self: Any, query: str, *values: Any, _ask: Any = ask) -> Any:
            seen.append(query)
            return await _ask(self, query, *values)

        monkeypatch.setattr(type(db), name, counting)
    return seen
