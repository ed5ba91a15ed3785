"""A small app around the pages of invitations."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.failures import HANDLERS
from hearing.base.reader import ReadersLanguage
from hearing.invitations import public


@pytest.fixture
async def guest(db: BaseDBAsyncClient) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody with a personal link."""
    app = Starlette(
        routes=[Mount("/i", routes=public.routes, name="i")],
        middleware=[Middleware(ReadersLanguage)],
        exception_handlers=HANDLERS,
    )
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost:8000") as visitor:
        yield visitor
