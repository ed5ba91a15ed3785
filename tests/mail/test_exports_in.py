"""`hearing export mail` and the guests' own export: every field of the contract, null where there is nothing."""

from typing import Any

import pytest

from hearing.invitations import itip
from hearing.invitations.exports import event as event_export
from hearing.invitations.mails import invitation_mail
from hearing.mail import exports, outbox
from hearing.mail.inbox import Sorter, keep
from hearing.mail.models import BlockedAddress, MailStatus, OutgoingMail
from hearing.wiring import INBOUND
from tests.invitations import make
from tests.mail.known import raw, sort

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
INCOMING = set(
    "id sha256 received_at from from_name subject kind match suggest references text full_text html attachments"
    " bounce_status suppressed counts_as_answer responder partstat duplicate_of state".split()
)
OUTGOING = set("id key to subject status attempts message_id about".split())
EMPTY = ("html", "bounce_status", "responder", "partstat", "duplicate_of", "from_name")
REPORT = """Content-Type: multipart/report; report-type=delivery-status; boundary="b"
From: MAILER-DAEMON@mx.region.test
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@mx.region.test>

--b
Content-Type: text/plain

It did not work.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.region.test

Final-Recipient: rfc822; asa@region.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {named}

--b--
"""


async def test_every_field_is_there_and_null_where_there_is_nothing() -> None:
    await keep(b"")
    await keep(raw(sender="nn@okand.test"))
    sorter = Sorter(INBOUND)
    while await sorter.sort_next():
        pass
    await sorter.stop()

    told = (await exports.everything())["incoming"]

    assert [set(one) for one in told] == [INCOMING, INCOMING]
    assert [one[name] for one in told for name in EMPTY] == [None] * 2 * len(EMPTY)
    assert [(one["match"], one["references"], one["state"]) for one in told] == [([], [], "unsorted")] * 2


async def test_a_bounce_shows_at_the_mail_and_at_the_guest() -> None:
    asa = await make.invitation(await make.event(), email="asa@region.test", name="Åsa Berg")
    post: Any = invitation_mail(asa, "Välkommen", "Kom!")
    sent = await outbox.put(post)
    await OutgoingMail.filter(pk=sent.pk).update(status=MailStatus.SENT)
    fresh = await OutgoingMail.get(pk=sent.pk)
    sorter = Sorter(INBOUND)

    await sort(sorter, REPORT.format(to=fresh.envelope_from, named=fresh.message_id).encode())

    await sorter.stop()
    told = await exports.everything()
    guest = (await event_export(int(asa.event.pk)))["invitations"][0]
    came = told["incoming"][0]
    assert set(told["outgoing"][0]) == OUTGOING
    assert (told["outgoing"][0]["status"], guest["delivery"], guest["answer"]) == ("failed", "bounced", "none")
    assert (came["kind"], came["match"], came["bounce_status"], came["suppressed"], came["state"]) == (
        "bounce_hard", [asa.ref], "5.1.1", True, "sorted",
    )  # fmt: skip
    assert await BlockedAddress.filter(address_norm="asa@region.test").count() == 1


async def test_a_guests_answer_names_who_gave_it() -> None:
    asa = await make.invitation(await make.event(), email="asa@region.test", name="Åsa Berg")
    sorter = Sorter(INBOUND)

    await sort(sorter, raw("Vi kommer.", "Eva Ek <eva@region.test>", "Sv", To=itip.reply_to(asa)))

    await sorter.stop()
    (came,) = (await exports.everything())["incoming"]
    assert (came["kind"], came["responder"], came["match"]) == ("forwarded_reply", "Eva Ek", [asa.ref])
