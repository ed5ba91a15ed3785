"""Mail servers that take a token instead of a password (XOAUTH2): from a file, read anew each time, never in the open."""

import base64
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from hearing.base.addresses import Imap, Smtp, parse_imap, parse_smtp
from hearing.mail import imap, smtp, tokens
from hearing.mail.models_in import MailboxProblem
from hearing.mail.smtp import Fault, Line, Outcome
from tests.mail.server import SIGNED, server
from tests.mail.test_smtp import MESSAGE, once, yes

pytestmark = pytest.mark.anyio
OFFERED = ("STARTTLS", "AUTH XOAUTH2")
SAID = "user=svar@town.test\x01auth=Bearer ya29.first\x01\x01"


@pytest.fixture
def token(tmp_path: Path) -> Path:
    made = tmp_path / "token"
    made.write_text("ya29.first\n")
    return made


def write(token: Path, content: str | None) -> None:
    """Another token, or none."""
    token.unlink() if content is None else token.write_text(content)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("smtp://u@h:587?starttls=1&token_file=/run/token", True),
        ("smtps://u@h?token_file=/run/token", True),
        ("smtp://u@h?token_file=/run/token", False),
        ("smtps://u:p@h?token_file=/run/token", False),
        ("smtps://h?token_file=/run/token", False),
        ("smtps://u@h?token_file=", False),
        ("imaps://u@h/INBOX?token_file=/run/token", True),
        ("imaps://u:p@h/INBOX?token_file=/run/token", False),
        ("imap://u@h/INBOX?starttls=0&token_file=/run/token", False),
    ],
)
def test_a_token_needs_a_user_no_password_and_encryption(text: str, fits: bool) -> None:
    read = parse_imap if text.startswith("imap") else parse_smtp
    if fits:
        assert read(text).token_file == "/run/token"
        return
    with pytest.raises(ValueError, match=r"token|password"):
        read(text)


async def test_mail_leaves_with_the_token_of_now(token: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "tls_context", lambda: ssl.create_default_context(cafile=str(SIGNED)))
    async with server(features=OFFERED) as wire:
        place = replace(wire.smtp(), user="svar@town.test", starttls=True, token_file=str(token))
        for word in ("ya29.first", "ya29.second"):
            write(token, word)
            line = Line(place)
            assert (await line.deliver("us@a.test", "to@b.test", MESSAGE, yes)).outcome == Outcome.SENT
            await line.quit()

    said = [base64.b64decode(one.rpartition(" ")[2]).decode() for one in wire.signed]
    assert said == [SAID, SAID.replace("first", "second")]


@pytest.mark.parametrize("content", [None, "", "two words", "å"])
async def test_without_a_token_the_mail_waits_and_the_file_is_named(token: Path, content: str | None) -> None:
    write(token, content)
    async with server(features=("AUTH XOAUTH2",)) as wire:
        place = Smtp("127.0.0.1", wire.port, user="u", token_file=str(token))
        wrong, _features = await smtp.check(place)

    assert wrong is not None
    assert (wrong.outcome, wrong.fault) == (Outcome.RELAY, Fault.SIGN_IN)
    assert str(token) in wrong.text
    with pytest.raises(imap.ImapFault, match="no token in"), mailbox("OK") as port:
        imap.check(Imap("127.0.0.1", port, "u", "", "INBOX", False, token_file=str(token)))


async def test_a_token_the_server_refuses_or_does_not_want_is_told(token: Path) -> None:
    for script, features in ((once("AUTH", "535"), ("AUTH XOAUTH2",)), (once("x", "ok"), ("AUTH PLAIN",))):
        async with server(script, features) as wire:
            wrong, _features = await smtp.check(Smtp("127.0.0.1", wire.port, user="u", token_file=str(token)))
        assert wrong is not None
        assert wrong.outcome == Outcome.RELAY
        assert "ya29" not in wrong.text


@contextmanager
def mailbox(answer: str) -> Iterator[int]:
    """A mailbox that takes a token, and says no with a question first, as Google and Microsoft do."""
    listening = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        with listening.accept()[0] as line, line.makefile("rwb", buffering=0) as wire:
            wire.write(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] here\r\n")
            while said := wire.readline():
                tag, verb = (*said.split(), b"")[:2]
                if verb.upper() == b"AUTHENTICATE":
                    wire.write(b"+ \r\n")
                    good = base64.b64decode(wire.readline()).decode() == SAID and answer == "OK"
                    if not good:
                        wire.write(b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n")
                        wire.readline()
                    wire.write(tag + (b" OK in\r\n" if good else b" NO AUTHENTICATE failed.\r\n"))
                    continue
                words = {b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n", b"EXAMINE": b"* 3 EXISTS\r\n"}
                wire.write(words.get(verb.upper(), b"") + tag + b" OK done\r\n")

    Thread(target=talk, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()


def test_a_mailbox_is_opened_with_a_token(token: Path) -> None:
    with mailbox("OK") as port:
        place = Imap("127.0.0.1", port, "svar@town.test", "", "INBOX", False, token_file=str(token))
        assert imap.check(place) == "signed in, 3 mails"
    with mailbox("NO") as port, pytest.raises(imap.ImapFault) as wrong:
        imap.check(replace(place, port=port))

    assert wrong.value.problem == MailboxProblem.SIGN_IN
    assert tokens.read(str(token)) not in str(wrong.value)
