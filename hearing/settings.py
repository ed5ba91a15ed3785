"""Every setting, read once from the environment or `.env`.

A wrong value is one sentence: the setting's name, what it got, what it wants.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import getaddresses, parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, Strict, ValidationError, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, NoDecode, SettingsConfigDict

from hearing.base.addresses import DatabaseUrl, Imap, Smtp, parse_database, parse_imap, parse_smtp
from hearing.base.secret import kept_secret

PREFIX = "HEARING_"
MASKED = {"secret", "metrics_token"}
WITH_PASSWORD = {"database", "smtp", "imap"}


class SettingsError(Exception):
    """A setting that cannot be used, in one line."""


def _words(value: Any) -> Any:
    """Text with commas -> its parts."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _networks(value: Any) -> Any:
    parts = _words(value)
    for part in parts:
        ip_network(part, strict=False)
    return parts


def _domains(value: Any) -> Any:
    parts = tuple(part.lower().lstrip("@") for part in _words(value))
    if any("@" in part or " " in part for part in parts):
        raise ValueError
    return parts


def _zone(value: Any) -> Any:
    try:
        ZoneInfo(value)
    except (KeyError, OSError):
        raise ValueError from None
    return value


def _web_address(value: Any) -> Any:
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError
    if parts.path.strip("/") or parts.username or (parts.port or 1) < 1:
        raise ValueError
    return str(value).rstrip("/")


def _address(value: Any) -> Any:
    (_name, mail), *more = getaddresses([str(value)])
    local, at, domain = mail.rpartition("@")
    if more or not (local and at and domain) or any(sign in mail for sign in " ,;") or not str(value).isprintable():
        raise ValueError
    return value


def _bare_address(value: Any) -> Any:
    if parseaddr(str(value))[1] != value:
        raise ValueError
    return _address(value)


def _moment(value: Any) -> Any:
    """2026-11-23T09:00 -> datetime; empty -> None."""
    return datetime.fromisoformat(value) if value and isinstance(value, str) else value or None


def _smtp(value: Any) -> Any:
    return parse_smtp(value) if value and isinstance(value, str) else value or None


def _imap(value: Any) -> Any:
    return parse_imap(value) if value and isinstance(value, str) else value or None


def _database(value: Any) -> Any:
    return parse_database(value) if isinstance(value, str) else value


def _switch(value: Any) -> Any:
    return {"on": True, "off": False}.get(value, value)


def _line(value: Any) -> Any:
    if any(ord(sign) < 32 for sign in str(value)):
        raise ValueError
    return str(value).strip()


