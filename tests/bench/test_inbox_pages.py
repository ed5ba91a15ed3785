"""The inbox with twenty thousand mails: processor seconds of the server for a page, search included."""

import asyncio
from collections.abc import Iterator
from itertools import repeat

import pytest

from hearing import demo
from hearing.base.clock import freeze
from hearing.db import database
from hearing.mail import scale
from hearing.mail.models_in import IncomingMail
from hearing.mail.scale import About
from hearing.migrate import migrate
from hearing.organisers.models import Organiser
from hearing.settings import settings
from hearing.staff.models import Account
from tests import make
from tests.bench import world
from tests.bench.figures import Figure, told
from tests.bench.load import Served, get, measure
from tests.bench.world import World
from tests.conftest import NOW

ROUNDS, PAGES, MOST = 10, 40, 80  # rounds of 2,000 mails; pages fetched; milliseconds a page may cost
INBOX = "/desk/mail/inbox/"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The demo, twenty thousand incoming mails, somebody signed in, and one mail's number."""
    empty = World(tmp_path_factory.mktemp("inbox") / "hearing.sqlite3", ())
    with freeze(NOW), world.settled(empty):
        return World(empty.path, asyncio.run(_fill()))


async def _fill() -> tuple[str, ...]:
    await migrate(settings().database)
    async with database(shared=False):
        await demo.load()
        ours = await Organiser.get(slug="dalarna")
        abouts = [About(f"event-1/{n}", f"nn{n}@region-{n}.test", f"Åsa Provberg {n}", ours.pk) for n in range(300)]
        for number in range(ROUNDS):
            await scale.scale(number, abouts)
        token = await make.session(await Account.get(name="Annika Silverskär"), ours)
        middle = await IncomingMail.all().order_by("id").offset(10_000).first()
        return token, str(middle.pk if middle else 0)


@pytest.fixture(scope="module")
def inbox(full: World) -> Iterator[Served]:
    """`hearing serve` on it."""
    with world.hearing(full, "--no-worker") as served:
        yield served


@pytest.mark.parametrize(
    "path",
    [
        INBOX,
        f"{INBOX}?state=all",
        f"{INBOX}?state=all&start=10000",
        f"{INBOX}?state=all&q=provmejl+17",
        f"{INBOX}?state=all&q=finns+inte+alls",
        f"{INBOX}MAIL?state=all",
        f"{INBOX}MAIL?state=all&q=provberg",
        "/desk/attention",
    ],
)
def test_a_page_of_a_full_inbox(full: World, inbox: Served, path: str) -> None:
    token, mail = full.tokens
    request = get(path.replace("MAIL", mail), cookie=f"session={token}")
    measure(inbox, repeat(request, 3))

    cost = measure(inbox, repeat(request, PAGES), connections=1)

    assert set(cost.statuses) == {200}
    figure = Figure(f"inbox page {path}", 1000 * cost.seconds / cost.requests, "ms", at_most=MOST)
    assert told(figure).met
