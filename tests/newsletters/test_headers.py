"""The bytes that leave: what mail programs need for their own button, through a real SMTP server."""

from email import message_from_bytes, policy

import httpx2
import pytest
from starlette.applications import Starlette

from hearing.base.addresses import parse_smtp
from hearing.base.clock import freeze, now
from hearing.mail.jobs import send_now
from hearing.mail.outbox import GRACE
from hearing.newsletters import sending
from tests import make
from tests.mail.conftest import configured_with
from tests.newsletters.make import SIV, again, letter, planner, subscriber
from tests.servers import Sink

pytestmark = pytest.mark.anyio
URL = "https://moten.egen-rost.se"  # as long as a host may be for a link of 55 signs


async def left(sink: Sink, language: str = "sv", name: str = "Egen röst Dalarna") -> bytes:
    """The letter as the server took it."""
    await make.organiser(name=name)
    await subscriber(language=language)
    with configured_with(base_url=URL, smtp=parse_smtp(sink.url)):
        await sending.send(await letter(), await planner())
        with freeze(now() + GRACE):
            await send_now()
    (raw,) = [one.raw for one in sink.messages if b"List-Unsubscribe" in one.raw]
    return raw


def lines_of(raw: bytes) -> dict[str, str]:
    """The header lines as they stand, unfolded by nobody."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    return {name: text for line in head.split("\r\n") for name, _colon, text in [line.partition(": ")]}


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("language", ["sv", "en"])
async def test_the_list_headers_are_plain_and_on_one_line_each(sink: Sink, language: str) -> None:
    raw = await left(sink, language, "Föreningen Åsen, längst bort i världen och lite till, med komma")
    lines = lines_of(raw)
    link = lines["List-Unsubscribe"]

    assert (link.startswith(f"<{URL}/n/"), link.endswith(">"), len(link) - 2) == (True, True, len(URL) + 25)
    assert len(link) - 2 <= 55
    assert lines["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert lines["List-Id"] == "<monthly.egen-rost.localhost>"
    assert (lines["Precedence"], lines["Auto-Submitted"]) == ("list", "auto-generated")
    assert lines["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    for name in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Message-ID", "Precedence"):
        assert ("=?" in lines[name], raw.count(f"\r\n{name}: ".encode())) == (False, 1)


@pytest.mark.usefixtures("db")
async def test_a_reader_of_mail_sees_one_link_and_text_equal_to_html(sink: Sink) -> None:
    mail = message_from_bytes(await left(sink), policy=policy.default)
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    link = mail["List-Unsubscribe"].strip("<>")

    assert (mail["To"], mail["List-Unsubscribe"].count("http")) == (SIV, 1)
    assert (link in text, link in html, "Välkommen på möte" in text, "Välkommen på" in html) == (True,) * 4


async def test_the_button_of_a_mail_program_works_from_the_bytes_alone(app: Starlette, sink: Sink) -> None:
    row = await subscriber()
    lines = lines_of(await left(sink))
    link, body = lines["List-Unsubscribe"].strip("<>"), lines["List-Unsubscribe-Post"]
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": "https://webmail.test"}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=URL) as provider:
        answer = await provider.post(link, content=body.encode(), headers=headers)

    assert (answer.status_code, (await again(row)).status) == (200, "stopped")
