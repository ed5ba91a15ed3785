"""What is broken around the program: a full disk, a database that only reads or is gone, a wrong setting.

Always one clear line or a page in words, and nothing half-done.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx2
import pytest

from hearing.base.addresses import DatabaseUrl
from hearing.db import dialect, rows
from hearing.invitations.models import Invitation
from hearing.settings import Settings, SettingsError, read
from tests.invitations import make
from tests.journeys.test_get_is_pure import everything
from tests.postgres import Server
from tests.test_cli import Call, hearing, new

pytestmark = pytest.mark.anyio
__all__ = ["hearing", "new"]  # fixtures
Break = Callable[[], Awaitable[None]]
FULL = """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"""
ANSWERS = [
    {"answer": "yes", "comment": "x" * 3_900},
    {"answer": "no", "material": "1", "comment": "x" * 3_900},
    {"answer": "maybe", "comment": "x" * 3_900},
    {"answer": "other", "substitute_name": "Siv Ek", "substitute_email": "siv@roster.test", "comment": "x" * 3_900},
]


@pytest.fixture(params=["outgoing_mail", "audit_entry", "invitation", "rate_count"])
async def full(request: pytest.FixtureRequest, configured: Settings) -> tuple[Break, Break]:
    """Makes the disk full, at different places of the transaction, and gives room again."""
    table = request.param
    if configured.database.dialect == "sqlite" and table != "invitation":
        pytest.skip("SQLite is full everywhere at once")

    async def fill() -> None:
        if dialect() == "sqlite":
            await rows("CREATE TABLE ballast (content BLOB)")
            (pages,) = await rows("PRAGMA page_count")
            await rows(f"PRAGMA max_page_count={pages['page_count']}")
            return
        await rows(FULL)
        when = "BEFORE INSERT OR UPDATE"
        await rows(f"CREATE TRIGGER full_disk {when} ON {table} FOR EACH ROW EXECUTE FUNCTION full_disk()")

    async def empty() -> None:
        if dialect() == "sqlite":
            await rows("PRAGMA max_page_count=1073741823")
        else:
            await rows("DROP FUNCTION full_disk CASCADE")

    return fill, empty


@pytest.mark.parametrize("said", ANSWERS, ids=lambda said: said["answer"])
async def test_an_answer_that_finds_the_disk_full_is_told_as_failed(
    client: httpx2.AsyncClient, full: tuple[Break, Break], said: dict[str, str]
) -> None:
    row = await make.invitation(await make.event(capacity=1))
    fill, empty = full
    await fill()
    before = await everything()

    answers = [await client.post(f"/i/{row.token()}", data=said) for _again in range(3)]

    assert {answer.status_code for answer in answers} == {503}
    assert all("Ditt svar kunde inte sparas" in answer.text for answer in answers)
    assert all("Tack" not in answer.text for answer in answers)
    assert await everything() == before
    await empty()
    assert (await client.post(f"/i/{row.token()}", data=said)).status_code == 303
    assert (await Invitation.get(pk=row.pk)).answered_at is not None


async def test_an_answer_to_a_database_that_only_reads(client: httpx2.AsyncClient) -> None:
    if dialect() != "sqlite":
        pytest.skip("SQLite has a word for it")
    row = await make.invitation(await make.event())
    before = await everything()
    await rows("PRAGMA query_only=ON")

    answer = await client.post(f"/en/i/{row.token()}", data={"answer": "yes"})

    assert answer.status_code == 503
    assert "Your answer could not be saved" in answer.text
    assert await everything() == before


COMMANDS = (
    ["serve"], ["worker"], ["check"], ["demo"], ["export", "mail"], ["export", "event", "1"], ["sign-in", "a@b.test"],
    ["mail", "send-now"], ["user", "add", "a@b.test", "--name", "A"], ["backup", "copy"],
    ["organiser", "add", "a", "--name", "A", "--email", "a@b.test"],
)  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_without_a_database_is_one_line(hearing: Call, new: DatabaseUrl, words: list[str]) -> None:
    status, output, error = hearing(new, *words)

    told = [line for line in output.splitlines() if line.startswith("FAIL")] if words == ["check"] else []
    assert status == 1
    assert (told or error.splitlines()) != []
    assert all("There is no database at" in line for line in told or error.splitlines())
    assert "Traceback" not in output + error


def test_a_postgres_that_cannot_be_reached_is_one_line_without_the_password(hearing: Call, postgres: Server) -> None:
    here = postgres.admin
    wrong = {
        "nobody listens": f"postgres://me:hush@127.0.0.1:1/{here.name}",
        "no such database": f"postgres://{here.user}:hush@{here.host}:{here.port}/nothing",
        "no such user": f"postgres://nobody_here:hush@{here.host}:{here.port}/{here.name}",
        "no such host": "postgres://me:hush@nowhere.invalid:5432/x",
    }
    for url in wrong.values():
        for words in (["serve"], ["migrate"], ["check"]):
            status, output, error = hearing(here, *words, HEARING_DATABASE=url)

            assert status == 1
            assert "Traceback" not in output + error and "hush" not in output + error
            assert len(error.splitlines()) == (0 if words == ["check"] else 1)


@pytest.mark.parametrize("content", [b"", b"no database" * 1000, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_one_line(hearing: Call, new: DatabaseUrl, content: bytes) -> None:
    Path(new.path).parent.mkdir(exist_ok=True)
    Path(new.path).write_bytes(content)

    for words in (["serve"], ["worker"], ["export", "mail"]):
        status, _output, error = hearing(new, *words)
        assert (status, len(error.splitlines()), error[:9]) == (1, 1, "hearing: ")


WRONG: dict[str, list[str]] = {
    "DATABASE": ["x", "sqlite://", "postgres://", "postgres://h:port/n", "postgres://h/n?pool=x", "mysql://a/b"],
    "BASE_URL": [
        "example.org",
        "ftp://a",
        "https://",
        "https://a/path",
        "https://a?q",
        "https://u@a",
        "http://a:99999",
    ],
    "NAME": ["x" * 101, "two\nlines"],
    "CONTACT": ["x" * 201, "two\nlines"],
    "PROXIES": ["localhost", "10.0.0.0/33", "*", "1.2.3"],
    "CLOCK": ["now", "2026-13-01T00:00", "9"],
    "SMTP": ["mail", "smtp://", "smtp://h:0", "smtp://h:99999", "smtp://h?per_minute=0", "smtp://h?x=1"],
    "MAIL_FROM": ["Hearing", "a@", "A <a@b>, B <c@d>", "a@b\r\nBcc: c@d"],
    "MAIL_REPLY": ["svar", "Svar <svar@x.test>", "a b@x.test"],
    "MAIL_ALLOW": ["a@b.test", "two words"],
    "IMAP": ["imaps://", "http://h", "imaps://h:0/INBOX"],
    "LANGUAGE": ["SV", "de"],
    "ZONE": ["CET+1", "../etc/passwd", "/etc/passwd"],
    "METRICS": ["true", "1"],
    "LOG": ["JSON", "debug"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_setting_stops_in_one_line_that_names_it(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"HEARING_{name}", value)

    with pytest.raises(SettingsError) as wrong:
        read(env_file=None, **({"secret": ("x" * 40,)} if name == "DATABASE" else {}))

    told = str(wrong.value)
    assert told.startswith(f"HEARING_{name} is ") and "it must be" in told
    assert "\n" not in told
