"""Whoever has an authority's link may answer for it: the papers of the desk hold it only where they go out by post."""

import zlib
from typing import Any

import httpx2
import pytest

from hearing.letters import papers
from hearing.letters.models import Campaign
from hearing.letters.models_recipient import Recipient
from tests.letters import make

pytestmark = pytest.mark.anyio
BODY = make.BODY + "\n\n[Svara här]({{lank}}) eller på {{lank}}"


def held(content: bytes, token: str) -> bool:
    """Whether a PDF links to the page of that token."""
    streams = [part.split(b"endstream")[0].lstrip(b"\r\n") for part in content.split(b"stream")[1:]]
    told = content
    for part in streams:
        try:
            told += zlib.decompressobj().decompress(part)
        except zlib.error:
            continue
    return token.encode() in told


async def holds(reader: httpx2.AsyncClient, campaign: Campaign, row: Recipient) -> bool:
    """Whether the recipient's PDF, as the desk shows it, holds the link."""
    answer = await reader.get(f"/desk/letters/{campaign.pk}/recipients/{row.pk}/letter.pdf")
    assert answer.content.startswith(b"%PDF-")
    return held(answer.content, row.token())


@pytest.mark.parametrize("on_its_way", [False, True])
async def test_only_the_papers_for_the_post_hold_the_link_and_only_for_who_may_send(
    ann: httpx2.AsyncClient, bo: httpx2.AsyncClient, on_its_way: bool
) -> None:
    campaign = await (make.sent if on_its_way else make.addressed)(body=BODY)
    row, there = await make.recipient(campaign), f"/desk/letters/{campaign.pk}"

    await ann.post(f"{there}/papers")
    while await papers.make_next():
        pass

    assert (await holds(bo, campaign, row), await holds(ann, campaign, row)) == (False, False)
    assert held((await ann.get(f"{there}/letters.pdf")).content, row.token())
    assert [(await bo.get(there + end)).status_code for end in ("/papers", "/letters.pdf")] == [403, 403]


async def test_the_paper_that_is_mailed_keeps_it(ann: httpx2.AsyncClient, client: httpx2.AsyncClient) -> None:
    campaign = await make.sent(body=BODY)
    await papers.make_next()
    row: Any = await Recipient.filter(campaign=campaign, code="norra").select_related("pdf").get()

    assert held(row.pdf.content, row.token())
    assert held((await client.get(f"/r/{row.token()}/letter.pdf")).content, row.token())


async def test_a_letter_without_the_link_is_shown_as_it_was_sent(bo: httpx2.AsyncClient) -> None:
    campaign = await make.sent()
    await papers.make_next()
    row: Any = await Recipient.filter(campaign=campaign, code="norra").select_related("pdf").get()

    got = await bo.get(f"/desk/letters/{campaign.pk}/recipients/{row.pk}/letter.pdf")

    assert got.content == row.pdf.content


async def test_the_preview_says_where_the_link_will_stand(ann: httpx2.AsyncClient) -> None:
    campaign = await make.addressed(body=BODY)
    row = await make.recipient(campaign)

    page = (await ann.get(f"/desk/letters/{campaign.pk}/preview?row={row.pk}")).text

    assert ("/r/…" in page, row.token() in page) == (True, False)
