"""What strangers read is kept ready and changes the moment a tick does; the authority reads no notes of ours."""

import zlib

import httpx2
import pytest
from tortoise.backends.base.client import BaseDBAsyncClient

from hearing.letters import papers, responses
from hearing.letters.kinds_case import Channel
from hearing.letters.kinds_entry import EntryKind
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from hearing.letters.responses import Noted
from tests.letters import make

pytestmark = pytest.mark.anyio
ENDS = ("", ".json", ".atom", "/map")
TICKED, WORDS = "Vi bestämmer målen tillsammans.", "PLANTERAD"


async def test_a_withdrawn_tick_is_gone_at_once(ca1: Campaign, client: httpx2.AsyncClient, counted: list[str]) -> None:
    row, by = await Recipient.get(campaign=ca1, code="20"), await make.planner()
    await responses.show(row, by, True, TICKED)

    shown = [(await client.get(f"/letters/{ca1.slug}{end}")).text for end in ENDS[:3]]
    counted.clear()
    kept, asked = await client.get(f"/letters/{ca1.slug}"), len(counted)
    await responses.show(row, by, False, "")
    gone = [await client.get(f"/letters/{ca1.slug}{end}") for end in ENDS[:3]]

    assert [TICKED in page for page in shown] == [True, True, True]
    assert (kept.text == shown[0], asked <= 3) == (True, True)
    assert [TICKED in answer.text for answer in gone] == [False, False, False]
    assert {answer.headers["cache-control"] for answer in gone} == {"public, no-cache"}


async def test_who_has_the_page_gets_nothing_anew(ca1: Campaign, client: httpx2.AsyncClient) -> None:
    first = await client.get(f"/letters/{ca1.slug}/map")

    again = await client.get(f"/letters/{ca1.slug}/map", headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert "frame-ancestors *" in again.headers["content-security-policy"]


async def test_the_authoritys_page_and_pdf_hold_no_notes_of_ours(
    db: BaseDBAsyncClient, client: httpx2.AsyncClient
) -> None:
    campaign = await make.sent()
    await papers.make_next()
    row, by = await make.recipient(campaign), await make.planner()
    await responses.note(row, by, Noted(EntryKind.NOTE, f"{WORDS} anteckning"))
    await responses.note(row, by, Noted(EntryKind.HEARSAY, f"{WORDS} hörsägen", channel=Channel.HEARSAY))

    page = (await client.get(f"/r/{row.token()}")).text
    paper = (await client.get(f"/r/{row.token()}/letter.pdf")).content

    streams = [part.split(b"endstream")[0].lstrip(b"\r\n") for part in paper.split(b"stream")[1:]]
    opened = b"".join(_opened(part) for part in streams)
    assert paper.startswith(b"%PDF") and WORDS.encode() not in paper + opened
    assert WORDS not in page and row.email not in page and row.registrator_email not in page


def _opened(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""