class Settings(BaseSettings):
    """The settings of this process; a field's description says what it wants."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,  # HEARING_SMTP= is the same as not set
        extra="ignore",
        frozen=True,
        validate_default=True,
        arbitrary_types_allowed=True,
    )

    database: Annotated[DatabaseUrl, NoDecode, BeforeValidator(_database)] = Field(
        default=parse_database("sqlite://var/hearing.sqlite3"),
        description="sqlite://FILE or postgres://user:pass@host:5432/name",
    )
    base_url: Annotated[str, BeforeValidator(_web_address)] = Field(
        default="", description="an address such as https://hearing.example.org, without a path"
    )
    name: Annotated[str, BeforeValidator(_line)] = Field(
        default="Hearing", min_length=1, max_length=100, description="one line of at most 100 signs"
    )
    contact: Annotated[str, BeforeValidator(_line)] = Field(
        default="", max_length=200, description="one line of at most 200 signs"
    )
    proxies: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_networks)] = Field(
        default=(), description="IP addresses or networks with commas between"
    )
    clock: Annotated[datetime | None, NoDecode, BeforeValidator(_moment)] = Field(
        default=None, description="a time such as 2026-11-23T09:00"
    )
    secret: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)] = Field(
        default=(), description="one or more keys with commas between, newest first; required with PostgreSQL"
    )
    smtp: Annotated[Smtp | None, NoDecode, BeforeValidator(_smtp)] = Field(
        default=None,
        description="smtp://user:pass@host:587?starttls=1 or smtps://…, with connections=, per_minute= and per_domain= if wished",
    )
    mail_from: Annotated[str, BeforeValidator(_address)] = Field(
        default="Hearing <hearing@localhost>", description="a sender such as Hearing <hearing@example.org>"
    )
    mail_reply: Annotated[str, BeforeValidator(_bare_address)] = Field(
        default="svar@localhost", description="a bare address such as svar@example.org"
    )
    mail_allow: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_domains)] = Field(
        default=(), description="domains with commas between, such as example.org,example.se"
    )
    imap: Annotated[Imap | None, NoDecode, BeforeValidator(_imap)] = Field(
        default=None, description="imaps://user:pass@host/INBOX"
    )
    language: Literal["sv", "en"] = Field(default="sv", description="sv or en")
    zone: Annotated[str, BeforeValidator(_zone)] = Field(
        default="Europe/Stockholm", description="a time zone such as Europe/Stockholm"
    )
    metrics: Annotated[bool, Strict(), BeforeValidator(_switch)] = Field(default=False, description="on or off")
    metrics_token: str = Field(default="", description="a token")
    log: Literal["text", "json"] = Field(default="text", description="text or json")

    @model_validator(mode="after")
    def _secret_with_postgres(self) -> Self:
        if self.database.dialect == "postgres" and not self.secret:
            raise SettingsError(
                "HEARING_SECRET is empty; with PostgreSQL it must be a long random text, the same for every process."
            )
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        """The signing keys, newest first; with SQLite one is made and kept beside the database."""
        return self.secret or (kept_secret(self.secret_file),)

    @property
    def secret_file(self) -> Path:
        """Where the key lives that was made for an SQLite database."""
        return Path(self.database.path).parent / "secret"

    @property
    def url(self) -> str:
        """The public address, without a slash at the end."""
        return self.base_url or self._served() or "http://localhost:8000"

    @property
    def served_file(self) -> Path | None:
        """Where the server notes its address for commands and workers beside it; only beside an SQLite database."""
        return self.secret_file.with_name("address") if self.database.dialect == "sqlite" else None

    def _served(self) -> str:
        file = self.served_file
        return file.read_text(encoding="utf-8").strip() if file and file.is_file() else ""

    @property
    def loses_replies(self) -> bool:
        """Whether mail leaves, but an answer to the reply address would come to nobody."""
        return bool(self.smtp) and not self.imap and self.mail_reply.lower().endswith("@localhost")

    @property
    def clock_at(self) -> datetime | None:
        """Where the clock starts, with its zone."""
        if self.clock is None or self.clock.tzinfo:
            return self.clock
        return self.clock.replace(tzinfo=ZoneInfo(self.zone))


def read(env_file: str | None = ".env", **values: Any) -> Settings:
    """Read the settings afresh, or say in one line which one is wrong."""
    try:
        return Settings(**{"_env_file": env_file, **values})
    except ValidationError as wrong:
        raise SettingsError(_sentence(wrong)) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{env_file} is not UTF-8 text.") from None


def _sentence(wrong: ValidationError) -> str:
    first = wrong.errors()[0]
    field = str(first["loc"][0])
    got = repr(first["input"])
    if field in MASKED or (field in WITH_PASSWORD and "@" in got):
        got = "a value that is not shown"
    return f"{PREFIX}{field.upper()} is {got}; it must be {Settings.model_fields[field].description}."


def sources(env_file: str = ".env") -> dict[str, str]:
    """Where each value comes from: environment, .env, var/secret or default."""
    environment = EnvSettingsSource(Settings)()
    file = DotEnvSettingsSource(Settings, env_file=env_file)()
    found = {}
    for field in Settings.model_fields:
        source = "environment" if field in environment else env_file if field in file else "default"
        if field == "secret" and source == "default" and not settings().secret:
            source = str(settings().secret_file)
        found[field] = source
    return found


_current: Settings | None = None


def settings() -> Settings:
    """The settings of this process, read the first time."""
    global _current
    if _current is None:
        _current = read()
    return _current


@contextmanager
def using(other: Settings) -> Iterator[Settings]:
    """For tests and tools: other settings for a while."""
    global _current
    before, _current = _current, other
    try:
        yield other
    finally:
        _current = before
