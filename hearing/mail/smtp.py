"""Bytes to the mail server. Nothing else opens SMTP.

One kept connection sends one mail to one address at a time. What went wrong is told by where
it went wrong: before the message had begun every failure is certain and safe to repeat, after
that only a clear answer is; a connection that was left in the middle is thrown away.
"""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from aiosmtplib.response import SMTPResponse

from hearing.base.addresses import Smtp
from hearing.mail import tokens
from hearing.mail.addresses import clean

CONNECT_WAIT = 30.0
COMMAND_WAIT = 60.0
DATA_WAIT = 600.0  # RFC 5321 4.5.3.2.6: the final dot may take ten minutes
FAULTS = (SMTPException, OSError, TimeoutError)
GO_AHEAD, TAKEN, CLOSING = 354, 250, 421
YES = (250, 251)
SIGN_IN = (530, 534, 535, 538)


class Outcome(StrEnum):
    """How one try ended."""

    SENT = "sent"
    REFUSED = "refused"  # for good, by the server
    LATER = "later"  # this mail, for now
    RELAY = "relay"  # the server itself: no fault of the mail
    DOUBTFUL = "doubtful"  # the message had begun and no answer came
    LOST = "lost"  # somebody else has the mail now: nothing was sent


class Fault(StrEnum):
    """What is wrong with the server itself."""

    AWAY = "away"
    SIGN_IN = "sign_in"
    CERTIFICATE = "certificate"
    NO_TLS = "no_tls"
    SENDER = "sender"


@dataclass(frozen=True, slots=True)
class Result:
    """The end of one try, with the server's words; `fault` says what ails the server when it is to blame."""

    outcome: Outcome
    code: int | None = None
    text: str = ""
    fault: Fault = Fault.AWAY


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """One context for all connections: loading the certificates takes longer than sending a mail."""
    return ssl.create_default_context()


class Line:
    """One connection to the mail server, kept open between mails."""

    def __init__(self, server: Smtp) -> None:
        self.server = server
        self.client: SMTP | None = None
        self.local_hostname: str | None = None
        self.told: list[str] = []  # what the server says it can do

    async def deliver(self, sender: str, to: str, message: bytes, begin: Callable[[], Awaitable[bool]]) -> Result:
        """Hand one message over; `begin` must commit and say yes just before its first byte leaves."""
        try:
            return await self._deliver(sender, to, message, begin)
        except BaseException:
            self.drop()
            raise

    async def _deliver(self, sender: str, to: str, message: bytes, begin: Callable[[], Awaitable[bool]]) -> Result:
        try:
            client = await self._start(sender)
        except FAULTS as wrong:
            self.drop()
            return _relay(wrong)
        try:
            await _say(client, b"RCPT", b"TO:<%b>" % to.encode("ascii"), *_receipt(client, to))
        except FAULTS as wrong:
            return await self._certain(*_words(wrong))
        if not await begin():
            await self._reset()
            return Result(Outcome.LOST)
        return await self._hand_over(client, message)

    async def _start(self, sender: str) -> SMTP:
        """Name the sender on the kept connection, or at once on a new one when the server has closed it."""
        if self.client and self.client.is_connected:
            try:
                return await self._name(self.client, sender)
            except SMTPServerDisconnected:
                pass
        self.drop()
        return await self._name(await self._connect(), sender)

    async def _name(self, client: SMTP, sender: str) -> SMTP:
        await _say(client, b"MAIL", b"FROM:<%b>" % sender.encode("ascii"), *_headers_back(client))
        return client

    async def _token(self) -> str:
        """For a server that takes no password: the token of now."""
        try:
            return tokens.read(self.server.token_file)
        except tokens.NoToken as wrong:
            raise SMTPAuthenticationError(-1, str(wrong)) from None

    async def _connect(self) -> SMTP:
        server = self.server
        self.client = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            oauth_token_generator=self._token if server.token_file else None,
            use_tls=server.tls,
            start_tls=server.starttls,
            tls_context=tls_context() if server.tls or server.starttls else None,
            local_hostname=self.local_hostname,
            timeout=COMMAND_WAIT,
        )
        await self.client.connect(timeout=CONNECT_WAIT)
        await _greet(self.client)
        self.local_hostname = self.client.local_hostname
        self.told = features(self.client)
        return self.client

    async def _hand_over(self, client: SMTP, message: bytes) -> Result:
        try:
            answer = await client.execute_command(b"DATA", timeout=COMMAND_WAIT)
            if answer.code != GO_AHEAD or client.protocol is None:
                return await self._certain(answer.code, answer.message)
            client.protocol.write(_dotted(message) + b"\r\n.\r\n")
        except FAULTS as wrong:
            return await self._certain(*_words(wrong))
        try:
            answer = await client.protocol.read_response(timeout=DATA_WAIT)
        except FAULTS as wrong:
            self.drop()
            return Result(Outcome.DOUBTFUL, *_words(wrong))
        return await self._answered(answer)

    async def _answered(self, answer: SMTPResponse) -> Result:
        text = clean(answer.message, 500)
        if answer.code == TAKEN:
            return Result(Outcome.SENT, answer.code, text)
        if not 400 <= answer.code < 600:
            self.drop()
            return Result(Outcome.DOUBTFUL, answer.code, text)
        return await self._certain(answer.code, answer.message)

    async def _certain(self, code: int | None, text: str) -> Result:
        """The mail has not gone; make the connection ready for the next one, or drop it."""
        if code is None or code == CLOSING or not 400 <= code < 600:
            self.drop()
        else:
            await self._reset()
        refused = code is not None and 500 <= code < 600
        return Result(Outcome.REFUSED if refused else Outcome.LATER, code, clean(text, 500))

    async def _reset(self) -> None:
        try:
            if self.client:
                await self.client.rset()
        except FAULTS:
            self.drop()

    def drop(self) -> None:
        """Close without a word; the next mail gets a new connection."""
        if self.client:
            self.client.close()
        self.client = None

    async def quit(self) -> None:
        """Take leave of the server; what it answers matters no more."""
        try:
            if self.client and self.client.is_connected:
                await self.client.quit(timeout=5)
        except FAULTS:
            pass
        finally:
            self.drop()


