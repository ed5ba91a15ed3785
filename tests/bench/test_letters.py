"""A letter to 290 municipalities with 5,000 lines: board and files, composing, previewing, sending at a server's pace."""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import repeat
from statistics import median

import httpx2
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.addresses import Smtp
from hearing.base.clock import freeze, now
from hearing.db import database
from hearing.letters import papers, recipients, scale, sending, writing
from hearing.letters.jobs import JOBS
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.recipients import Pick
from hearing.mail.models import OutgoingMail
from hearing.mail.sender import Sender
from hearing.organisers.models import Organiser
from hearing.people.models import Organisation
from hearing.settings import settings
from hearing.staff.models import Role
from tests import make
from tests.bench import world
from tests.bench.figures import Figure, told
from tests.bench.load import Served, ask, get, measure
from tests.bench.test_mail import sink as sink
from tests.bench.world import World
from tests.conftest import NOW
from tests.letters.make import draft, planner
from tests.mail.conftest import configured_with

pytestmark = pytest.mark.anyio
TURNS, EACH = 5, 10
PER_MINUTE = 1200


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The demo with the letter of scale."""
    built = world.build(tmp_path_factory.mktemp("letters"), rounds=1, guests=10)
    with freeze(NOW), world.settled(built):
        asyncio.run(another())
    return built


async def another() -> None:
    async with database(settings().database, shared=False):
        await scale.scale(0)


@pytest.fixture(scope="module")
def board(large: World) -> Iterator[tuple[Served, dict[str, str], str]]:
    """A server on it, somebody's cookie, the address of the board."""
    with freeze(NOW), world.settled(large):
        token, number = asyncio.run(entered())
    with world.hearing(large, "--no-worker") as served:
        yield served, {"cookie": f"session={token}"}, f"/desk/letters/{number}"


async def entered() -> tuple[str, int]:
    async with database(settings().database, shared=False):
        campaign = await Campaign.get(slug="scale-letter-0")
        owner = await Organiser.get(id=campaign.organiser_id)
        return await make.session(await make.member(owner, "Ann Lind", Role.PLANNER), owner), campaign.pk


def milliseconds(served: Served, request: bytes) -> float:
    """What one such request costs the server, of processor time."""
    rounds = [measure(served, repeat(request, EACH), connections=1) for _turn in range(TURNS + 1)]
    assert all(set(one.statuses) == {200} for one in rounds)
    return median(1000 / one.rate for one in rounds[1:])


PAGES = [
    ("board of 290 recipients, 5,000 lines", "", 120),
    ("  the same, the late by healthcare region", "?late=1&by=healthcare", 120),
    ("  as CSV", "/table.csv", 1000),
    ("  as XLSX", "/table.xlsx", 1000),
    ("  its reminders", "/reminders", 120),
]
PUBLIC = ("", ".json", ".atom", "/map")


@pytest.mark.parametrize(("name", "end", "most"), PAGES)
def test_board_and_files(board: tuple[Served, dict[str, str], str], name: str, end: str, most: int) -> None:
    served, cookie, path = board
    size = len(ask(served.port, get(path + end, **cookie)).body)
    value = milliseconds(served, get(path + end, **cookie))
    assert told(Figure(name, value, "ms", at_most=most, note=f"{size} bytes")).met


@pytest.mark.parametrize("end", PUBLIC)
def test_public_pages(board: tuple[Served, dict[str, str], str], end: str) -> None:
    served, _cookie, _path = board
    value = milliseconds(served, get(f"/letters/scale-letter-0{end}"))
    assert told(Figure(f"public letter of 290, kept: {end or 'page'}", value, "ms", at_most=5)).met


async def composed(client: httpx2.AsyncClient) -> Campaign:
    """A draft to all 290, each with an address and a registrator's."""
    campaign = await draft()
    found = await recipients.find(Pick("municipality"), Organisation.all())
    await recipients.add(campaign, await planner(), found)
    for row in await Recipient.filter(campaign=campaign):
        addresses = {"email": f"kansli@kommun-{row.code}.test", "registrator_email": f"reg@kommun-{row.code}.test"}
        await Recipient.filter(pk=row.pk).update(**addresses)
    return await Campaign.get(pk=campaign.pk).select_related("organiser")


async def test_a_letter_to_290_through_a_server_at_its_pace(
    db: BaseDBAsyncClient, client: httpx2.AsyncClient, sink: Smtp
) -> None:
    began = time.perf_counter()
    campaign = await composed(client)
    told(Figure("letter to 290: composed", time.perf_counter() - began, "s"))
    ann = await make.signed_in(client, await planner(), await make.organiser())
    began = time.perf_counter()
    for row in await Recipient.filter(campaign=campaign).order_by("number").limit(20):
        page = await ann.get(f"/desk/letters/{campaign.pk}/preview?row={row.pk}")
        assert row.authority in page.text
    told(Figure("  any of them previewed", (time.perf_counter() - began) / 20 * 1000, "ms", at_most=500))
    assert not (await writing.batch(campaign)).problems
    began = time.perf_counter()
    server = Smtp(host=sink.host, port=sink.port, connections=4, per_minute=PER_MINUTE)
    with configured_with(smtp=server):
        await sending.send(campaign, await planner())
    assert told(Figure("  sent: mails written", time.perf_counter() - began, "s", at_most=10)).met
    began = time.perf_counter()
    while await papers.make_next():
        pass
    told(Figure("  their PDFs, by the worker", time.perf_counter() - began, "s", at_most=60))
    await left(server)
    refs = await OutgoingMail.filter(status="sent", kind="letter").values_list("about", flat=True)
    assert sorted(refs) == sorted(await Recipient.filter(campaign=campaign).values_list("ref", flat=True))
    assert await Recipient.filter(campaign=campaign, delivery="sent").count() == 290


async def left(server: Smtp) -> None:
    """All of it leaves, no faster than the server wants, once; the timelines hear of it."""
    with freeze(now() + timedelta(minutes=6)), configured_with(smtp=server):
        sender, began = Sender(server), time.perf_counter()
        await sender.drain()
        seconds = time.perf_counter() - began
        await sender.stop()
        for job in JOBS:
            while await job.run():
                pass
    mails = await OutgoingMail.filter(status="sent").count()
    assert mails == 580
    note = f"{mails} mails, {PER_MINUTE} a minute allowed"
    assert told(Figure("  through the server", seconds, "s", at_least=(mails - 60) * 60 / PER_MINUTE, note=note)).met
