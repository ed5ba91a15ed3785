"""The demo's post: outbox and inbox are not empty, nothing of it can reach anybody, and the stories' numbers stand."""

from datetime import date

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing import demo
from hearing.base.clock import today
from hearing.letters import board
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.mail.inbox import Sorter
from hearing.mail.models import OutgoingMail
from hearing.mail.models_in import IncomingMail, IncomingMatch
from hearing.wiring import INBOUND

pytestmark = pytest.mark.anyio
ANCHOR = date(2026, 11, 23)


@pytest.fixture
async def delivered(demo_inside: None, db: BaseDBAsyncClient) -> None:
    """The demo with its post, as the command loads it."""
    await demo.deliver(Sorter(INBOUND), ANCHOR)


async def handled(code: str) -> Recipient:
    return await Recipient.get(campaign__slug="yttrande-strategi-stockholm-2026", code=code)


async def test_mails_in_are_read_and_placed_the_usual_way(delivered: None) -> None:
    mails = await IncomingMail.all().order_by("received_at")

    assert [(str(mail.kind), str(mail.status)) for mail in mails] == [
        ("acknowledgement", "sorted"), ("forwarded_reply", "sorted"), ("auto_reply", "sorted"),
        ("unmatched", "unsorted"), ("forwarded_reply", "unsorted"),
    ]  # fmt: skip
    assert [(await handled(code)).handling.value for code in ("0180", "0184", "0186")] == [
        "acknowledged", "answered", "none",
    ]  # fmt: skip
    assert [one.ref for one in await IncomingMatch.filter(mail_id=mails[-1].pk)] == ["NSPH-26-1/16"]


async def test_the_letters_stand_in_the_outbox_and_one_came_back(delivered: None) -> None:
    mails = await OutgoingMail.filter(about__startswith="NSPH-26-1/")

    letters = [mail for mail in mails if mail.kind == "letter"]
    assert (len(letters), sum(mail.status == "sent" for mail in letters)) == (22, 21)
    assert [(mail.about, str(mail.reason)) for mail in letters if mail.status == "failed"] == [
        ("NSPH-26-1/09", "bounced")
    ]
    assert all(mail.to_address.endswith((".test", ".example")) for mail in await OutgoingMail.all())
    assert await OutgoingMail.filter(status__in=["queued", "sending", "held"]).count() == 0


async def test_the_stories_numbers_stand(delivered: None) -> None:
    letter = await Campaign.get(reference="NSPH-26-1")
    six = await Campaign.get(reference="NSPH-26-2")

    found, others = await board.board_of(letter, today()), await board.board_of(six, today())

    assert (found.sent, found.answered.answered, found.by_other, found.median_days) == (21, 11, 8, 73)
    assert (found.steps["silent"], others.handlings["acknowledged"], others.late) == (2, 2, 0)
