"""The data the benchmarks run on, and the two servers they compare."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tortoise.transactions import in_transaction

from hearing import demo
from hearing.base.addresses import DatabaseUrl
from hearing.base.clock import freeze, now
from hearing.base.links import digest
from hearing.db import database
from hearing.events import demo as events
from hearing.events.models import Event, EventGroup
from hearing.invitations import itip, seats
from hearing.invitations.models import Invitation, InvitationStatus
from hearing.migrate import migrate
from hearing.people.models import Person
from hearing.settings import read, settings, using
from tests.bench.load import Served, ask, free_port, get, server
from tests.conftest import NOW

SECRET = "a-secret-of-the-benchmarks-long-enough"
ADDRESS = "http://localhost:8000"  # as the blocks of the feed name it
SLUG = "hearing-borlange"
PAGE = f"/events/{SLUG}"
FEED = "/calendar/all.ics"
ROUNDS_OF_EVENTS = 10  # a hundred each
GUESTS, GUEST_DOMAIN = 2400, "@gaster.test"
YES = {"answer": "yes", "by": "self", "attend": "on_site"}


@dataclass(frozen=True)
class World:
    """A database file, and the personal links of those who have not answered."""

    path: Path
    tokens: tuple[str, ...]

    @property
    def env(self) -> dict[str, str]:
        """The settings of a process that works on it."""
        return {
            "HEARING_DATABASE": f"sqlite://{self.path}",
            "HEARING_SECRET": SECRET,
            "HEARING_BASE_URL": ADDRESS,
            "HEARING_CLOCK": f"{NOW:%Y-%m-%dT%H:%M}",
        }


def build(folder: Path, rounds: int = ROUNDS_OF_EVENTS, guests: int = GUESTS) -> World:
    """Make the database, as it would be at the frozen moment of the tests."""
    empty = World(folder / "hearing.sqlite3", ())
    with freeze(NOW), settled(empty):
        return replace(empty, tokens=asyncio.run(_fill(settings().database, rounds, guests)))


@contextmanager
def settled(built: World) -> Iterator[None]:
    """This process works on it, too."""
    with using(read(env_file=None, database=f"sqlite://{built.path}", secret=(SECRET,), base_url=ADDRESS)):
        yield


async def _fill(url: DatabaseUrl, rounds: int, guests: int) -> tuple[str, ...]:
    await migrate(url)
    async with database(url, shared=False):
        await demo.load()
        async with in_transaction():
            for number in range(rounds):
                await events.scale(number)
            return await _invite(await _big_event(), guests)


async def _big_event() -> Event:
    event = await Event.filter(slug="scale-0-0").first()
    assert event is not None
    await Event.filter(pk=event.pk).update(capacity=1_000_000)
    await EventGroup.filter(event_id=event.pk).update(capacity=1_000_000)
    return event


async def _invite(event: Event, number: int) -> tuple[str, ...]:
    """Guests of one event with room for all."""
    group = await EventGroup.filter(event_id=event.pk).order_by("position").first()
    await Person.bulk_create([_person(one) for one in range(number)], batch_size=200)
    people = await Person.filter(email_norm__endswith=GUEST_DOMAIN)
    await Invitation.bulk_create([_guest(event, group, person) for person in people], batch_size=200)
    made = await Invitation.filter(event_id=event.pk)
    for row in made:
        row.update_from_dict(row.link_columns())
        row.reply_hash = digest(itip.reply_token(row))
    await Invitation.bulk_update(made, fields=["link_version", "link_key", "link_hash", "reply_hash"], batch_size=200)
    await seats.ready(event.pk)
    return tuple(row.token() for row in made)


def _person(number: int) -> Person:
    email = f"guest{number}{GUEST_DOMAIN}"
    names = {"given_name": "Lena", "family_name": f"Bergström {number}", "sort_key": f"bergström {number}"}
    return Person(email=email, email_norm=email, created_at=now(), changed_at=now(), **names)


def _guest(event: Event, group: EventGroup | None, person: Person) -> Invitation:
    return Invitation(
        event_id=event.pk,
        group_id=group.pk if group else None,
        person_id=person.pk,
        status=InvitationStatus.INVITED,
        name=person.name,
        email=person.email,
        email_norm=person.email_norm,
        title="Regionråd",
        organisation_name="Region Dalarna",
        sort_key=person.sort_key,
        search_text=f"{person.name} {person.email}".casefold(),
        invited_at=now(),
        sent_times=1,
        created_at=now(),
        changed_at=now(),
    )


@contextmanager
def hearing(built: World, *options: str, path: str = "/healthz") -> Iterator[Served]:
    """Our server, as `hearing serve` starts it."""
    port = free_port()
    command = ("-m", "hearing", "serve", "--port", str(port), *options)
    with server(*command, port=port, env=built.env, path=path) as process:
        yield Served(process.pid, port)


@contextmanager
def bare(built: World, ours: Served, folder: Path) -> Iterator[Served]:
    """Bare Starlette: the same bytes as ours now answers with, the same statements on a copy of the database."""
    (folder / "page.html").write_bytes(ask(ours.port, get(PAGE)).body)
    (folder / "feed.ics").write_bytes(ask(ours.port, get(FEED)).body)
    (folder / "feed.ics.gz").write_bytes(ask(ours.port, get(FEED, accept_encoding="gzip")).body)
    copy = replace(built, path=Path(shutil.copy(built.path, folder / "bare.sqlite3")))
    port, env = free_port(), copy.env | {"BARE_FOLDER": str(folder)}
    with server("-m", "tests.bench.bare", str(port), port=port, env=env) as process:
        yield Served(process.pid, port)
