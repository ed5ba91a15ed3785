"""Reads a mailbox at an IMAP server. Nothing else opens IMAP.

People may open the same mailbox: it is examined and mails are peeked at, so nothing is ever flagged, moved or
deleted. Everything here blocks and belongs in a thread of its own; what goes wrong is one `ImapFault`.
"""

import base64
import imaplib
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hearing.base.addresses import Imap
from hearing.mail import tokens
from hearing.mail.addresses import clean
from hearing.mail.models_in import MailboxProblem

WAIT = 60.0  # for each answer of the server
TAG = b"W1"  # of our IDLE; imaplib's own are longer
UID = re.compile(rb"\bUID (\d+)")
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST")  # plain text where encryption was to begin
LATER = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", re.IGNORECASE)  # RFC 5530: not the password's fault


class ImapFault(Exception):
    """The mailbox could not be read: which kind of problem, and the server's words."""

    def __init__(self, problem: MailboxProblem, words: str = "") -> None:
        super().__init__(problem, words)
        self.problem, self.words = problem, clean(words, 250)

    def __str__(self) -> str:
        return f"{self.problem.label} {self.words}".strip()


@dataclass(frozen=True, slots=True)
class Look:
    """The mailbox as it stands: how many mails, and which numbers are its own."""

    mails: int
    uidvalidity: int
    uidnext: int  # 0 when the server does not tell


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail in the mailbox: its number and size."""

    uid: int
    size: int


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """One context for all connections, with the machine's certificates."""
    return ssl.create_default_context()


class Mailbox:
    """One connection, signed in."""

    def __init__(self, server: Imap, wait: float = WAIT) -> None:
        self.server, self.wait = server, wait
        self.imap: imaplib.IMAP4 | None = None
        self.idles = False

    def open(self) -> None:
        """Connect, turn to encryption, sign in."""
        try:
            with told(MailboxProblem.AWAY):
                self.imap = self._connect()
            if self.server.starttls:
                self._encrypt(self.imap)
            self._sign_in(self.imap)
        except ImapFault:
            self.close()
            raise

    def _connect(self) -> imaplib.IMAP4:
        here = self.server
        if here.tls:
            return imaplib.IMAP4_SSL(here.host, here.port, ssl_context=tls_context(), timeout=self.wait)
        return imaplib.IMAP4(here.host, here.port, timeout=self.wait)

    def _encrypt(self, imap: imaplib.IMAP4) -> None:
        if "STARTTLS" not in imap.capabilities or imap.state != "NONAUTH":
            raise ImapFault(MailboxProblem.PLAIN)
        with told(MailboxProblem.PLAIN):
            imap.starttls(tls_context())

    def _sign_in(self, imap: imaplib.IMAP4) -> None:
        user, password = self.server.user, self.server.password
        if self.server.token_file:
            self._sign_in_by_token(imap, user)
            return
        if "LOGINDISABLED" in imap.capabilities and "AUTH=PLAIN" not in imap.capabilities:
            raise ImapFault(MailboxProblem.PLAIN)
        with told(MailboxProblem.SIGN_IN, password):
            if "AUTH=PLAIN" in imap.capabilities or not f"{user}{password}".isascii():
                imap.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{password}".encode())
            else:
                imap.login(quoted(user), password)
        self._offers(imap)

    def _sign_in_by_token(self, imap: imaplib.IMAP4, user: str) -> None:
        try:
            token = tokens.read(self.server.token_file)
        except tokens.NoToken as wrong:
            raise ImapFault(MailboxProblem.SIGN_IN, str(wrong)) from None
        answers = iter((tokens.said(user, token).encode(),))  # a refusal is a second question, answered with nothing
        with told(MailboxProblem.SIGN_IN, token):
            imap.authenticate("XOAUTH2", lambda _challenge: next(answers, b""))
        self._offers(imap)

    def _offers(self, imap: imaplib.IMAP4) -> None:
        with told():
            offered = imap.capability()[1]
            self.idles = b"IDLE" in bytes(offered[-1] or b"").upper().split()

    def look(self) -> Look:
        """Examine the folder anew: numbers may have changed since the last time."""
        imap = self._open()
        with told(MailboxProblem.FOLDER):
            answer, exists = imap.select(quoted(utf7(self.server.folder)), readonly=True)
            if answer != "OK":
                raise ImapFault(MailboxProblem.FOLDER, _text(exists))
        return Look(_number(exists), _number(imap.response("UIDVALIDITY")[1]), _number(imap.response("UIDNEXT")[1]))

    def since(self, uid: int) -> list[Waiting]:
        """The mails with a higher number, in order."""
        lines = self._fetch(f"{uid + 1}:*", "(UID RFC822.SIZE)")
        found = {}
        for line in lines:
            said = line if isinstance(line, bytes) else b" ".join(line)
            number, size = UID.search(said), SIZE.search(said)
            if number and size and int(number[1]) > uid:  # "9:*" names the last mail even when it is number 5
                found[int(number[1])] = int(size[1])
        return [Waiting(number, found[number]) for number in sorted(found)]

    def fetch(self, uid: int, first: int | None = None) -> bytes | None:
        """One mail's bytes, or its first ones; None when it is gone. It stays unread for the people who read there."""
        part = "BODY.PEEK[]" if first is None else f"BODY.PEEK[]<0.{first}>"
        lines = self._fetch(str(uid), f"(UID {part})")
        for line in lines:
            if isinstance(line, tuple) and b"BODY[]" in line[0].upper():
                return bytes(line[1])
        if any(b"BODY[]" in bytes(line).upper() for line in lines if isinstance(line, bytes)):
            raise ImapFault(MailboxProblem.BROKEN, "a mail without its text")
        return None

    def _fetch(self, uids: str, what: str) -> list[Any]:
        with told():
            answer, lines = self._open().uid("FETCH", uids, what)
            if answer != "OK" and "EXPUNGEISSUED" not in _text(lines).upper():
                raise ImapFault(MailboxProblem.BROKEN, _text(lines))
        return [line for line in lines if line] if answer == "OK" else []

    def idle(self) -> int:
        """Ask to be woken; gives the file descriptor that becomes readable then."""
        imap = self._open()
        with told():
            imap.send(TAG + b" IDLE\r\n")
            _until(imap, lambda line: line.startswith(b"+"))
        return imap.socket().fileno()

    def done(self) -> None:
        """End the waiting; what the server had to say is seen at the next look."""
        imap = self._open()
        with told():
            imap.send(b"DONE\r\n")
            _until(imap, lambda line: line.startswith(TAG))

    def _open(self) -> imaplib.IMAP4:
        if self.imap is None:
            raise ImapFault(MailboxProblem.BROKEN, "not connected")
        return self.imap

    def close(self) -> None:
        """Take leave of the server; what it answers matters no more."""
        imap, self.imap = self.imap, None
        if imap:
            with suppress(Exception):
                imap.sock.settimeout(2)
                imap.logout()
            with suppress(Exception):
                imap.shutdown()

    def cut(self) -> None:
        """From another thread: end whatever this connection is waiting for."""
        imap = self.imap
        if imap:
            with suppress(OSError):
                socket.socket.shutdown(imap.sock, socket.SHUT_RDWR)


