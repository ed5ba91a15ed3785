"""Addresses of servers written as URLs: database, SMTP, IMAP."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """One SQLite file or one PostgreSQL database."""

    dialect: Literal["sqlite", "postgres"]
    path: str = ""
    host: str = ""
    port: int = 5432
    user: str = ""
    password: str | None = None
    name: str = ""
    sslmode: str = ""
    statement_cache: int = 100
    pool: int = 10

    def __str__(self) -> str:
        """The address without its password, for people."""
        if self.dialect == "sqlite":
            return f"sqlite://{self.path}"
        return f"postgres://{self.user}@{self.host}:{self.port}/{self.name}"


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server that takes our mail."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    connections: int = 4
    per_minute: int = 600
    per_domain: int = 0  # a minute to one receiving domain; 0: half of all
    token_file: str = ""  # holds an access token for XOAUTH2, kept fresh by another program; instead of a password

    def __str__(self) -> str:
        """The address without its password, for people."""
        return f"{'smtps' if self.tls else 'smtp'}://{self.user + '@' if self.user else ''}{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Imap:
    """The mailbox that is read."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool
    starttls: bool = False
    token_file: str = ""

    def __str__(self) -> str:
        """The address without its password, for people."""
        return f"{'imaps' if self.tls else 'imap'}://{self.user}@{self.host}:{self.port}/{self.folder}"


def _query(url: SplitResult, *known: str) -> dict[str, str]:
    found = dict(parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query)))
    if set(found) - set(known):
        raise ValueError("unknown parameter")
    return found


def _positive(text: str) -> int:
    number = int(text)
    if not 0 < number <= 100_000:
        raise ValueError("out of range")
    return number


def parse_database(text: str) -> DatabaseUrl:
    """Read sqlite://FILE or postgres://user:pass@host:port/name."""
    url = urlsplit(text)
    if url.scheme == "sqlite":
        path = unquote(text.removeprefix("sqlite://"))
        if not path or path.endswith("/") or "?" in path or "\0" in path:
            raise ValueError("no file")
        return DatabaseUrl("sqlite", path=path)
    name = unquote(url.path.strip("/"))
    if url.scheme not in {"postgres", "postgresql"} or not name or url.fragment:
        raise ValueError("not a database")
    extra = _query(url, "host", "sslmode", "statement_cache_size", "pool")
    return DatabaseUrl(
        "postgres",
        host=extra.get("host") or url.hostname or "localhost",
        port=_port(url, 5432),
        user=unquote(url.username or ""),
        password=unquote(url.password) if url.password else None,
        name=name,
        sslmode=extra.get("sslmode", ""),
        statement_cache=int(extra.get("statement_cache_size", "100")),
        pool=_positive(extra.get("pool", "10")),
    )


def _port(url: SplitResult, usual: int) -> int:
    """The port that is given, else the usual one; ValueError for one that is none."""
    if url.port == 0:
        raise ValueError("port 0")
    return url.port or usual


def parse_smtp(text: str) -> Smtp:
    """Read smtp://user:pass@host:587?starttls=1 or smtps://…."""
    url = urlsplit(text)
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or url.path.strip("/") or url.fragment:
        raise ValueError("not a mail server")
    extra = _query(url, "starttls", "connections", "per_minute", "per_domain", "token_file")
    starttls = extra.get("starttls", "0")
    tls = url.scheme == "smtps"
    if starttls not in {"0", "1"} or (tls and starttls == "1"):
        raise ValueError("smtps:// is encrypted from the start")
    _check_token(url, extra, tls or starttls == "1")
    return Smtp(
        host=url.hostname,
        port=_port(url, 465 if tls else 587 if starttls == "1" else 25),
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        starttls=starttls == "1",
        tls=tls,
        connections=_positive(extra.get("connections", "4")),
        per_minute=_positive(extra.get("per_minute", "600")),
        per_domain=_positive(extra["per_domain"]) if "per_domain" in extra else 0,
        token_file=extra.get("token_file", ""),
    )


def _check_token(url: SplitResult, extra: dict[str, str], secret: bool) -> None:
    """A token stands for a password, needs a user, and never travels in plain text."""
    if "token_file" not in extra:
        return
    if not extra["token_file"] or not url.username or url.password:
        raise ValueError("a user and a file with a token, and no password")
    if not secret and url.hostname not in LOOPBACK:
        raise ValueError("a token needs encryption")


def parse_imap(text: str) -> Imap:
    """Read imaps://user:pass@host/INBOX; imap:// turns to encryption before it signs in, unless on this machine."""
    url = urlsplit(text)
    if url.scheme not in {"imap", "imaps"} or not url.hostname or not url.username or url.fragment:
        raise ValueError("not a mailbox")
    tls = url.scheme == "imaps"
    extra = _query(url, "starttls", "token_file")
    starttls = extra.get("starttls", "0" if tls or url.hostname in LOOPBACK else "1")
    if starttls not in {"0", "1"} or (tls and starttls == "1"):
        raise ValueError("imaps:// is encrypted from the start")
    _check_token(url, extra, tls or starttls == "1")
    parts = [unquote(part) for part in (url.username, url.password or "", url.path.strip("/"))]
    if any(ord(sign) < 32 or ord(sign) == 127 for part in parts for sign in part):
        raise ValueError("a control character")
    return Imap(
        host=url.hostname,
        port=_port(url, 993 if tls else 143),
        user=parts[0],
        password=parts[1],
        folder=parts[2] or "INBOX",
        tls=tls,
        starttls=starttls == "1",
        token_file=extra.get("token_file", ""),
    )
