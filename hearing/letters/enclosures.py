"""Files that go with a letter: added and taken away while the text is open, sent along when they are small together."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from tortoise.transactions import atomic, in_transaction

from hearing.base import files
from hearing.base.audit import WORDS, Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.base.lang import lazy
from hearing.base.tables import download
from hearing.letters.campaigns import open_text
from hearing.letters.models import Campaign
from hearing.letters.models_enclosure import Enclosure

MOST = 10
MOST_MAILED = 7 * 1024 * 1024  # a mail of ten megabytes, which most servers take, once the files are in letters
UNKNOWN = "application/octet-stream"

WORDS.update(
    {
        "letter.enclosure_added": lazy("added an enclosure"),
        "letter.enclosure_removed": lazy("took an enclosure away"),
    }
)


async def of(campaign: Campaign) -> list[Enclosure]:
    """The files, in the order they were added."""
    return await Enclosure.filter(campaign_id=campaign.pk).order_by("id")


async def add(campaign: Campaign, by: Actor, content: bytes, name: str) -> None:
    """Put a file with the letter. Refuses once the text is locked."""
    if not content:
        raise Refusal("Choose a file that is not empty.")
    kept = await files.keep(content, name, UNKNOWN)
    async with in_transaction():
        await open_text(campaign)
        there = await of(campaign)
        if len(there) >= MOST:
            raise Refusal("A letter can have at most %(most)s enclosures.", most=MOST)
        if any(one.file_id == kept.pk for one in there):
            raise Refusal("This file is with the letter already.")
        told: dict[str, Any] = {"name": name[:200], "size": len(content), "by_name": by.name, "created_at": now()}
        await Enclosure.create(campaign_id=campaign.pk, file_id=kept.pk, **told)
        await record(by, "letter.enclosure_added", campaign, name=name[:200])


@atomic()
async def remove(campaign: Campaign, by: Actor, one: Enclosure) -> None:
    """Take it away."""
    await open_text(campaign)
    await Enclosure.filter(pk=one.pk).delete()
    await record(by, "letter.enclosure_removed", campaign, name=one.name)


def mailed(rows: Sequence[Enclosure]) -> bool:
    """Whether they go in the mail itself; else its text says where they are."""
    return sum(one.size for one in rows) <= MOST_MAILED


def answer(content: bytes, name: str) -> Response:
    """A file to keep, never shown in the page, never run."""
    return download(content, name, UNKNOWN)
