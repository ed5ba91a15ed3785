"""A mailbox that cannot be read: one clear line in `hearing check`, the same on the start page, the password nowhere."""

import ssl
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import httpx2
import pytest

from hearing import check
from hearing.base.addresses import Imap
from hearing.base.clock import now
from hearing.base.lang import use
from hearing.mail import imap as wire
from hearing.mail.fetching import Fetcher, mailbox_name
from hearing.mail.models_in import ImapCursor, IncomingMail
from tests.dovecot import Dovecot, put, trusting
from tests.mail.conftest import configured_with
from tests.mail.known import raw
from tests.mail.proxy import proxy

pytestmark = pytest.mark.anyio
SERVER = Imap("mail.test", 993, "svar@b.test", "s3cr=t", "INBOX", tls=True)
SHUT = "Svar med e-post kommer inte in"


@pytest.fixture
def trusted(imap: Dovecot, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The machine trusts the test server's certificate."""
    context = trusting(imap)
    monkeypatch.setattr(wire, "tls_context", lambda: context)
    return context


async def seen(server: Imap) -> tuple[bool, str]:
    """What `hearing check` says after the address."""
    with use("en"):
        found = await check._imap(server)
    assert server.password not in found.seen and "\n" not in found.seen
    return found.well, found.seen.removeprefix(f"{server}: ")


async def test_check_signs_in_and_counts(imap: Dovecot, trusted: ssl.SSLContext) -> None:
    plain, tls = imap.mailbox(), imap.mailbox(tls=True)
    put(plain, raw(), raw("2"))

    assert await seen(plain) == (True, "signed in, 2 mails")
    assert await seen(tls) == (True, "signed in, 0 mails")
    assert await seen(replace(plain, host="localhost", starttls=True)) == (True, "signed in, 2 mails")


async def test_check_says_what_is_wrong_in_one_line(imap: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    box, tls = imap.mailbox(), imap.mailbox(tls=True)

    assert await seen(replace(box, password="wrong one")) == (
        False,
        "The mail server refuses the user name or the password. [AUTHENTICATIONFAILED] Authentication failed.",
    )
    assert await seen(tls) == (
        False,
        "The mail server's certificate is not to be trusted. self-signed certificate",
    )
    assert (await seen(replace(tls, port=box.port)))[1].startswith("The mail server offers no encryption")
    assert await seen(replace(box, port=1)) == (
        False,
        "The mail server cannot be reached. [Errno 111] Connection refused",
    )
    assert (await seen(replace(box, folder="Borta")))[1].startswith("The mail server does not let the folder be read.")


async def test_a_certificate_for_another_name_is_refused(imap: Dovecot, trusted: ssl.SSLContext) -> None:
    well, said = await seen(replace(imap.mailbox(tls=True), host="127.0.0.1"))

    assert (well, said.startswith("The mail server's certificate is not to be trusted. IP address mismatch")) == (
        False,
        True,
    )


async def test_the_password_never_leaves_when_encryption_was_stripped(imap: Dovecot) -> None:
    async with proxy(imap.mailbox()) as between:
        between.strips = True

        assert await seen(replace(between.box, starttls=True)) == (
            False,
            "The mail server offers no encryption; the password was not sent.",
        )
        assert not any(b"AUTHENTICATE" in command or b"LOGIN" in command for command in between.commands)


async def test_a_wrong_password_is_noted_and_tried_seldom(db: object, imap: Dovecot) -> None:
    box = imap.mailbox()
    put(box, raw())
    fetcher = Fetcher(replace(box, password="wrong"), poll=0.01)

    await fetcher.work()
    (cursor,) = await ImapCursor.all()
    assert (cursor.problem, cursor.problem_at, fetcher.rests_until - time.monotonic() > 25) == (
        "sign_in",
        now(),
        True,
    )

    fetcher.server, fetcher.rests_until = box, float("-inf")
    await fetcher.work()
    await fetcher.stop()
    assert ((await ImapCursor.get()).problem, await IncomingMail.all().count()) == ("", 1)


@pytest.fixture
async def cursor(db: object) -> AsyncIterator[ImapCursor]:
    with configured_with(imap=SERVER):
        yield await ImapCursor.create(mailbox=mailbox_name(SERVER), read_at=now(), uidvalidity=1, last_uid=7)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, ""),
        ({"problem": "broken", "problem_at": timedelta(minutes=1)}, ""),
        ({"problem": "broken", "problem_at": timedelta(minutes=6)}, "Mejlservern lägger på eller tystnar."),
        (
            {"problem": "sign_in", "problem_at": timedelta(), "problem_text": "NO sir"},
            "Mejlservern godtar inte användarnamnet eller lösenordet.",
        ),
        ({"read_at": timedelta(hours=1)}, "Ingen bakgrundsprocess är igång."),
        ({"left_uids": [3]}, "Mejlservern kan inte lämna ut ett av mejlen."),
    ],
)
async def test_the_start_page_and_the_inbox_say_what_is_in_the_way(
    ann: httpx2.AsyncClient, bo: httpx2.AsyncClient, cursor: ImapCursor, changes: dict[str, object], shown: str
) -> None:
    values = {name: now() - it if isinstance(it, timedelta) else it for name, it in changes.items()}
    await ImapCursor.filter(pk=cursor.pk).update(**values)

    pages = [(await ann.get(address)).text for address in ("/desk/", "/desk/mail/inbox/")]

    assert [SHUT in text for text in pages] == [bool(shown)] * 2
    assert all(shown in text for text in pages)
    theirs = (await bo.get("/desk/mail/inbox/")).text
    assert (SHUT in theirs, "NO sir" in theirs) == (bool(shown), False)
