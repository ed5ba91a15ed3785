"""A mailing written for each one who gets it: mails per second of one core, from a row to the bytes that leave."""

import time
from datetime import timedelta
from typing import Any

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.base.clock import today
from hearing.events.models import Event
from hearing.invitations import invite
from hearing.invitations.models import Invitation
from hearing.mail import message, outbox
from hearing.mail.rules import Gate
from tests.bench.figures import Figure, told
from tests.invitations import make
from tests.mail.conftest import configured_with

pytestmark = pytest.mark.anyio
MAILS, ROUNDS, LEAST = 400, 5, 1500
DRAFT: dict[str, Any] = {"status": "draft", "sent_times": 0, "invited_at": None}


async def drafts() -> invite.Batch:
    """An event with a programme and hundreds of chosen, each with a card, a link and a role."""
    facts: dict[str, Any] = {"answer_by_on": today() + timedelta(days=7), "summary": "Vi frågar om vården. " * 15}
    event = await make.event(**facts)
    one = await make.invitation(event, title="regiondirektör", organisation_name="Region Dalarna", **DRAFT)
    found = await invite.batch(await Event.get(pk=event.pk).select_related("organiser", "venue"))
    row = found.drafts[0]
    found.drafts = [row.clone(pk=one.pk + number) for number in range(MAILS)]
    for number, copy in enumerate(found.drafts):
        copy.event, copy.person, copy.holding = row.event, row.person, None
        copy.name, copy.email = f"Lena Bergström {number}", f"lena{number}@region{number % 21}.test"
    assert isinstance(found.drafts[0], Invitation)
    return found


async def test_personalising(db: BaseDBAsyncClient) -> None:
    with configured_with(base_url="https://hearing.test", mail_reply="svar@hearing.test"):
        await measured()


async def measured() -> None:
    ready, words, whole = await drafts(), [], []
    for _round in range(ROUNDS):
        started = time.process_time()
        posts = await invite._written(ready)
        written = time.process_time()
        gate = await Gate.now()
        sent = [message.build(outbox._row(post, gate)) for post in posts]
        ended = time.process_time()
        assert len(sent) == len(posts) == MAILS and len({post.text for post in posts}) == MAILS
        words.append(MAILS / (written - started))
        whole.append(MAILS / (ended - started))
    told(Figure("personalising a mailing, to the bytes", max(whole), unit="mails/s"))
    assert told(Figure("personalising a mailing", max(words), unit="mails/s", at_least=LEAST)).met
