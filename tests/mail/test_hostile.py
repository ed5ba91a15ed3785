"""Hostile mail: read in the child within its bounds, or given up there; never an exception, never a page that bites."""

import base64
import random
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearing.mail.child import Child, Unreadable
from hearing.mail.inbox import second_key
from hearing.mail.parsed import Asked, Reading
from hearing.mail.reading import read
from hearing.mail.safe_html import safe

pytestmark = pytest.mark.anyio
SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.eml"))
HEAD = b"From: a@b.test\r\nTo: svar+23456789abcdefghjkmnpqrstu@egen.test\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
WORDS = b"Content-Type: text/plain\r\n\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"


def nested(levels: int) -> bytes:
    made = [HEAD]
    for level in range(levels):
        made.append(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level))
    return b"".join([*made, WORDS, b"inside\r\n"])


HOSTILE = {
    "header of 100 kB": HEAD
    + b"X: "
    + b"a" * 100_000
    + b"\r\nCc: "
    + b"<a@b.test>, " * 9000
    + b"\r\n"
    + WORDS
    + b"hej",
    "many headers": HEAD + b"X-A: b\r\n" * 200_000 + WORDS + b"hej",
    "10,000 parts": HEAD
    + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--b\r\nContent-Type: text/plain\r\n\r\nhej\r\n" * 10_000,
    "1,500 levels": nested(1_500),
    "60 levels": nested(60),
    "semicolons": HEAD + b"Content-Type: text/plain" + b";" * 39_000 + b"\r\n\r\nhej",
    "brackets": b"From: " + b"(" * 16_000 + b"\r\nTo: " + b"(((" * 9_000 + b"\r\n" + WORDS + b"hej",
    "at signs": HEAD + b"Cc: " + b"@" * 16_000 + b"\r\n" + WORDS + b"@" * 500_000,
    "25 MB": HEAD + WORDS + b"hej hej hej hej hej hej hej hej hej hej hej hej\r\n" * 500_000,
    "25 MB of line ends": HEAD + WORDS + b"\n" * 25_000_000,
    "25 MB file": HEAD
    + b'Content-Type: application/zip; name="a.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    + base64.encodebytes(bytes(18_000_000)),
    "NUL": HEAD + WORDS + b"a\0b\r\n\0\0",
    "lone surrogates": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n\xed\xa0\x80 hej \xed\xb0\x80",
    "bare CR": HEAD.replace(b"\r\n", b"\r") + b"\r\rhej\rhej",
    "header injection": HEAD + b"Subject: =?utf-8?q?x=0D=0ABcc:_a@b.test?=\r\n" + WORDS + b"hej",
    "unknown charset": HEAD + b"Content-Type: text/plain; charset=zlib\r\n\r\nhej",
    "slow charset": HEAD + b"Content-Type: text/plain; charset=idna\r\n\r\n" + b"a" * 300_000,
    "nested tags": HEAD + HTML + b"<div>" * 200_000 + b"hej",
    "nested quotes": HEAD + HTML + b"<blockquote>" * 100_000 + b"hej<br>" * 50_000,
    "open tags": HEAD + HTML + b"<" * 1_000_000 + b">",
    "open comments": HEAD + HTML + b"<!--" * 300_000,
    "odd quotes": HEAD + HTML + b'<a">' * 300_000,
    "attributes": HEAD + HTML + b"<a " + b"a='" * 300_000 + b">",
    "entities": HEAD + HTML + b"&" * 500_000 + b"&#x;" * 100_000,
    "on on on": HEAD + WORDS + b"On " * 400_000,
    "den den": HEAD + WORDS + b"Den , " * 100_000,
    "den lines": HEAD + WORDS + b"Den 8 okt 2026 skrev\r\n" * 50_000,
    "quoted empty lines": HEAD + WORDS + b"> \r\n" * 100_000,
    "quote marks": HEAD + WORDS + b">" * 500_000,
    "rules": HEAD + WORDS + b"_" * 500_000 + b"\r\n" + b"- " * 300_000,
    "names": HEAD + WORDS + "Åsa ".encode() * 100_000 + b"kontakta " * 50_000,
    "numbers": HEAD + WORDS + b"dnr 2026/1 " * 100_000,
    "dots": HEAD + WORDS + b"dnr " + b"1.1." * 100_000,
    "absence": HEAD + b"Auto-Submitted: auto-replied\r\n" + WORDS + b"back on the from by until " * 50_000,
    "calendar": HEAD
    + b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n"
    + b"BEGIN:VEVENT\r\n" * 20_000
    + b'ATTENDEE;A="' * 50_000,
    "words in headers": HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 5_000 + b"\r\n" + WORDS + b"hej",
    "empty": b"",
    "one line": b"hej",
}


