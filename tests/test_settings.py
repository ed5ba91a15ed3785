"""Settings: read once, and a wrong one is a sentence."""

import stat
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hearing.base.addresses import DatabaseUrl, Imap, Smtp
from hearing.base.secret import kept_secret
from hearing.settings import SettingsError, read, sources, using

WRONG = {
    "DATABASE": ("mysql://x", "is 'mysql://x'; it must be sqlite://FILE or postgres://user:pass@host:5432/name."),
    "BASE_URL": (
        "localhost",
        "is 'localhost'; it must be an address such as https://hearing.example.org, without a path.",
    ),
    "PROXIES": ("10.0.0.0/8, foo", "is '10.0.0.0/8, foo'; it must be IP addresses or networks with commas between."),
    "CLOCK": ("soon", "is 'soon'; it must be a time such as 2026-11-23T09:00."),
    "MAIL_FROM": ("nobody", "is 'nobody'; it must be a sender such as Hearing <hearing@example.org>."),
    "MAIL_REPLY": ("A <a@b.se>", "is 'A <a@b.se>'; it must be a bare address such as svar@example.org."),
    "MAIL_ALLOW": ("a@b.se", "is 'a@b.se'; it must be domains with commas between, such as example.org,example.se."),
    "LANGUAGE": ("no", "is 'no'; it must be sv or en."),
    "ZONE": ("Mars/Base", "is 'Mars/Base'; it must be a time zone such as Europe/Stockholm."),
    "METRICS": ("yes", "is 'yes'; it must be on or off."),
    "LOG": ("xml", "is 'xml'; it must be text or json."),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_one_line_with_name_value_and_wish(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, told = WRONG[name]
    monkeypatch.setenv(f"HEARING_{name}", value)

    with pytest.raises(SettingsError) as wrong:
        read(env_file=None)

    assert str(wrong.value) == f"HEARING_{name} {told}"


def test_a_password_is_never_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARING_SMTP", "smtp://user:hush@host:99999999")

    with pytest.raises(SettingsError) as wrong:
        read(env_file=None)

    assert str(wrong.value).startswith("HEARING_SMTP is a value that is not shown; it must be smtp://")
    assert "hush" not in str(wrong.value)


def test_everything_has_a_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    here = read(env_file=None)

    assert (here.database, here.url, here.name, here.smtp, here.imap, here.clock_at, here.metrics) == (
        DatabaseUrl("sqlite", path="var/hearing.sqlite3"),
        "http://localhost:8000",
        "Hearing",
        None,
        None,
        None,
        False,
    )


def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARING_LOG", "")

    assert read(env_file=None).log == "text"


def test_a_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("HEARING_NAME=Filen\nHEARING_ZONE=UTC\n", encoding="utf-8")
    monkeypatch.setenv("HEARING_NAME", "Miljön")

    with using(read(env_file=str(file))) as here:
        origin = sources(str(file))

    assert (here.name, here.zone) == ("Miljön", "UTC")
    assert (origin["name"], origin["zone"], origin["log"]) == ("environment", str(file), "default")


def test_servers_are_read_from_their_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARING_SMTP", "smtp://u:p%40ss@mail.test:587?starttls=1&connections=2&per_minute=60")
    monkeypatch.setenv("HEARING_IMAP", "imaps://u:p@mail.test/INBOX")
    monkeypatch.setenv("HEARING_MAIL_ALLOW", "Example.org, @example.se")

    here = read(env_file=None)

    assert here.smtp == Smtp("mail.test", 587, "u", "p@ss", starttls=True, connections=2, per_minute=60)
    assert here.imap == Imap("mail.test", 993, "u", "p", "INBOX", tls=True)
    assert here.mail_allow == ("example.org", "example.se")


@pytest.mark.parametrize(
    "text",
    ["smtp://", "smtp://h?x=1", "smtp://h?connections=0", "smtps://h?starttls=1", "http://h", "smtp://h?starttls=on"],
)
def test_an_odd_mail_server_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARING_SMTP", text)

    with pytest.raises(SettingsError, match="HEARING_SMTP"):
        read(env_file=None)


def test_the_clock_stands_in_the_zone_of_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARING_CLOCK", "2026-11-23T09:00")

    assert read(env_file=None).clock_at == datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Stockholm"))


def test_postgresql_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARING_DATABASE", "postgres://u:p@db.test/hearing")
    with pytest.raises(SettingsError, match=r"^HEARING_SECRET is empty; with PostgreSQL it must be"):
        read(env_file=None)

    monkeypatch.setenv("HEARING_SECRET", "new one, old one")
    here = read(env_file=None)

    assert here.secrets == ("new one", "old one")
    assert str(here.database) == "postgres://u@db.test:5432/hearing"


def test_sqlite_makes_a_secret_once_for_its_owner_alone(tmp_path: Path) -> None:
    here = read(env_file=None, database=DatabaseUrl("sqlite", path=str(tmp_path / "var" / "hearing.sqlite3")))

    first = here.secrets
    kept_secret.cache_clear()

    assert here.secrets == first
    assert len(first[0]) >= 64
    assert stat.S_IMODE((tmp_path / "var" / "secret").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret"]