async def check(server: Smtp) -> tuple[Result | None, list[str]]:
    """Sign in and leave again: None when the server lets us, else what is wrong; and what it can do."""
    line = Line(server)
    try:
        client = await line._connect()
        return None, features(client)
    except FAULTS as wrong:
        return _relay(wrong), []
    finally:
        await line.quit()


def features(client: SMTP | None) -> list[str]:
    """The lines of the server's EHLO."""
    answer = client.last_ehlo_response if client and client.is_connected else None
    return [clean(line, 200) for line in str(answer.message).split("\n")[1:40]] if answer else []


def _relay(wrong: BaseException) -> Result:
    code, text = _words(wrong)
    return Result(Outcome.RELAY, code, text, _fault(wrong, code, text))


def _fault(wrong: BaseException, code: int | None, text: str) -> Fault:
    """What ails the server: told by where and how it failed."""
    seen: BaseException | None = wrong
    while seen is not None:
        if isinstance(seen, ssl.SSLError):
            return Fault.CERTIFICATE
        seen = seen.__cause__ or seen.__context__
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return Fault.CERTIFICATE
    if isinstance(wrong, SMTPAuthenticationError) or code in SIGN_IN or "authentication" in text.lower():
        return Fault.SIGN_IN
    if "STARTTLS" in text or "AUTH extension" in text:
        return Fault.NO_TLS
    return Fault.SENDER if code is not None and 500 <= code < 600 else Fault.AWAY


def _dotted(message: bytes) -> bytes:
    """A line that begins with a dot gets a second one, so that it is not taken for the end."""
    doubled = message.replace(b"\n.", b"\n..")
    return b"." + doubled if doubled.startswith(b".") else doubled


async def _greet(client: SMTP) -> None:
    if client.is_ehlo_or_helo_needed:
        try:
            await client.ehlo()
        except SMTPHeloError:
            await client.helo()


async def _say(client: SMTP, *words: bytes) -> None:
    """One command about addresses that outbox.put has made safe; raises what is not a yes."""
    answer = await client.execute_command(*words)
    if answer.code not in YES:
        raise SMTPResponseException(answer.code, answer.message)


def _headers_back(client: SMTP) -> list[bytes]:
    return [b"RET=HDRS"] if client.supports_extension("dsn") else []


def _receipt(client: SMTP, to: str) -> list[bytes]:
    if not client.supports_extension("dsn"):
        return []
    coded = to.replace("+", "+2B").replace("=", "+3D").encode("ascii")
    return [b"NOTIFY=FAILURE,DELAY", b"ORCPT=rfc822;" + coded]


def _words(wrong: BaseException) -> tuple[int | None, str]:
    if isinstance(wrong, SMTPResponseException):
        return (wrong.code if wrong.code > 0 else None), clean(wrong.message, 500)
    return None, clean(str(wrong), 500) or type(wrong).__name__
