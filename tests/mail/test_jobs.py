"""What the worker and the command line do with mail."""

import asyncio

import pytest

from hearing.mail import exports, jobs, outbox
from hearing.mail.models import MailReason, OutgoingMail
from tests.mail.conftest import configured_with, post, statuses
from tests.mail.server import Wire

pytestmark = pytest.mark.anyio
NOTHING = dict.fromkeys(("queued", "sending", "sent", "failed", "doubtful", "held", "cancelled"), 0)


async def test_send_now_works_until_nothing_is_due_and_counts(wire: Wire) -> None:
    await outbox.put_all([post(f"m{n}", f"a{n}@b.test") for n in range(45)])

    assert await jobs.send_now() == NOTHING | {"sent": 45}
    assert len(wire.taken) == 45


async def test_the_job_sends_and_its_stop_leaves_nothing_in_hand(wire: Wire) -> None:
    await outbox.put_all([post(f"m{n}", f"a{n}@b.test") for n in range(45)])
    await jobs.send_due()
    await asyncio.sleep(0.01)
    await jobs.stop()

    assert set(await statuses()) <= {"sent", "queued"}
    assert len(wire.taken) == (await statuses()).get("sent", 0)


async def test_without_a_server_what_waits_is_held_and_stays_so(wire: Wire) -> None:
    await outbox.put(post())
    with configured_with(smtp=None):
        counts = [await jobs.send_now()]
    counts.append(await jobs.send_now())

    assert counts == [NOTHING | {"held": 1}] * 2
    assert (await OutgoingMail.get()).reason == MailReason.NO_SERVER


async def test_the_export_has_every_field(wire: Wire) -> None:
    mail = await outbox.put(post(about="event-1/2"))
    await outbox.put(post("b"))
    told = await exports.everything()

    assert told["incoming"] == []
    assert told["outgoing"][0] == {
        "id": mail.pk,
        "key": "invite:1",
        "to": "asa@b.test",
        "subject": "Inbjudan till hearing",
        "status": "queued",
        "attempts": 0,
        "message_id": mail.message_id,
        "about": "event-1/2",
    }
    assert told["outgoing"][1]["about"] is None
