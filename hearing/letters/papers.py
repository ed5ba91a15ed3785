"""Letters as PDF, made by the worker: asked for with the mails they go with, which alone wait for them.

What a PDF says is kept with the question, so that it says what the mail says however long it takes. Whoever is
killed while making some leaves them to be made again; nothing but the mails' own files is waited for.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tortoise.transactions import atomic, in_transaction

from hearing.base import files
from hearing.base.audit import Actor, record
from hearing.base.clock import now
from hearing.base.errors import Refusal
from hearing.db import rows as sql
from hearing.letters import pdf, writing
from hearing.letters.models import Campaign
from hearing.letters.models_paper import Paper
from hearing.letters.models_recipient import Recipient
from hearing.mail.finishing import finish
from hearing.mail.models import OutgoingMail, stamp

AT_A_TIME = 20
LEASE = timedelta(minutes=2)
LONGEST = 60  # minutes between two tries
MEDIA_TYPE = "application/pdf"
TAKE = "UPDATE letter_paper SET due_at = ?, tries = tries + 1 WHERE id IN ({marks}) AND due_at <= ? RETURNING id"


@dataclass(frozen=True, slots=True)
class Making:
    """How far the PDFs of a letter have come; `again` when some are being tried once more."""

    ready: int
    total: int
    again: bool


async def ask(campaign: Campaign, told: Mapping[int, Any]) -> None:
    """Ask for the PDFs of some recipients, by their numbers, in the caller's transaction; the latest question holds."""
    await forget(list(told))
    moment = now()
    made = [Paper(campaign_id=campaign.pk, recipient_id=pk, told=one, due_at=moment) for pk, one in told.items()]
    await Paper.bulk_create(made, batch_size=50)


async def forget(recipients: Sequence[int]) -> None:
    """Make no PDFs for those whose sending was taken back, in the caller's transaction."""
    await Paper.filter(recipient_id__in=list(recipients)).delete()


@atomic()
async def ask_all(campaign: Campaign, by: Actor) -> None:
    """Ask for all letters as one PDF, for the post. Refuses while a word is missing."""
    rows = await Recipient.filter(campaign_id=campaign.pk).order_by("number")
    if not rows:
        raise Refusal("There are no recipients yet.")
    lacking = [one for one in (await writing.batch(campaign, rows)).problems if one.missing]
    if lacking:
        words = ", ".join(dict.fromkeys(word for one in lacking for word in one.missing))
        raise Refusal("A value is missing: %(words)s.", words=words)
    waiting = Paper.filter(campaign_id=campaign.pk, recipient_id=None)
    await waiting.filter(tries__gt=1).delete()  # it has failed: begin anew
    if not await waiting.exists():
        await Paper.create(campaign_id=campaign.pk, due_at=now())
        await record(by, "letter.print_asked", campaign, letters=len(rows))


async def progress(campaign: Campaign) -> Making | None:
    """How many of the last sending's PDFs are ready, while some are not; one query when all are."""
    tries = await Paper.filter(campaign_id=campaign.pk, recipient_id__isnull=False).values_list("tries", flat=True)
    if not tries:
        return None
    mailing = campaign.mailing_id  # type: ignore[attr-defined]
    mails = await OutgoingMail.filter(mailing_id=mailing, kind="letter").count()
    total = max(mails, len(tries))
    return Making(total - len(tries), total, max(int(str(one)) for one in tries) > 1)


async def printing(campaign: Campaign) -> Paper | None:
    """The PDF of all letters while it is being made."""
    return await Paper.get_or_none(campaign_id=campaign.pk, recipient_id=None)


async def make_next() -> bool:
    """Job: make the PDFs that are due, some at a time; one by one where making some has failed."""
    some = await _take()
    if not some:
        return False
    try:
        if some[0].recipient_id is None:
            await _print(some[0])
        else:
            made = await asyncio.to_thread(pdf.make_all, [one.told for one in some])
            await _keep(some, made)
    except Exception:
        wait = timedelta(minutes=min(LONGEST, 5 * some[0].tries))
        await Paper.filter(pk__in=[one.pk for one in some]).update(due_at=now() + wait if len(some) == 1 else now())
        raise
    return True


async def _take() -> list[Paper]:
    """Those nobody else is at, for as long as the lease holds."""
    moment = now()
    due = await Paper.filter(due_at__lte=moment).order_by("tries", "id").limit(AT_A_TIME)
    if not due:
        return []
    alone = due[0].tries > 0 or due[0].recipient_id is None
    some = due[:1] if alone else [one for one in due if one.tries == 0 and one.recipient_id is not None]
    query = TAKE.format(marks=", ".join("?" * len(some)))
    taken = await sql(query, stamp(moment + LEASE), *(one.pk for one in some), stamp(moment))
    ours = {row["id"] for row in taken}
    return [one for one in some if one.pk in ours]


async def _keep(some: Sequence[Paper], made: Sequence[bytes]) -> None:
    """The finished ones with their recipients and their mails; what was taken back meanwhile is dropped."""
    names = [writing.file_name(one.told["ref"]) for one in some]
    kept = await files.keep_all(made, names, MEDIA_TYPE)
    async with in_transaction():
        won: dict[str, tuple[int, str]] = {}
        for one, name, file in zip(some, names, kept, strict=True):
            if await Paper.filter(pk=one.pk).delete():
                await Recipient.filter(pk=one.recipient_id).update(pdf_id=file.pk)
                won[one.told["ref"]] = (int(file.pk), name)
        await finish(won)


async def _print(one: Paper) -> None:
    """All letters as one file with the letter itself, in the place of the one before."""
    campaign = await Campaign.get(pk=one.campaign_id).select_related("organiser")
    rows = await Recipient.filter(campaign_id=campaign.pk).order_by("number")
    content = await writing.print_all(await writing.batch(campaign, rows))
    file = await files.keep(content, f"{campaign.reference}.pdf", MEDIA_TYPE)
    async with in_transaction():
        if await Paper.filter(pk=one.pk).delete():
            facts = {"printed_id": file.pk, "printed_at": now(), "printed_letters": len(rows)}
            await Campaign.filter(pk=campaign.pk).update(**facts)
    before = campaign.printed_id  # type: ignore[attr-defined]
    if before and before != file.pk:
        await files.forget(before)
