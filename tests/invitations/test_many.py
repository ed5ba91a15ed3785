"""Three hundred answer at once, over HTTP: never one seat too many, the rest queued in order, no answer lost.

The whole of it runs on SQLite with one process and on PostgreSQL with four.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from hearing.base.links import digest
from hearing.events.models import Event, EventGroup
from hearing.invitations import itip
from hearing.invitations.models import Invitation, InvitationStatus, Seating
from hearing.settings import Settings, read, using
from tests.invitations import make
from tests.postgres import free_port

pytestmark = pytest.mark.anyio
SECRET = "one secret without commas and long enough"
SEATS, IN_GROUP, PEOPLE = 50, 30, 300


async def invited(event: Event, people: int) -> list[Invitation]:
    """Every second one in the small group."""
    groups = await EventGroup.filter(event=event).order_by("id")
    rows = [make.unsaved(event, await make.person(f"Person {n}"), groups[n % 2], n) for n in range(people)]
    await Invitation.bulk_create(rows, batch_size=100)
    saved = await Invitation.filter(event=event).order_by("id")
    for row in saved:
        row.update_from_dict(row.link_columns())
        row.reply_hash = digest(itip.reply_token(row))
    await Invitation.bulk_update(saved, ["link_version", "link_key", "link_hash", "reply_hash"], batch_size=100)
    return saved


@contextmanager
def serving(settings: Settings, processes: int) -> Iterator[str]:
    """The program as it is run for real."""
    url, port = settings.database, free_port()
    address = (
        f"sqlite://{url.path}" if url.dialect == "sqlite" else f"postgres://{url.user}@{url.host}:{url.port}/{url.name}"
    )
    known = {"HEARING_DATABASE": address, "HEARING_SECRET": SECRET}
    words = [sys.executable, "-m", "hearing", "serve", "--port", str(port), "--workers", str(processes), "--no-worker"]
    server = subprocess.Popen(words, env=os.environ | known, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


async def up(visitor: httpx2.AsyncClient) -> None:
    for _ in range(200):
        try:
            if (await visitor.get("/readyz")).status_code == 200:
                return
        except httpx2.TransportError:
            await asyncio.sleep(0.1)
    raise TimeoutError("the server did not start")


@pytest.fixture
def spoken_secret(configured: Settings) -> Iterator[Settings]:
    """A secret that another process can be given: those in the environment part at commas."""
    with using(read(env_file=None, database=configured.database, secret=(SECRET,))) as found:
        yield found


async def test_three_hundred_say_yes_at_once(db: object, spoken_secret: Settings) -> None:
    event = await make.event(SEATS, {"Politiker": IN_GROUP, "Övriga": None})
    rows = await invited(event, PEOPLE)
    processes = 1 if spoken_secret.database.dialect == "sqlite" else 4

    with serving(spoken_secret, processes) as address:
        async with httpx2.AsyncClient(base_url=address, timeout=120) as visitor:
            await up(visitor)
            posts = [visitor.post(f"/i/{row.token()}", data={"answer": "yes"}) for row in rows]
            answers = await asyncio.gather(*posts)

    assert {answer.status_code for answer in answers} == {303}
    await agrees(event)


async def agrees(event: Event) -> None:
    """Exactly the seats there are, nobody lost, the queue without gaps or doubles."""
    rows = await Invitation.filter(event=event)
    politicians = await EventGroup.get(event=event, name="Politiker")
    seated = [row for row in rows if row.seat]
    waiting = sorted(row.queue_number or 0 for row in rows if row.status == InvitationStatus.WAITING)
    taken = {row.group_id: row.taken for row in await Seating.filter(event=event)}  # type: ignore[attr-defined]

    assert (len(seated), len(waiting)) == (SEATS, PEOPLE - SEATS)
    assert {row.status for row in seated} == {InvitationStatus.YES}
    assert sum(row.group_id == politicians.pk for row in seated) <= IN_GROUP  # type: ignore[attr-defined]
    assert (taken[None], waiting) == (SEATS, list(range(1, PEOPLE - SEATS + 1)))
