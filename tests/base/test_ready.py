"""Public answers given again without asking the database: never older than this process's last write, or a second."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from hearing.base import ready
from hearing.base.clock import freeze, now
from hearing.base.guard import POLICY
from hearing.events.models import Event
from hearing.invitations.models import Invitation
from tests.invitations import make

pytestmark = pytest.mark.anyio
FEED = "/calendar/all.ics"


async def titled(title: str) -> Event:
    """A listed event."""
    return await make.event(title=title, listed=True)


async def retitle(event: Event, title: str) -> None:
    await Event.filter(pk=event.pk).update(title=title, ics=None, changed_at=event.changed_at + timedelta(seconds=1))


async def test_what_this_process_writes_is_seen_at_once(client: httpx2.AsyncClient) -> None:
    event = await titled("Hearing i Falun")
    pages = [FEED, f"/events/{event.slug}", "/events/"]

    for address in pages:
        assert "Hearing i Falun" in (await client.get(address)).text
    await retitle(event, "Hearing i Mora")

    for address in pages:
        assert "Hearing i Mora" in (await client.get(address)).text


async def test_what_others_write_is_seen_in_a_second(client: httpx2.AsyncClient, monkeypatch: Any) -> None:
    monkeypatch.setattr(ready, "write_counter", lambda: lambda: 0)
    event = await titled("Hearing i Falun")
    await client.get(FEED)
    await retitle(event, "Hearing i Mora")

    assert "Falun" in (await client.get(FEED)).text
    with freeze(now() + timedelta(seconds=1)):
        assert "Mora" in (await client.get(FEED)).text


async def test_the_second_answer_is_like_the_first(client: httpx2.AsyncClient) -> None:
    await titled("Hearing i Falun")
    first, again = await client.get(FEED), await client.get(FEED)
    same = await client.get(FEED, headers={"if-none-match": first.headers["etag"]})
    head = await client.head(FEED)

    assert (first.content, dict(first.headers)) == (again.content, dict(again.headers))
    assert again.headers["content-security-policy"] == POLICY
    assert (same.status_code, same.content) == (304, b"")
    assert (head.content, head.headers["content-length"]) == (b"", again.headers["content-length"])


async def test_personal_pages_are_not_kept(client: httpx2.AsyncClient, app: Any) -> None:
    row: Invitation = await make.invitation(await titled("Hearing i Falun"))

    await client.get(f"/i/{row.token()}")

    assert (await client.get("/sign-in")).headers["cache-control"] == "private, no-store"
    assert "no-store" in (await client.get(f"/i/{row.token()}")).headers["cache-control"]
