"""Sorting incoming mail, with the child that reads it: mails per second of one worker."""

import time
from pathlib import Path

import pytest

from hearing.mail.inbox import Inbound, Sorter, keep
from hearing.mail.models_in import IncomingMail, IncomingStatus
from hearing.mail.sent import Sent
from tests import make
from tests.mail.known import DALARNA, Two, address, raw

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
SAMPLES = [file.read_bytes() for file in sorted((Path(__file__).parent.parent / "mail" / "samples").glob("*.eml"))]
ROUNDS, LEAST = 10, 20


async def test_sorting_keeps_up() -> None:
    await make.organiser()
    for number in range(ROUNDS):
        for content in SAMPLES:
            await keep(content.replace(b"Subject: ", b"X-Round: %d\r\nSubject: " % number, 1))
        await keep(raw(f"nr {number}\n" + "Vi svarar på er fråga.\n" * 2000, To=address(DALARNA)))
    mails = await IncomingMail.all().count()
    sorter = Sorter(Inbound(directories=[Two(), Sent()]))
    began = time.monotonic()

    while await sorter.sort_next():
        pass

    rate = mails / (time.monotonic() - began)
    await sorter.stop()
    print(f"\nsorting: {rate:.0f} mails/s")
    assert await IncomingMail.filter(status=IncomingStatus.KEPT).count() == 0
    assert rate >= LEAST