@pytest.fixture(scope="module")
async def child() -> AsyncIterator[Child]:
    made = Child()
    yield made
    await made.close()


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_mail_is_read_or_given_up_in_time(child: Child, name: str) -> None:
    began = time.monotonic()
    try:
        found: Reading | None = await child.read(Asked(HOSTILE[name]))
    except Unreadable:
        found = None

    assert time.monotonic() - began < 20
    assert found is None or not set(found.parsed.text) & {"\0", "\r"}
    assert (await child.read(Asked(HEAD + WORDS + b"hej"))).parsed.text == "hej"


def test_a_header_cannot_be_smuggled_in() -> None:
    assert "\n" not in read(Asked(HOSTILE["header injection"])).parsed.subject


async def test_a_child_that_stalls_is_killed_and_replaced() -> None:
    child = Child(patience=0.01)
    with pytest.raises(Unreadable, match="too long"):
        await child.read(Asked(HOSTILE["25 MB"]))
    child.patience = 20

    assert (await child.read(Asked(HEAD + WORDS + b"hej"))).parsed.text == "hej"
    await child.close()


async def test_a_child_that_dies_is_replaced() -> None:
    child = Child()
    await child.read(Asked(HEAD + WORDS + b"hej"))
    assert child.process is not None
    child.process.kill()

    assert (await child.read(Asked(HEAD + WORDS + b"hej"))).parsed.text == "hej"
    await child.close()


def limits_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
    return {line[:26].strip(): line[26:].split()[0] for line in lines[1:]}


async def test_the_system_holds_the_child_to_its_bounds() -> None:
    child = Child()
    await child.read(Asked(HEAD + WORDS + b"hej"))
    assert child.process is not None
    held = limits_of(child.process.pid)
    await child.close()

    assert held["Max address space"] == str(512 * 1024 * 1024)
    assert 20 <= int(held["Max cpu time"]) <= 25


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<img src="http://spy.test/pixel.gif">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        "<style>@import 'http://spy.test/a.css'</style>",
        '<div style="background:url(http://spy.test/x)">x</div>',
        "<svg><script>alert(1)</script></svg>",
        '<iframe src="http://spy.test"></iframe>',
        '<form action="http://spy.test"><input name=a></form>',
        '<meta http-equiv="refresh" content="0;url=http://spy.test">',
        '<link rel="stylesheet" href="http://spy.test/a.css">',
        "<math><mtext></p><img src=x onerror=alert(1)></math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    ],
)
def test_html_reaches_nothing_and_runs_nothing(html: str) -> None:
    made = safe(f"<p>hej</p>{html}")

    bad = ("script", "spy.test", "onerror", "<img", "style", "javascript", "data:", "<form", "<iframe")
    assert "<p>hej</p>" in made
    assert [word for word in bad if word in made] == []


def test_html_too_large_or_too_deep_is_not_shown() -> None:
    assert (safe("<div>" * 201), safe("a" * 524_289)) == ("", "")
    assert safe("<p>a" * 5000) != ""


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3000))
def test_random_bytes_are_read(raw: bytes) -> None:
    assert read(Asked(raw)).parsed is not None
    assert len(second_key(raw)) in (0, 64)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False))
def test_mutated_mail_is_read(file: Path, dice: random.Random) -> None:
    raw = mutated(file.read_bytes(), dice)

    found = read(Asked(raw))

    storable(found)


@pytest.mark.soak
@settings(max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False))
def test_much_mutated_mail_is_read(file: Path, dice: random.Random) -> None:
    storable(read(Asked(mutated(file.read_bytes(), dice))))


def storable(found: Reading) -> None:
    """Nothing of it is what a database refuses."""
    said = repr(found)
    assert "\\x00" not in said
    assert "\\udc" not in said
    assert "\\ud8" not in said


def mutated(raw: bytes, dice: random.Random) -> bytes:
    """Some bytes changed, lines lost, doubled or swapped, pieces of header put in the body."""
    made = bytearray(raw)
    for _time in range(dice.randint(1, 30)):
        at = dice.randrange(max(1, len(made)))
        match dice.randrange(4):
            case 0:
                made[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                made[at : at + dice.randrange(40)] = b""
            case 2:
                made[at:at] = made[at - 30 : at]
            case 3:
                made[at:at] = dice.choice(
                    [b"\0", b"\r", b"\n\n", b"--b\r\n", b"=?utf-8?b?", b"Content-Type: ", b"\xff", b"\xed\xa0\x80"]
                )
    return bytes(made)
