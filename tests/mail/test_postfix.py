"""A real Postfix on loopback: mail out through it, bounces and replies back through its pipe to `hearing receive`."""

import asyncio
import smtplib
import time
from collections.abc import Awaitable, Callable, Iterator
from email.message import EmailMessage, Message
from pathlib import Path

import pytest

from hearing.base.addresses import DatabaseUrl
from hearing.mail import jobs, outbox
from hearing.mail.inbox import MOST_BYTES, Sorter
from hearing.mail.models import BlockedAddress, OutgoingMail
from hearing.mail.models_in import IncomingMail, IncomingMatch
from hearing.organisers.models import Organiser
from tests.mail.conftest import configured_with, post
from tests.mail.known import DALARNA, GAVLE, TOKENS, raw
from tests.mail.test_receive import dying
from tests.postfix import Postfix, postfix, receiving
from tests.test_cli import environment

ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


@pytest.fixture(scope="session")
def server() -> Iterator[Postfix]:
    with postfix() as found:
        yield found


@pytest.fixture
def mx(server: Postfix, database_url: DatabaseUrl, tmp_path: Path) -> Iterator[Postfix]:
    """The server, with this test's database behind its pipe and empty mailboxes."""
    server.empty()
    settings = {"HEARING_MAIL_REPLY": "svar@moten.test", "HEARING_MAIL_FROM": "Egen <post@moten.test>"}
    server.door = receiving(environment(database_url, **settings), tmp_path)
    with configured_with(smtp=server.smtp(), mail_reply="svar@moten.test", mail_from="Egen <post@moten.test>"):
        yield server


async def until(what: Callable[[], Awaitable[object]], mx: Postfix) -> None:
    """Wait until it is so."""
    latest = time.monotonic() + 30
    while not await what():
        assert time.monotonic() < latest, mx.log()[-3000:]
        await asyncio.sleep(0.05)


async def arrived(mx: Postfix, address: str, number: int = 1) -> list[Message]:
    """Wait for that many mails in a mailbox."""

    async def there() -> bool:
        return len(mx.box(address)) >= number

    await until(there, mx)
    return mx.box(address)


async def received(mx: Postfix, number: int = 1) -> None:
    """Wait until that many mails are stored."""

    async def there() -> bool:
        return await IncomingMail.all().count() >= number

    await until(there, mx)


def submit(mx: Postfix, sender: str, to: str, content: bytes) -> None:
    """Somebody's mail program hands in a mail."""
    with smtplib.SMTP("127.0.0.1", mx.port, timeout=30) as smtp:
        smtp.sendmail(sender, [to], content)


async def test_out_bounce_and_reply(mx: Postfix, organiser: Organiser, sorter: Sorter) -> None:
    there = f"svar+{TOKENS[DALARNA]}@moten.test"
    await outbox.put(post("invite:asa", "asa@town.test", organiser=organiser, about=DALARNA, reply_to=there))
    await outbox.put(post("invite:ingen", "ingen@town.test", organiser=organiser, about=GAVLE))
    assert (await jobs.send_now())["sent"] == 2

    (invitation,) = await arrived(mx, "asa@town.test")
    assert f"<{there}>" in invitation["Reply-To"]
    await received(mx)
    assert await sorter.sort_next()
    gone = await OutgoingMail.get(key="invite:ingen")
    assert (gone.status, gone.reason, "5.1.1" in gone.last_text) == ("failed", "bounced", True)
    assert [row.address_norm for row in await BlockedAddress.all()] == ["ingen@town.test"]

    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = "asa@town.test", there, "Sv: inbjudan"
    answer["Message-ID"], answer["In-Reply-To"] = "<1@town.test>", invitation["Message-ID"].strip()
    answer.set_content("Jag kommer gärna.\n")
    submit(mx, "asa@town.test", there, answer.as_bytes())
    await received(mx, 2)
    assert await sorter.sort_next()
    mail = await IncomingMail.get(from_address="asa@town.test")
    (match,) = await IncomingMatch.filter(mail_id=mail.pk)
    assert (mail.status, mail.counts_as_answer, mail.envelope_to) == ("sorted", True, there)
    assert (match.ref, match.decided) == (DALARNA, "yes")


@ONE
async def test_what_the_pipe_could_not_store_is_tried_again_and_stored_once(
    mx: Postfix, database_url: DatabaseUrl, tmp_path: Path
) -> None:
    real, tries = mx.door, []

    def door(address: str, content: bytes) -> tuple[int, str]:
        tries.append(address)
        if len(tries) == 1:
            nowhere = DatabaseUrl("sqlite", path=str(tmp_path / "none.sqlite3"))
            return receiving(environment(nowhere), tmp_path)(address, content)
        return dying(database_url, tmp_path, content, "stored", address) if len(tries) == 2 else real(address, content)

    mx.door = door
    submit(mx, "asa@town.test", "svar+x@moten.test", raw("Ja."))

    async def empty() -> bool:
        return len(tries) >= 3 and not any((mx.place / "queue" / "deferred").rglob("?????*"))

    await until(empty, mx)
    assert tries == ["svar+x@moten.test"] * 3
    assert [mail.envelope_to for mail in await IncomingMail.all()] == ["svar+x@moten.test"]


@ONE
async def test_too_big_a_mail_goes_back_to_who_sent_it(mx: Postfix) -> None:
    big = raw() + (b"x" * 75 + b"\n") * (MOST_BYTES // 76 + 1)
    submit(mx, "bertil@town.test", "svar+x@moten.test", big)

    (back,) = await arrived(mx, "bertil@town.test")

    told = back.as_string()
    assert ("Status: 5.3.4" in told, "larger than 25 MB" in told) == (True, True)
    assert await IncomingMail.all().count() == 0


@ONE
async def test_a_stranger_at_the_reply_domain_is_refused_at_the_door(mx: Postfix) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused, match=r"5\.1\.1"):
        submit(mx, "asa@town.test", "nobody@moten.test", raw())
