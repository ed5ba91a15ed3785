"""What the tests of mail share: an organiser, a person who acts, mails, and settings with a server."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from hearing.base.clock import now
from hearing.mail import outbox
from hearing.mail.inbox import Inbound, Sorter
from hearing.mail.models import OutgoingMail
from hearing.mail.sent import Sent
from hearing.organisers.models import Organiser
from hearing.settings import Settings, settings, using
from tests.dovecot import Dovecot, dovecot
from tests.mail.known import Two
from tests.mail.server import Wire, server

WORDS = {"subject": "Inbjudan till hearing", "text": "Hej Åsa!\n", "html": "<p>Hej Åsa!</p>"}
Configure = Callable[..., Any]


@dataclass
class Somebody:
    """A stand-in for an account that is not stored."""

    pk: Any = None
    name: str = "Karin Wester"


@pytest.fixture
def karin() -> Somebody:
    return Somebody()


@pytest.fixture
async def organiser(db: Any) -> Organiser:
    return await Organiser.create(
        slug="egen-rost",
        name="Egen röst Dalarna",
        sender_name="Egen röst Dalarna",
        email="a@rost.test",
        created_at=now(),
    )


@contextmanager
def configured_with(**changes: Any) -> Iterator[Settings]:
    """Other settings for a while."""
    with using(settings().model_copy(update=changes)) as changed:
        yield changed


@pytest.fixture
async def wire(db: Any) -> AsyncIterator[Wire]:
    """A mail server that takes everything, and settings that lead to it."""
    async with server() as found:
        with configured_with(smtp=found.smtp()):
            yield found


@pytest.fixture(scope="session")
def imap() -> Iterator[Dovecot]:
    """An IMAP server."""
    with dovecot() as found:
        yield found


@pytest.fixture
async def sorter(db: Any) -> AsyncIterator[Sorter]:
    made = Sorter(Inbound(directories=[Two(), Sent()]))
    yield made
    await made.stop()


def post(key: str = "invite:1", to: str = "asa@b.test", **changes: Any) -> outbox.Post:
    """A mail as a slice would ask for it."""
    given: dict[str, Any] = {"kind": "invite", "to_name": "Åsa Berg"} | WORDS | changes
    return outbox.Post(key=key, to_address=to, **given)


async def statuses() -> dict[str, int]:
    """How many mails stand where."""
    found: dict[str, int] = {}
    for status in await OutgoingMail.all().values_list("status", flat=True):
        found[str(status)] = found.get(str(status), 0) + 1
    return found