def check(server: Imap) -> str:
    """Sign in, look, leave again: how many mails there are; raises ImapFault."""
    box = Mailbox(server, wait=15.0)
    box.open()
    try:
        return f"signed in, {box.look().mails} mails"
    finally:
        box.close()


@contextmanager
def told(problem: MailboxProblem = MailboxProblem.BROKEN, secret: str = "") -> Iterator[None]:
    """Whatever goes wrong inside is one ImapFault, and never names the password."""
    try:
        yield
    except ssl.SSLCertVerificationError as wrong:
        raise ImapFault(MailboxProblem.CERTIFICATE, wrong.verify_message or str(wrong)) from None
    except ssl.SSLError as wrong:
        plain = wrong.reason in NO_TLS
        raise ImapFault(MailboxProblem.PLAIN if plain else _broken(problem), wrong.reason or str(wrong)) from None
    except imaplib.IMAP4.abort as wrong:
        raise ImapFault(_broken(problem), _said(wrong)) from None
    except imaplib.IMAP4.error as wrong:
        words = _said(wrong).replace(secret, "…") if secret else _said(wrong)
        raise ImapFault(MailboxProblem.AWAY if LATER.search(words) else problem, words) from None
    except (OSError, EOFError, ValueError, IndexError, TypeError, AttributeError, AssertionError) as wrong:
        raise ImapFault(_broken(problem), str(wrong) or type(wrong).__name__) from None


def _broken(problem: MailboxProblem) -> MailboxProblem:
    """A connection that ends: was there ever one?"""
    return problem if problem == MailboxProblem.AWAY else MailboxProblem.BROKEN


def _until(imap: imaplib.IMAP4, wanted: Callable[[bytes], bool]) -> None:
    while not wanted(line := imap.readline()):
        if not line or line.upper().startswith((b"* BYE", TAG)):
            raise ImapFault(MailboxProblem.BROKEN, line.decode("utf-8", "replace"))


def _said(wrong: Exception) -> str:
    first = wrong.args[0] if wrong.args else ""
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)


def _text(lines: list[Any]) -> str:
    return b" ".join(line for line in lines if isinstance(line, bytes)).decode("utf-8", "replace")


def _number(lines: list[Any]) -> int:
    last = lines[-1] if lines else None
    return int(last) if last and bytes(last).isdigit() else 0


def quoted(text: str) -> str:
    """As IMAP's quoted string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def utf7(folder: str) -> str:
    """A folder's name in IMAP's own spelling (RFC 3501 5.1.3)."""
    parts = re.split(r"([^\x20-\x7e]+)", folder.replace("&", "&-"))
    return "".join(_shifted(part) if number % 2 else part for number, part in enumerate(parts))


def _shifted(part: str) -> str:
    coded = base64.b64encode(part.encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
    return f"&{coded.decode()}-"
