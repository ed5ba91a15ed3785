"""The administrator's page about delivery: records, the server, a test that comes back."""

import httpx2
import pytest

from hearing.mail import delivery, inbox
from hearing.mail.inbox import Sorter
from hearing.mail.jobs import send_now
from hearing.mail.models import OutgoingMail
from hearing.staff.models import Account
from tests.mail.conftest import Somebody, configured_with
from tests.mail.server import Wire

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
HERE = "/desk/mail/delivery"
ADDRESSES = {"mail_from": "Hearing <hearing@nsph.test>", "mail_reply": "svar@svar.nsph.test"}
WAY = (
    b"Return-Path: <svar+x@svar.nsph.test>\r\n"
    b"Authentication-Results: mx.nsph.test; spf=pass smtp.mailfrom=nsph.test;\r\n dkim=fail; dmarc=PASS\r\n"
    b"Received: from relay.test by mx.nsph.test; Mon, 23 Nov 2026 09:00:00 +0100\r\n"
)


@pytest.mark.parametrize(
    ("reply", "back", "aligned"),
    [
        ("svar@nsph.test", "nsph.test", True),
        ("svar@svar.nsph.test", "svar.nsph.test", True),
        ("a@x.test", "x.test", False),
    ],
)
async def test_the_records_name_our_domains(reply: str, back: str, aligned: bool) -> None:
    with configured_with(mail_from="Hearing <hearing@nsph.test>", mail_reply=reply):
        found = [(one.name, one.kind) for one in delivery.records()]

        assert delivery.aligned() is aligned
    assert found == [(back, "TXT"), ("SELECTOR._domainkey.nsph.test", "TXT"), ("_dmarc.nsph.test", "TXT"), (back, "MX")]


async def test_a_test_goes_out_comes_back_and_shows_its_way(wire: Wire, sorter: Sorter, karin: Somebody) -> None:
    with configured_with(smtp=wire.smtp(), **ADDRESSES):
        await delivery.send_test(karin)
        await send_now()
        waiting = await delivery.last_test()
        await inbox.keep(WAY + wire.taken[0].removesuffix(b".\r\n"))
        while await sorter.sort_next():
            pass
        test = await delivery.last_test()

    assert waiting and waiting.came is None
    assert test and test.came and test.verdicts == {"spf": "pass", "dkim": "fail", "dmarc": "pass"}
    assert [name for name, _value in test.headers] == ["Return-Path", "Authentication-Results", "Received"]


async def test_only_an_administrator_sees_the_page(wire: Wire, ann: httpx2.AsyncClient, bo: httpx2.AsyncClient) -> None:
    assert (await bo.get(HERE)).status_code == 403
    await Account.filter(name="Ann Lind").update(admin=True)
    with configured_with(smtp=wire.smtp(), **ADDRESSES):
        asked = await ann.post(f"{HERE}/ask")
        sent = await ann.post(f"{HERE}/test")
        text = (await ann.get(HERE)).text

    assert (asked.status_code, sent.status_code) == (303, 303)
    assert all(word in text for word in ("_dmarc.nsph.test", "v=spf1 ip4:127.0.0.1 -all", "Leveransprov"))
    assert await OutgoingMail.filter(kind="delivery_test").count() == 1
